import {
  IncompleteListError,
  type ListedPlaylist,
  MovedError,
  type PlaylistList,
} from "../model/provider.ts";
import { errorOf, throwIfPaused } from "./list-reading.ts";
import {
  findSameRevision,
  keepUnchanged,
  type PlaylistReading,
  readPlaylist,
  versionOf,
} from "./playlist-reading.ts";
import { endsOneReading, forEachConcurrently, READ_ATTEMPTS } from "./reading.ts";
import type { BackupRun, UnreadableFile } from "./run.ts";

/**
 * The number of playlists that are read at the same time. It is more than the requests that can be
 * in flight, so that requests go on while playlists are written. The provider limits the requests
 * by itself.
 */
export const PLAYLISTS_AT_ONCE = 8;

/** The playlists as they were listed last, and the readings so far. */
interface PlaylistsState {
  /** The last list; `null`: none could be read. */
  list: PlaylistList | null;
  /** Whether the last list shows all playlists. */
  isListWhole: boolean;
  /** The number of times that the playlists were listed. */
  listings: number;
  /** The last reading of each playlist, by the provider's id. */
  readonly readings: Map<string, PlaylistReading>;
}

/**
 * Backs up the playlists: lists them, reads each, lists them again, and reads those that changed
 * meanwhile, until the list agrees with what was read. The revision that is recorded is the one
 * from before the reading, so that the next run notices a change in between as well. Returns the
 * playlists of the last list.
 *
 * Throws only what ends the run, and records before that what was read.
 */
export async function backupPlaylists(run: BackupRun): Promise<readonly ListedPlaylist[]> {
  const state: PlaylistsState = {
    list: null,
    isListWhole: true,
    listings: 0,
    readings: new Map(),
  };
  let ending: unknown = null;
  try {
    await readUntilStable(run, state);
  } catch (error) {
    ending = error;
  }
  const listed = state.list?.playlists ?? [];
  await recordPlaylists(run, state, listed, ending ?? new MovedError());
  if (state.list !== null) warnOfList(run, state.list, state.isListWhole);
  if (ending !== null) {
    if (listed.length === 0) await recordUnlisted(run, ending);
    await run.recordUnread({ id: "playlists", kind: "playlists" }, ending);
    if (!endsOneReading(ending)) throw ending;
  } else if (!state.isListWhole) {
    await recordUnseen(run);
  }
  return listed;
}

/**
 * Lists the playlists and reads those that changed, until nothing changes or after three rounds.
 */
async function readUntilStable(run: BackupRun, state: PlaylistsState): Promise<void> {
  for (let round = 1; ; round += 1) {
    const { list, isWhole } = await listPlaylists(run);
    state.list = list;
    state.isListWhole = isWhole;
    state.listings = round;
    run.countPlaylists(state.readings.size, list.playlists.length);
    const pending = list.playlists.filter((listed) => !isUpToDate(state, listed));
    if (pending.length === 0 || round > READ_ATTEMPTS) return;
    // Nothing has to be requested for unchanged ones. They come first, so that they are safe.
    const changed = await keepAllUnchanged(run, state, pending);
    if (changed.length === 0) return;
    await forEachConcurrently(changed, PLAYLISTS_AT_ONCE, async (listed) => {
      const reading = await readPlaylist(run, listed, round, findSameRevision(run, listed));
      noteReading(run, state, listed, reading);
      throwIfPaused(reading.result);
    });
  }
}

function noteReading(
  run: BackupRun,
  { readings, list }: PlaylistsState,
  { id }: ListedPlaylist,
  reading: PlaylistReading,
): void {
  readings.set(id, reading);
  run.countPlaylists(readings.size, list?.playlists.length ?? 0);
}

/** Takes over the playlists that did not change; returns the others. */
async function keepAllUnchanged(
  run: BackupRun,
  state: PlaylistsState,
  pending: readonly ListedPlaylist[],
): Promise<readonly ListedPlaylist[]> {
  const kept = new Set<ListedPlaylist>();
  await forEachConcurrently(pending, PLAYLISTS_AT_ONCE, async (listed) => {
    await discardReading(run, state, listed.id);
    const reading = await keepUnchanged(run, listed, state.listings);
    if (reading === null) return;
    noteReading(run, state, listed, reading);
    kept.add(listed);
  });
  return pending.filter((listed) => !kept.has(listed));
}

