import { ProviderError } from "../errors.ts";
import { MovedError, type Walk } from "../model/provider.ts";
import type { Collection } from "../model/records.ts";
import type { FileRecord } from "../snapshot/metadata.ts";
import { readCollection, storeWalk } from "./collection-reading.ts";
import { attempt, errorOf, throwIfPaused } from "./list-reading.ts";
import { endsOneReading, isPause, readingErrorCode } from "./reading.ts";
import type { BackupRun } from "./run.ts";

/**
 * Backs up one collection. Only what changed is read, where that can be told. Throws only what ends
 * the run, and records before that what was read.
 */
export async function backupCollection(run: BackupRun, collection: Collection): Promise<void> {
  const { value: walk, error } = await attempt(() => run.provider.collection(collection));
  if (walk === undefined) {
    if (!endsOneReading(error)) throw error;
    if (isUnsupported(run, collection, error)) recordUnsupported(run, collection, error);
    else await run.recordUnread({ id: collection, kind: collection }, error);
    return;
  }
  const earlier = earlierCollection(run, collection);
  const { result, replacesEarlier } = await readCollection(run, collection, walk, earlier);
  if (result.kind === "complete") {
    run.record(result.file, result.warnings);
  } else if (result.kind === "paused" || result.kind === "incomplete") {
    await run.recordPartial({ file: result.file, error: result.error, replacesEarlier });
  } else {
    await run.recordUnread({ id: collection, kind: collection }, errorOf(result));
  }
  throwIfPaused(result);
}

/**
 * Reads all of a collection again, in place of `file`, which was taken over. If it cannot be read
 * now, it stays as it was. Throws what ends the reading of other files, too.
 */
export async function rereadCollection(
  run: BackupRun,
  collection: Collection,
  { parts }: FileRecord,
): Promise<void> {
  const { value: walk, error } = await attempt(() => run.provider.collection(collection));
  if (walk === undefined) {
    if (!endsOneReading(error)) throw error;
    run.log.info("backup.refresh-failed", { file: collection, code: readingErrorCode(error) });
    return;
  }
  await run.files.discard(parts);
  const { result } = await readCollection(run, collection, walk, null);
  if (result.kind === "complete") {
    run.record(result.file, result.warnings);
    return;
  }
  if ("file" in result) await run.files.discard(result.file.parts);
  await restoreCollection(run, collection, walk, errorOf(result));
  throwIfPaused(result);
}

/**
 * Takes a collection over again that could not be read because of `error`. If its first page, in
 * `walk`, proves that nothing changed, it is as good as before. Otherwise it is recorded as unread.
 */
async function restoreCollection(
  run: BackupRun,
  collection: Collection,
  walk: Walk,
  error: unknown,
): Promise<void> {
  const firstPage: Walk = {
    ...walk,
    // biome-ignore lint/correctness/useYield: nothing more can be read now.
    async *rest() {
      throw new MovedError();
    },
  };
  const earlier = earlierCollection(run, collection);
  const { value: stored, error: failure } = await attempt(() =>
    storeWalk(run, collection, firstPage, earlier),
  );
  if (stored === undefined && !endsOneReading(failure) && !isPause(failure)) throw failure;
  if (stored?.kind === "proved") run.record(stored.file, stored.warnings);
  else await run.recordUnread({ id: collection, kind: collection }, error);
}

/**
 * The earlier file that a collection can be compared with; `null`: it has to be read as a whole. A
 * restore adds rows of any date, so a file from before it proves nothing.
 */
function earlierCollection(run: BackupRun, collection: Collection): FileRecord | null {
  const file = run.reusableFile(collection);
  if (file === null || run.restoredAt === null) return file;
  return run.previous.readAt(file) > run.restoredAt ? file : null;
}

const REFUSALS: ReadonlySet<string> = new Set(["provider/forbidden", "provider/not-found"]);

/**
 * Whether the provider does not offer the collection to this account, like audiobooks outside of
 * their markets: it refuses them, and no earlier snapshot has any. Likes are offered to everybody.
 */
function isUnsupported({ previous }: BackupRun, collection: Collection, error: unknown): boolean {
  const isRefused = error instanceof ProviderError && REFUSALS.has(error.code);
  return isRefused && collection !== "likes" && previous.fileWithContent(collection) === null;
}

/** Only the first run warns. */
function recordUnsupported(run: BackupRun, collection: Collection, error: unknown): void {
  const isNew = run.previous.file(collection)?.state !== "unsupported";
  run.record(
    {
      id: collection,
      kind: collection,
      state: "unsupported",
      parts: [],
      error: readingErrorCode(error),
    },
    isNew ? [{ code: "unsupported", file: collection }] : [],
  );
}
