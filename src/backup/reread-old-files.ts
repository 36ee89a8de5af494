import { CancelledError } from "../errors.ts";
import { type ListedPlaylist, MovedError } from "../model/provider.ts";
import { sha256 } from "../snapshot/digest.ts";
import { isTooFarAhead } from "../snapshot/doubt.ts";
import { type FileRecord, isGood } from "../snapshot/metadata.ts";
import { rereadCollection } from "./collections.ts";
import { throwIfPaused } from "./list-reading.ts";
import { keepPlaylist, type PlaylistReading, readPlaylist, versionOf } from "./playlist-reading.ts";
import { PLAYLISTS_AT_ONCE } from "./playlists.ts";
import { endsOneReading, forEachConcurrently, isPause } from "./reading.ts";
import type { BackupRun } from "./run.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Each file has its own maximum age between these two, so that no run reads all files again. */
const MIN_AGE_MS = 4 * DAY_MS;
const MAX_AGE_MS = 7 * DAY_MS;

/**
 * Whether the file `earlier` of the previous snapshot has to be read again because of its age, even
 * if nothing says that it changed. A time in the future proves nothing, so the file is due as well.
 */
export function isDueForRereading(
  { startedAt, previous }: BackupRun,
  earlier: FileRecord,
): boolean {
  const now = startedAt.getTime();
  const readAt = previous.readAt(earlier);
  if (isTooFarAhead(readAt, startedAt)) return true;
  // The next run is expected after the same interval. A file that would be too old then is read
  // now.
  const interval = now - Date.parse(previous.snapshot?.metadata.createdAt ?? readAt);
  // The hash includes the time: otherwise files once read together would stay together.
  const hash = sha256(Buffer.from(`${earlier.id} ${readAt}`));
  const share = Number.parseInt(hash.slice(0, 8), 16) / 2 ** 32;
  const maxAge = MIN_AGE_MS + share * (MAX_AGE_MS - MIN_AGE_MS);
  return now - Date.parse(readAt) + interval >= maxAge;
}

/** A file that was taken over and is old. */
interface OldFile {
  readonly file: FileRecord;
  /** The same file in the previous snapshot. */
  readonly earlier: FileRecord;
}

/**
 * Reads again the files that were taken over and are old: first the collections, then the
 * playlists, each group oldest first. If a file cannot be read now, it stays as it is. That is not
 * a failure, because nothing says that it changed; the next run tries again.
 *
 * Covers decide for themselves, see `keepCover`. Each run makes the list of playlists and the index
 * anew.
 */
export async function rereadOldFiles(run: BackupRun): Promise<void> {
  const old = run
    .recordedFiles()
    .flatMap((file): OldFile[] => {
      // Without `readAt` the file was read in this run.
      const earlier = file.readAt === undefined ? null : run.reusableFile(file.id);
      return isGood(file) && earlier !== null && isDueForRereading(run, earlier)
        ? [{ file, earlier }]
        : [];
    })
    .sort((a, b) => ((a.file.readAt ?? "") < (b.file.readAt ?? "") ? -1 : 1));
  try {
    for (const { file } of old) {
      if (file.kind !== "playlists" && file.kind !== "covers" && file.kind !== "index") {
        await rereadCollection(run, file.kind, file);
      }
    }
    await rereadPlaylists(run, old);
  } catch (error) {
    if (!isPause(error) || error instanceof CancelledError) throw error;
    run.log.info("backup.refresh-paused", { code: error.code });
  }
}

/** An old playlist that is being read again. */
interface RereadPlaylist extends OldFile {
  readonly listed: ListedPlaylist;
  /** `null` until it is read. */
  reading: PlaylistReading | null;
}

async function rereadPlaylists(run: BackupRun, old: readonly OldFile[]): Promise<void> {
  const listedByFile = new Map(
    run.listedPlaylists.map((listed) => [run.fileId("playlist", listed.id), listed]),
  );
  const playlists = old.flatMap((one): RereadPlaylist[] => {
    const listed = listedByFile.get(one.file.id);
    return listed === undefined ? [] : [{ ...one, listed, reading: null }];
  });
  const started: RereadPlaylist[] = [];
  let versionsAfter: ReadonlySet<string> = new Set();
  let ending: unknown = null;
  try {
    await forEachConcurrently(playlists, PLAYLISTS_AT_ONCE, async (playlist) => {
      started.push(playlist);
      await run.files.discard(playlist.file.parts);
      playlist.reading = await readPlaylist(run, playlist.listed, 1, null);
      throwIfPaused(playlist.reading.result);
    });
    if (started.some(({ reading }) => reading?.isOneAnswer === false)) {
      versionsAfter = new Set((await run.provider.playlists()).playlists.map(versionOf));
    }
  } catch (error) {
    ending = error;
  }
  for (const playlist of started) await recordReread(run, playlist, versionsAfter);
  if (ending !== null && !endsOneReading(ending)) throw ending;
}

/**
 * Records what was read if it is proved not to have changed meanwhile; else what was there before.
 */
async function recordReread(
  run: BackupRun,
  { file: before, listed, earlier, reading }: RereadPlaylist,
  versionsAfter: ReadonlySet<string>,
): Promise<void> {
  const { id, kind, position = 0 } = before;
  if (reading !== null && "file" in reading.result) {
    const { result } = reading;
    const isProved = reading.isOneAnswer || versionsAfter.has(reading.version);
    if (result.kind === "complete" && isProved) {
      run.record({ ...result.file, position }, result.warnings);
      return;
    }
    await run.files.discard(result.file.parts);
  }
  const kept = await keepPlaylist(run, listed, earlier);
  if (kept !== null) run.record({ ...kept.file, position }, kept.warnings);
  else await run.recordUnread({ id, kind, position }, new MovedError());
}