/** Lists the playlists. If every attempt misses some, the list has those that were seen. */
async function listPlaylists({
  provider,
}: BackupRun): Promise<{ readonly list: PlaylistList; readonly isWhole: boolean }> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { list: await provider.playlists(), isWhole: true };
    } catch (error) {
      if (error instanceof IncompleteListError) return { list: error.seen, isWhole: false };
      if (!(error instanceof MovedError) || attempt === READ_ATTEMPTS) throw error;
    }
  }
}

function warnOfList(
  run: BackupRun,
  { hidden, malformed, shown, total }: PlaylistList,
  isWhole: boolean,
): void {
  if (hidden > 0) run.warn({ code: "hidden-playlists", now: hidden });
  if (malformed > 0) run.warn({ code: "malformed-rows", file: "playlists", now: malformed });
  // A list that is not whole is recorded as unread, which says more.
  if (isWhole && shown !== total) {
    run.warn({ code: "count-differs", file: "playlists", was: total, now: shown });
  }
}

/** Keeps the earlier playlists that an incomplete list does not show: they may still exist. */
async function recordUnseen(run: BackupRun): Promise<void> {
  const error = new MovedError();
  for (const { id, kind, position } of run.previous.files) {
    if (position === undefined || run.isRecorded(id)) continue;
    await run.recordUnread({ id, kind, position }, error);
  }
  await run.recordUnread({ id: "playlists", kind: "playlists" }, error);
}

/** Removes what was read of a playlist. */
async function discardReading(run: BackupRun, state: PlaylistsState, id: string): Promise<void> {
  const result = state.readings.get(id)?.result;
  state.readings.delete(id);
  if (result !== undefined && "file" in result) await run.files.discard(result.file.parts);
}

/** Whether the last reading of a playlist is of the version that is listed now. */
function isUpToDate({ readings }: PlaylistsState, listed: ListedPlaylist): boolean {
  const reading = readings.get(listed.id);
  if (reading === undefined || reading.version !== versionOf(listed)) return false;
  return reading.result.kind !== "moved";
}

/** Records every listed playlist; `ending` is the error of those that were not read. */
async function recordPlaylists(
  run: BackupRun,
  state: PlaylistsState,
  listed: readonly ListedPlaylist[],
  ending: unknown,
): Promise<void> {
  for (const [position, playlist] of listed.entries()) {
    const id = run.fileId("playlist", playlist.id);
    run.describe(id, playlist);
    await recordPlaylist(run, state, playlist, { id, kind: "playlists", position }, ending);
  }
  const ids = new Set(listed.map(({ id }) => id));
  for (const id of [...state.readings.keys()]) {
    // The playlist was deleted during the run.
    if (!ids.has(id)) await discardReading(run, state, id);
  }
}

async function recordPlaylist(
  run: BackupRun,
  state: PlaylistsState,
  listed: ListedPlaylist,
  unread: UnreadableFile & { readonly position: number },
  ending: unknown,
): Promise<void> {
  const { position } = unread;
  const reading = state.readings.get(listed.id);
  if (reading === undefined) {
    await run.recordUnread(unread, ending);
    return;
  }
  const { result } = reading;
  if (result.kind === "moved" || result.kind === "failed") {
    await run.recordUnread(unread, errorOf(result));
  } else if (result.kind === "complete" && isProved(state, reading, listed)) {
    run.record({ ...result.file, position }, result.warnings);
  } else {
    const error = result.kind === "complete" ? ending : result.error;
    const file = { total: result.file.entries ?? 0, ...result.file, position };
    await run.recordPartial({ file, error, replacesEarlier: false });
  }
}

/**
 * Whether a playlist is proved not to have changed while it was read: it was one answer, or it was
 * listed again afterwards with the same version.
 */
function isProved(
  { listings }: PlaylistsState,
  reading: PlaylistReading,
  listed: ListedPlaylist,
): boolean {
  if (reading.isOneAnswer) return true;
  return listings > reading.listings && reading.version === versionOf(listed);
}

/** Keeps the playlists and covers of the previous snapshot when no list could be read. */
export async function recordUnlisted(run: BackupRun, error: unknown): Promise<void> {
  for (const { id, kind, position } of run.previous.files) {
    if (position !== undefined) await run.recordUnread({ id, kind, position }, error);
    else if (kind === "covers") await run.recordUnread({ id, kind }, error);
  }
}
