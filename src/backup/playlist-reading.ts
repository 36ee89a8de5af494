import { isSound, type ListedPlaylist, MovedError, type Walk } from "../model/provider.ts";
import type { Entry } from "../model/records.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import type { FileRecord } from "../snapshot/metadata.ts";
import type { StoredDocument } from "./file-writer.ts";
import {
  attempt,
  type CompleteReading,
  createWalkComparison,
  type ListReading,
  partialReading,
  storeList,
} from "./list-reading.ts";
import { UnusableEntriesError } from "./previous.ts";
import { endsOneReading, leavesUsableRows, READ_ATTEMPTS } from "./reading.ts";
import type { BackupRun } from "./run.ts";
import { listWarnings } from "./warnings.ts";

/** The provider may show items added so recently later than the revision that they belong to. */
const LAG_MS = 10 * 60 * 1000;

/** The reading of one version of a playlist. */
export interface PlaylistReading {
  readonly version: string;
  readonly result: ListReading;
  /**
   * Whether it was one answer of the provider, so that the playlist cannot have changed meanwhile.
   */
  readonly isOneAnswer: boolean;
  /** The number of times that the playlists had been listed when it began. */
  readonly listings: number;
}

/** Identifies one version of a playlist, with its entries, name and flags. */
export function versionOf({ revision, playlist, total }: ListedPlaylist): string {
  return canonicalJson([revision, playlist, total]);
}

/**
 * The reusable file of a playlist with the same revision as `listed`; `null`: there is none, or it
 * is of another revision.
 */
export function findSameRevision(run: BackupRun, listed: ListedPlaylist): FileRecord | null {
  const file = run.reusableFile(run.fileId("playlist", listed.id));
  const { revision } = revisionOf(run, listed);
  return revision !== undefined && file?.revision === revision ? file : null;
}

/**
 * Takes over a playlist that did not change. `listings` is how often the playlists were listed so
 * far. `null`: the playlist has to be read.
 */
export async function keepUnchanged(
  run: BackupRun,
  listed: ListedPlaylist,
  listings: number,
): Promise<PlaylistReading | null> {
  const earlier = findSameRevision(run, listed);
  const result = earlier && (await keepPlaylist(run, listed, earlier));
  if (result === null) return null;
  return { version: versionOf(listed), result, isOneAnswer: true, listings };
}

/**
 * Takes over the entries of the file `earlier`, with name and flags as they are listed now. `null`:
 * the file is incomplete, or its content cannot be used any more.
 */
export async function keepPlaylist(
  run: BackupRun,
  listed: ListedPlaylist,
  earlier: FileRecord,
): Promise<CompleteReading | null> {
  const { id, kind, entries } = earlier;
  if (entries !== undefined && entries < (earlier.total ?? 0)) return null;
  const head = headOf(run, listed);
  const kept = {
    id,
    kind,
    state: earlier.state === "withheld" ? "withheld" : "ok",
    ...revisionOf(run, listed),
    head,
    readAt: run.previous.readAt(earlier),
  } as const;
  const warnings = run.previous.contentWarnings(id);
  const parts = earlier.head === head ? await run.previous.carryIfCurrent(earlier) : null;
  if (parts !== null) {
    const count = entries === undefined ? {} : { entries };
    return { kind: "complete", file: { ...kept, parts, ...count }, warnings };
  }
  try {
    const pages = entries === undefined ? null : run.previous.entries(earlier);
    const document = await run.files.document(id, documentHead(listed), pages);
    return { kind: "complete", file: { ...kept, ...document }, warnings };
  } catch (error) {
    if (error instanceof UnusableEntriesError) return null;
    throw error;
  }
}

/**
 * Reads the entries of a playlist: all of them, or those that `earlier`, an
 * incomplete file of the same revision, lacks. Throws what ends the run, unless some entries were
 * read before it.
 */
export async function readPlaylist(
  run: BackupRun,
  listed: ListedPlaylist,
  listings: number,
  earlier: FileRecord | null,
): Promise<PlaylistReading> {
  const reading = { version: versionOf(listed), isOneAnswer: false, listings };
  try {
    const rest = earlier && (await readRest(run, listed, earlier));
    if (rest !== null) return { ...reading, result: rest };
    return { ...reading, ...(await readAll(run, listed)) };
  } catch (error) {
    if (error instanceof MovedError) return { ...reading, result: { kind: "moved" } };
    if (!endsOneReading(error)) throw error;
    return { ...reading, result: { kind: "failed", error } };
  }
}

/**
 * Reads all entries of a playlist. If its pages or its count contradict each other, it is read
 * again until two walks show the same. Throws `MovedError` when the playlist was seen to change.
 */
async function readAll(
  run: BackupRun,
  listed: ListedPlaylist,
): Promise<Pick<PlaylistReading, "result" | "isOneAnswer">> {
  const isRepeated = createWalkComparison(run, run.fileId("playlist", listed.id));
  let last: CompleteReading | null = null;
  for (let round = 1; ; round += 1) {
    const { value: walk, error } = await attempt(() => run.provider.entries(listed));
    if (walk === undefined) {
      if (last === null || !leavesUsableRows(error)) throw error;
      const result = partialReading(error, last.file, last.file.entries ?? 0);
      return { result, isOneAnswer: false };
    }
    if (last !== null) await run.files.discard(last.file.parts);
    if (walk === "withheld") {
      const file = await storeWithheld(run, listed);
      return { result: { kind: "complete", file, warnings: [] }, isOneAnswer: true };
    }
    const { result, isSound: isWalkSound, fingerprint } = await storeWalk(run, listed, walk);
    if (result.kind !== "complete") return { result, isOneAnswer: false };
    if (isWalkSound) return { result, isOneAnswer: walk.isWhole };
    if (await isRepeated(fingerprint)) return { result, isOneAnswer: false };
    if (round === READ_ATTEMPTS) {
      const partial = partialReading(new MovedError(), result.file, walk.total);
      return { result: partial, isOneAnswer: false };
    }
    last = result;
  }
}

