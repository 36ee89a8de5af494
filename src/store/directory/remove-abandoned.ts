import { join } from "node:path";
import { removeEmpty } from "../../disk/durable.ts";
import type { FileSystem } from "../../disk/fs.ts";
import { type SweepDeps, sweepDirectory } from "../../disk/temporary.ts";
import { AppError, systemCode } from "../../errors.ts";
import { METADATA_NAME } from "../names.ts";
import type { Mark } from "../writing-mark-name.ts";
import { kindAt, lastWritten, readMarks, snapshotDirectories } from "./reader.ts";
import { removeFiles } from "./remove.ts";
import { isAbandonedMark, markName, putUpMark, removeMarked } from "./writing-mark.ts";

/**
 * Removes what interrupted runs left in `root`: their temporary files, and of one user also what
 * they had written of a snapshot. Nothing else is touched, see `isAbandoned` and `isAbandonedMark`.
 * A leftover does no harm, so what fails here is logged, and the backup goes on.
 */
export async function removeAbandoned(deps: SweepDeps, root: string, user: string): Promise<void> {
  const { fs } = deps;
  await tolerate(deps, () => sweepDirectory(deps, root));
  const parent = join(root, user);
  await tolerate(deps, async () => {
    for (const mark of await readMarks(fs, parent)) {
      await tolerate(deps, () => sweepUnfinished(deps, parent, mark));
    }
  });
  await tolerate(deps, async () => {
    for (const { name } of await snapshotDirectories(fs, parent)) {
      const directory = join(parent, name);
      await tolerate(deps, async () => {
        const swept = await sweepDirectory(deps, directory);
        // Only one run writes into a directory, and that run is over.
        if (swept > 0) await removeEmpty(fs, directory);
      });
    }
  });
}

/**
 * Removes what the run of `mark` left, once it is certain that it is over. Its mark becomes ours
 * before, so that it cannot commit any more, and whoever comes next goes on where this one stops.
 */
async function sweepUnfinished(
  { fs, clock, log, owner }: SweepDeps,
  parent: string,
  mark: Mark,
): Promise<void> {
  const modified = await lastWritten(fs, parent, mark);
  if (!isAbandonedMark(mark, modified, clock.now(), owner)) return;
  const others = (await readMarks(fs, parent)).filter(({ name }) => name !== mark.name);
  if (others.some(({ snapshot }) => snapshot === mark.snapshot)) {
    // Another run has the name by now, or is removing what this one left.
    await fs.unlink(join(parent, mark.name));
    return;
  }
  const ours = join(parent, markName(mark.snapshot, owner));
  if (join(parent, mark.name) !== ours) {
    await putUpMark(fs, ours);
    await takeOver(fs, join(parent, mark.name), ours);
  }
  const directory = join(parent, mark.snapshot);
  if ((await kindAt(fs, join(directory, METADATA_NAME))) === null) {
    const files = await removeFiles(fs, directory);
    if (files > 0) log.info("store.swept", { files });
  }
  await removeMarked(fs, directory, ours);
}

/**
 * Takes down another run's mark; throws `ENOENT` when it did so itself, for then it has committed.
 */
async function takeOver(fs: FileSystem, theirs: string, ours: string): Promise<void> {
  try {
    await fs.unlink(theirs);
  } catch (error) {
    await fs.unlink(ours);
    throw error;
  }
}

async function tolerate({ log }: SweepDeps, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // Another run may remove such directories at the same time, and the user may be new.
    if (systemCode(error) === "ENOENT") return;
    if (!(error instanceof AppError)) throw error;
    log.warn("store.sweep-failed", { code: error.code });
  }
}
