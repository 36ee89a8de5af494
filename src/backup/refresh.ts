import { CancelledError } from "../errors.ts";
import { type ListedPlaylist, MovedError } from "../model/provider.ts";
import { type FileRecord, isGood } from "../snapshot/metadata.ts";
import { refreshCollection } from "./collections.ts";
import { isLocal, isPause, type RunContext, recordUnread } from "./context.ts";
import { throwPause } from "./list-read.ts";
import { keepPlaylist, type Reading, readPlaylist, versionOf } from "./playlist-reading.ts";
import { PLAYLISTS_AT_ONCE } from "./playlists.ts";
import { forEachOf } from "./pool.ts";
import { findReusable, isDue, type Reusable } from "./reuse.ts";

/** A file that was taken over, and is to be read again because of its age. */
interface Due {
  readonly file: FileRecord;
  readonly reusable: Reusable;
}

/**
 * Reads again what was taken over for long enough, oldest first. Nothing says that it changed, so
 * what cannot be read now stays as it is, and is no failure: the next run tries again.
 */
export async function refresh(
  context: RunContext,
  files: readonly FileRecord[],
  listed: readonly ListedPlaylist[],
): Promise<void> {
  const due = files
    .flatMap((file): Due[] => {
      const reusable = file.readAt === undefined ? null : findReusable(context, file.id);
      return isGood(file) && reusable && isDue(context, reusable) ? [{ file, reusable }] : [];
    })
    .sort((a, b) => ((a.file.readAt ?? "") < (b.file.readAt ?? "") ? -1 : 1));
  try {
    for (const { file } of due) {
      if (file.kind !== "playlists" && file.kind !== "covers" && file.kind !== "index") {
        await refreshCollection(context, file.kind, file);
      }
    }
    await refreshPlaylists(context, due, listed);
  } catch (error) {
    if (!isPause(error) || error instanceof CancelledError) throw error;
    context.log.info("backup.refresh-paused", { code: error.code });
  }
}

/** A playlist that is read again. */
interface Refreshed extends Due {
  readonly listed: ListedPlaylist;
  /** `null` until it is read. */
  reading: Reading | null;
}

async function refreshPlaylists(
  context: RunContext,
  due: readonly Due[],
  listed: readonly ListedPlaylist[],
): Promise<void> {
  const byFile = new Map(listed.map((one) => [context.fileId("playlist", one.id), one]));
  const wanted = due.flatMap((one) => {
    const playlist = byFile.get(one.file.id);
    return playlist === undefined ? [] : [{ ...one, listed: playlist }];
  });
  const touched: Refreshed[] = [];
  let versions: ReadonlySet<string> = new Set();
  let ending: unknown = null;
  try {
    await forEachOf(wanted, PLAYLISTS_AT_ONCE, async (one) => {
      const refreshed: Refreshed = { ...one, reading: null };
      touched.push(refreshed);
      await context.files.discard(one.file.parts);
      refreshed.reading = await readPlaylist(context, one.listed, 1, null);
      throwPause(refreshed.reading.read);
    });
    if (touched.some(({ reading }) => reading?.isAtomic === false)) {
      versions = new Set((await context.provider.playlists()).playlists.map(versionOf));
    }
  } catch (error) {
    ending = error;
  }
  for (const one of touched) await settle(context, one, versions);
  if (ending !== null && !isLocal(ending)) throw ending;
}

/** Records what was read, where it is proved; else what was there. */
async function settle(
  context: RunContext,
  { file: before, listed, reusable, reading }: Refreshed,
  versions: ReadonlySet<string>,
): Promise<void> {
  const { position = 0 } = before;
  if (reading !== null && "file" in reading.read) {
    const { read } = reading;
    const isProved = reading.isAtomic || versions.has(reading.version);
    if (read.kind === "complete" && isProved) {
      context.record({ ...read.file, position }, read.remarks);
      return;
    }
    await context.files.discard(read.file.parts);
  }
  const kept = await keepPlaylist(context, listed, reusable);
  if (kept !== null) context.record({ ...kept.file, position }, kept.remarks);
  else
    await recordUnread(context, { id: before.id, kind: before.kind, position }, new MovedError());
}
