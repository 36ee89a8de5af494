import {
  IncompleteListError,
  type ListedPlaylist,
  MovedError,
  type PlaylistList,
} from "../model/provider.ts";
import { isLocal, READ_ATTEMPTS, type RunContext, recordUnread } from "./context.ts";
import { reasonOf, throwPause } from "./list-read.ts";
import { findSame, keepSame, type Reading, readPlaylist, versionOf } from "./playlist-reading.ts";
import { forEachOf } from "./pool.ts";
import { recordProgress } from "./progress.ts";

/**
 * How many playlists are read at the same time. More than requests can be in flight, so that while
 * some are being written others are asked for; the provider's gate bounds the requests.
 */
export const PLAYLISTS_AT_ONCE = 8;

/** The playlists as the list shows them now, and what was read of them so far, by id. */
interface Progress {
  listed: readonly ListedPlaylist[];
  /** The last list. */
  list: PlaylistList | null;
  /** How many listings there were. */
  listings: number;
  /** Whether the last of them had no gap. */
  whole: boolean;
  readonly readings: Map<string, Reading>;
}

/**
 * Backs up the playlists: lists them, reads each, lists them again and reads those that moved
 * meanwhile, until the list agrees with what was read. The revision recorded is the one from before
 * the reading, so that a change in between is noticed by the next run as well. Gives the playlists
 * of the last list.
 *
 * Throws only what ends the run, after recording how far it got.
 */
export async function backupPlaylists(context: RunContext): Promise<readonly ListedPlaylist[]> {
  const progress: Progress = {
    ...{ listed: [], list: null, listings: 0, whole: true },
    readings: new Map(),
  };
  let ending: unknown = null;
  try {
    await readUntilSettled(context, progress);
  } catch (error) {
    ending = error;
  }
  await recordPlaylists(context, progress, ending ?? new MovedError());
  if (progress.list !== null) warnOfList(context, progress.list, progress.whole);
  if (ending !== null) {
    if (progress.listed.length === 0) await recordUnlisted(context, ending);
    await recordUnread(context, { id: "playlists", kind: "playlists" }, ending);
    if (!isLocal(ending)) throw ending;
  } else if (!progress.whole) {
    await recordGap(context);
  }
  return progress.listed;
}

async function readUntilSettled(context: RunContext, progress: Progress): Promise<void> {
  for (let round = 1; ; round += 1) {
    const { list, whole } = await listPlaylists(context);
    progress.listed = list.playlists;
    progress.list = list;
    progress.whole = whole;
    progress.listings = round;
    const pending = progress.listed.filter((listed) => !isSettled(progress, listed));
    if (pending.length === 0 || round > READ_ATTEMPTS) return;
    // All that costs nothing first: then it is safe, whatever comes of the rest.
    const changed = await keepUnchanged(context, progress, pending);
    if (changed.length === 0) return;
    await forEachOf(changed, PLAYLISTS_AT_ONCE, async (listed) => {
      const reading = await readPlaylist(context, listed, round, findSame(context, listed));
      progress.readings.set(listed.id, reading);
      throwPause(reading.read);
    });
  }
}

/** Takes over what did not change; gives the rest. */
async function keepUnchanged(
  context: RunContext,
  progress: Progress,
  pending: readonly ListedPlaylist[],
): Promise<readonly ListedPlaylist[]> {
  const kept = new Set<ListedPlaylist>();
  await forEachOf(pending, PLAYLISTS_AT_ONCE, async (listed) => {
    await discardReading(context, progress, listed.id);
    const reading = await keepSame(context, listed, progress.listings);
    if (reading === null) return;
    progress.readings.set(listed.id, reading);
    kept.add(listed);
  });
  return pending.filter((listed) => !kept.has(listed));
}

/** The list as it is now; where it cannot be had without a gap, all that was seen of it. */
async function listPlaylists({
  provider,
}: RunContext): Promise<{ readonly list: PlaylistList; readonly whole: boolean }> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { list: await provider.playlists(), whole: true };
    } catch (error) {
      if (error instanceof IncompleteListError) return { list: error.seen, whole: false };
      if (!(error instanceof MovedError) || attempt === READ_ATTEMPTS) throw error;
    }
  }
}

/** Says what is odd about the list of playlists. */
function warnOfList(
  { warn }: RunContext,
  { hidden, malformed, shown, total }: PlaylistList,
  isWhole: boolean,
): void {
  if (hidden > 0) warn({ code: "hidden-playlists", now: hidden });
  if (malformed > 0) warn({ code: "malformed-rows", file: "playlists", now: malformed });
  // Of one with a gap more is said than that.
  if (isWhole && shown !== total) {
    warn({ code: "count-differs", file: "playlists", was: total, now: shown });
  }
}

/** Keeps the playlists of before that the list does not show: one of them may be what it lacks. */
async function recordGap(context: RunContext): Promise<void> {
  const error = new MovedError();
  for (const { id, kind, position } of context.previous?.metadata.files ?? []) {
    if (position === undefined || context.isRecorded(id)) continue;
    await recordUnread(context, { id, kind, position }, error);
  }
  await recordUnread(context, { id: "playlists", kind: "playlists" }, error);
}

/** Takes back what was read of a playlist. */
async function discardReading(context: RunContext, progress: Progress, id: string): Promise<void> {
  const read = progress.readings.get(id)?.read;
  progress.readings.delete(id);
  if (read !== undefined && "file" in read) await context.files.discard(read.file.parts);
}

/** Whether the newest reading of a playlist is of the version that the list shows. */
function isSettled(progress: Progress, listed: ListedPlaylist): boolean {
  const reading = progress.readings.get(listed.id);
  if (reading === undefined || reading.version !== versionOf(listed)) return false;
  return reading.read.kind !== "moved";
}

/** Records every listed playlist; `ending` is why those are unread that nothing else is known of. */
async function recordPlaylists(
  context: RunContext,
  progress: Progress,
  ending: unknown,
): Promise<void> {
  for (const [position, listed] of progress.listed.entries()) {
    const reading = progress.readings.get(listed.id);
    const file = {
      id: context.fileId("playlist", listed.id),
      kind: "playlists",
      position,
    } as const;
    context.describe(file.id, listed);
    const read = reading?.read;
    if (reading === undefined || read === undefined) await recordUnread(context, file, ending);
    else if (read.kind === "moved" || read.kind === "failed") {
      await recordUnread(context, file, reasonOf(read));
    } else if (read.kind === "complete" && isProved(progress, reading, listed)) {
      context.record({ ...read.file, position }, read.remarks);
    } else {
      const reason = read.kind === "complete" ? ending : read.error;
      const total = read.file.entries ?? 0;
      await recordProgress(context, { total, ...read.file, position }, reason);
    }
  }
  const listed = new Set(progress.listed.map(({ id }) => id));
  for (const id of [...progress.readings.keys()]) {
    // It was deleted while the run went on.
    if (!listed.has(id)) await discardReading(context, progress, id);
  }
}

/** Whether no change can have come in, or a listing from after it shows the version that was read. */
function isProved({ listings }: Progress, reading: Reading, listed: ListedPlaylist): boolean {
  if (reading.isAtomic) return true;
  return listings > reading.listings && reading.version === versionOf(listed);
}

/** Keeps what the previous snapshot has when the list itself could not be read. */
export async function recordUnlisted(context: RunContext, error: unknown): Promise<void> {
  for (const file of context.previous?.metadata.files ?? []) {
    const { id, kind, position } = file;
    if (position !== undefined) await recordUnread(context, { id, kind, position }, error);
    else if (kind === "covers") await recordUnread(context, { id, kind }, error);
  }
}