/**
 * Reads the entries that an earlier run did not get to, and stores them behind those of the file
 * `earlier`. `null`: that is not possible, so the playlist has to be read from its start.
 */
async function readRest(
  run: BackupRun,
  listed: ListedPlaylist,
  earlier: FileRecord,
): Promise<ListReading | null> {
  const { entries = 0, total } = earlier;
  if (earlier.state !== "incomplete" || entries === 0 || total === undefined) return null;
  const walk = await run.provider.entries(listed, entries);
  if (walk === "withheld" || walk.total !== total) return null;
  try {
    const stored = await storeWalk(run, listed, walk, run.previous.entries(earlier));
    if (stored.result.kind !== "complete" || stored.isSound) return stored.result;
    await run.files.discard(stored.result.file.parts);
    return null;
  } catch (error) {
    if (error instanceof UnusableEntriesError) return null;
    throw error;
  }
}

/** A walk through a playlist, as it was stored. */
interface StoredWalk {
  readonly result: ListReading;
  /** Whether it is to be believed by itself. If not, a second walk has to show the same. */
  readonly isSound: boolean;
  /** See `StoredList`. */
  readonly fingerprint: string;
}

/** Stores the entries that `walk` shows, behind `earlier` ones. */
async function storeWalk(
  run: BackupRun,
  listed: ListedPlaylist,
  walk: Walk,
  earlier: AsyncIterable<readonly Entry[]> = noPages(),
): Promise<StoredWalk> {
  const id = run.fileId("playlist", listed.id);
  const newest: { addedAt: string | null } = { addedAt: null };
  const pages = watchDates(joinPages(earlier, walk), newest);
  const { document, error, fingerprint } = await storeList(run, id, documentHead(listed), pages);
  const { entries = 0 } = document;
  const file = fileOf(run, listed, document, mayLag(newest.addedAt, run.clock.now()));
  if (error !== null) {
    return { result: partialReading(error, file, walk.total), isSound: false, fingerprint };
  }
  if (entries === 0 && (listed.total ?? 0) > 0) {
    await run.files.discard(file.parts);
    throw new MovedError("The playlist is empty, but the list of playlists says that it is not.");
  }
  const warnings = listWarnings(id, walk.report(), walk.total, entries);
  // Without a revision, no later list can show that the playlist changed between two answers.
  const isVersioned = walk.isWhole || listed.revision !== "";
  return {
    result: { kind: "complete", file, warnings },
    isSound: isVersioned && isSound(walk, entries),
    fingerprint,
  };
}

/** A playlist whose items may lag behind its revision has none in the file: it is read again. */
function fileOf(
  run: BackupRun,
  listed: ListedPlaylist,
  document: StoredDocument,
  isLagging: boolean,
): FileRecord {
  return {
    id: run.fileId("playlist", listed.id),
    kind: "playlists",
    state: "ok",
    ...(isLagging ? {} : revisionOf(run, listed)),
    head: headOf(run, listed),
    ...document,
  };
}

function mayLag(addedAt: string | null, readAt: Date): boolean {
  return addedAt !== null && Date.parse(addedAt) > readAt.getTime() - LAG_MS;
}

async function* joinPages(
  earlier: AsyncIterable<readonly Entry[]>,
  walk: Walk,
): AsyncGenerator<readonly Entry[]> {
  yield* earlier;
  yield walk.first;
  yield* walk.rest();
}

async function* noPages(): AsyncGenerator<readonly Entry[]> {}

/** Passes pages on, and notes when the newest entry was added. */
async function* watchDates(
  pages: AsyncIterable<readonly Entry[]>,
  newest: { addedAt: string | null },
): AsyncGenerator<readonly Entry[]> {
  for await (const page of pages) {
    for (const { addedAt } of page) {
      if (addedAt !== null && addedAt > (newest.addedAt ?? "")) newest.addedAt = addedAt;
    }
    yield page;
  }
}

/**
 * Stores a playlist whose entries are withheld; with those from before, if they were shown once.
 */
async function storeWithheld(run: BackupRun, listed: ListedPlaylist): Promise<FileRecord> {
  const { previous } = run;
  const earlier = previous.fileWithContent(run.fileId("playlist", listed.id));
  if (earlier?.entries !== undefined && earlier.state !== "incomplete") {
    const parts = await previous.carry(earlier);
    if (parts !== null) {
      const readAt = previous.readAt(earlier);
      const { error: _error, ...kept } = earlier;
      return { ...kept, ...revisionOf(run, listed), parts, readAt, state: "withheld" };
    }
  }
  const id = run.fileId("playlist", listed.id);
  const document = await run.files.document(id, documentHead(listed), null);
  return { ...fileOf(run, listed, document, false), state: "withheld" };
}

function documentHead({ playlist }: ListedPlaylist) {
  return { kind: "playlist", playlist } as const;
}

/** The fingerprint of its revision; none where the provider gives no revision. */
function revisionOf(
  { digest }: BackupRun,
  { revision, total }: ListedPlaylist,
): Pick<FileRecord, "revision"> {
  return revision === "" ? {} : { revision: digest("revision", revision, `${total}`) };
}

function headOf({ digest }: BackupRun, { playlist }: ListedPlaylist): string {
  return digest("head", canonicalJson(playlist));
}
