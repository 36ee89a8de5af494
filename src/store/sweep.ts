import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { AppError, systemCode } from "../errors.ts";
import type { Log } from "../log.ts";
import { snapshotDirectories } from "./directory-reader.ts";
import { removeEmpty } from "./durable.ts";
import type { FileSystem } from "./fs.ts";
import { isAbandoned, isTemporaryName, type Owner } from "./temporary.ts";

/** What sweeping needs. */
export interface SweepDeps {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: Owner;
}

/**
 * Removes the temporary files that interrupted runs left in `root`, and in the snapshots of one user
 * below it; a snapshot that consists of nothing else goes with them. Nothing else is touched, see
 * `isAbandoned`. A leftover does no harm, so what fails here is logged, and the backup goes on.
 */
export async function sweep(deps: SweepDeps, root: string, user: string): Promise<void> {
  const { fs } = deps;
  await tolerate(deps, () => sweepDirectory(deps, root));
  await tolerate(deps, async () => {
    for (const { name } of await snapshotDirectories(fs, join(root, user))) {
      const directory = join(root, user, name);
      await tolerate(deps, async () => {
        const swept = await sweepDirectory(deps, directory);
        // Who wrote these had the directory to himself, so it is nobody's now.
        if (swept > 0) await removeEmpty(fs, directory);
      });
    }
  });
}

/**
 * Removes what interrupted runs left in the one directory `path`. Says how many files were removed.
 */
export async function sweepDirectory(
  { fs, clock, log, owner }: SweepDeps,
  path: string,
): Promise<number> {
  let swept = 0;
  for (const { name, kind } of await fs.readdir(path)) {
    if (kind !== "file" || !isTemporaryName(name)) continue;
    const { modified } = await fs.lstat(join(path, name));
    if (!isAbandoned(name, modified, clock.now(), owner)) continue;
    await fs.unlink(join(path, name));
    swept += 1;
  }
  if (swept > 0) log.info("store.swept", { files: swept });
  return swept;
}

async function tolerate({ log }: SweepDeps, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // Another run may sweep at the same time, and the user may be new.
    if (systemCode(error) === "ENOENT") return;
    if (!(error instanceof AppError)) throw error;
    log.warn("store.sweep-failed", { code: error.code });
  }
}
