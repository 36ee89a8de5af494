import { type AppError, CancelledError, toAppError } from "../errors.ts";
import type { Kind } from "../model/records.ts";
import { backupCollection } from "./collections.ts";
import type { BackupDeps, BackupOptions, BackupResult } from "./contract.ts";
import { backupCovers } from "./covers.ts";
import { finishRun, resultWithoutRun } from "./finish.ts";
import { backupPlaylists } from "./playlists.ts";
import { chooseKinds, refuseDuringPause, refuseUnsealed } from "./preconditions.ts";
import { forEachConcurrently } from "./reading.ts";
import { rereadOldFiles } from "./reread-old-files.ts";
import type { BackupRun } from "./run.ts";
import { startRun } from "./start.ts";

/** The number of kinds that are read at once. The provider limits the requests by itself. */
const KINDS_AT_ONCE = 2;

/**
 * Backs up a library into one new snapshot: starts the run, reads or takes over each kind, reads
 * again what is old, and commits the snapshot.
 *
 * An error on the way becomes part of the result, which says what was kept; see `BackupResult`.
 * Only two things are thrown: errors from before the provider is asked for anything (`UsageError`
 * `config/include` and `config/plain`, `StoreError` where the store cannot be written to), and
 * `CancelledError` when nothing of the run is left. A cancelled run keeps what it read if the
 * previous snapshot is not complete.
 */
export async function runBackup(options: BackupOptions, deps: BackupDeps): Promise<BackupResult> {
  const include = chooseKinds(options.include);
  await options.store.checkWritable();
  await refuseUnsealed(options);
  const startedAt = deps.clock.now();
  let run: BackupRun;
  try {
    refuseDuringPause(options, startedAt);
    run = await startRun(options, deps, include, startedAt);
  } catch (cause) {
    const error = toAppError(cause);
    if (error instanceof CancelledError) throw error;
    return resultWithoutRun(options, deps, startedAt, error);
  }
  const ending = await readLibrary(run);
  if (ending instanceof CancelledError && !isWorthKeeping(run)) {
    await run.writer.abort();
    throw ending;
  }
  return finishRun(run, deps, ending);
}

/** Reads all that is included. Returns the error that ended the run early, or `null`. */
async function readLibrary(run: BackupRun): Promise<AppError | null> {
  try {
    await forEachConcurrently(run.include, KINDS_AT_ONCE, (kind) => backupKind(run, kind));
    await rereadOldFiles(run);
    return null;
  } catch (error) {
    return toAppError(error);
  }
}

async function backupKind(run: BackupRun, kind: Kind): Promise<void> {
  if (kind !== "playlists") {
    await backupCollection(run, kind);
    run.countCollection();
    return;
  }
  run.listedPlaylists = await backupPlaylists(run);
  if (run.options.covers) await backupCovers(run, run.listedPlaylists);
}

/** Whether a cancelled run has read something that no complete snapshot has. */
function isWorthKeeping(run: BackupRun): boolean {
  if (run.previous.snapshot?.metadata.status === "complete") return false;
  return run.recordedFiles().some(({ parts }) => parts.length > 0);
}
