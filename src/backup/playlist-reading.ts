import { isSound, type ListedPlaylist, MovedError, type Walk } from "../model/provider.ts";
import type { Entry } from "../model/records.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import type { FileRecord } from "../snapshot/metadata.ts";
import { carryParts, isLocal, READ_ATTEMPTS, type RunContext } from "./context.ts";
import { keepKnown } from "./known.ts";
import { begin, type Complete, cutBy, type ListRead } from "./list-read.ts";
import { contentOf } from "./previous.ts";
import { isCut, untilCut } from "./progress.ts";
import { LostError } from "./recall.ts";
import { remarksIn, remarksOn } from "./remarks.ts";
import { findReusable, keepStored, mayLag, pastOf, type Reusable, readAtOf } from "./reuse.ts";
import { createWitness, traced } from "./trace.ts";
import { pagesOf } from "./walk-read.ts";

/** How the reading of one version of a playlist went. */
export interface Reading {
  readonly version: string;
  readonly read: ListRead;
  /** Whether it was one answer of the provider, so that no change can have come in between. */
  readonly isAtomic: boolean;
  /** How many listings there had been when it began. */
  readonly listings: number;
}

/** Tells one version of a playlist from another, entries and all. */
export function versionOf({ revision, playlist, total }: ListedPlaylist): string {
  return canonicalJson([revision, playlist, total]);
}

/**
 * What the previous snapshot has of a playlist whose version is the one that the list shows; `null`:
 * nothing, or of another one.
 */
export function findSame(context: RunContext, listed: ListedPlaylist): Reusable | null {
  const found = findReusable(context, context.fileId("playlist", listed.id));
  const { revision } = revisionOf(context, listed);
  return revision !== undefined && found?.file.revision === revision ? found : null;
}

/** A playlist taken over as it was, after so many listings; `null`: it has to be read. */
export async function keepSame(
  context: RunContext,
  listed: ListedPlaylist,
  listings: number,
): Promise<Reading | null> {
  const same = findSame(context, listed);
  const read = same && (await keepPlaylist(context, listed, same));
  if (read === null) return null;
  return { version: versionOf(listed), read, isAtomic: true, listings };
}

/**
 * Takes over what is known of a playlist, with its name and flags as the list shows them now; `null`
 * where that was not all of it, or cannot be had any more.
 */
export async function keepPlaylist(
  context: RunContext,
  listed: ListedPlaylist,
  same: Reusable,
): Promise<Complete | null> {
  const { file, previous } = same;
  if (file.entries !== undefined && file.entries < (file.total ?? 0)) return null;
  const head = headOf(context, listed);
  const isWithheld = file.state === "withheld";
  const kept = {
    id: file.id,
    kind: file.kind,
    state: isWithheld ? "withheld" : "ok",
    ...revisionOf(context, listed),
    head,
    readAt: readAtOf(same),
  } as const;
  const remarks = remarksIn(previous.metadata, file);
  const stored = file.head === head ? await keepStored(context, same) : null;
  if (stored !== null) return { kind: "complete", file: { ...kept, ...stored }, remarks };
  try {
    const pages = file.entries === undefined ? null : context.recall.entries(file);
    const written = await storePlaylist(context, listed, pages);
    return { kind: "complete", file: { ...written, ...kept }, remarks };
  } catch (error) {
    if (error instanceof LostError) return null;
    throw error;
  }
}

/**
 * Reads the entries of a playlist after so many listings: all of them, or those that `same`, of the
 * same version, lacks. Throws what ends the run, unless some were read before it.
 */
export async function readPlaylist(
  context: RunContext,
  listed: ListedPlaylist,
  listings: number,
  same: Reusable | null,
): Promise<Reading> {
  const base = { version: versionOf(listed), listings };
  try {
    const rest = same && (await goOn(context, listed, same));
    if (rest !== null) return { ...base, read: rest, isAtomic: false };
    return { ...base, ...(await readAll(context, listed)) };
  } catch (error) {
    if (error instanceof MovedError) return { ...base, read: { kind: "moved" }, isAtomic: false };
    if (!isLocal(error)) throw error;
    return { ...base, read: { kind: "failed", error }, isAtomic: false };
  }
}

/**
 * Reads all entries of a playlist: again where its pages or its count do not fit together, until two
 * walks show the same. Throws `MovedError` when it was seen to change.
 */
async function readAll(
  context: RunContext,
  listed: ListedPlaylist,
): Promise<Pick<Reading, "read" | "isAtomic">> {
  const isShownAgain = createWitness(context, context.fileId("playlist", listed.id));
  let last: Complete | null = null;
  for (let attempt = 1; ; attempt += 1) {
    const { walk, error } = await begin(() => context.provider.entries(listed));
    if (walk === undefined) {
      if (last === null || !isCut(error)) throw error;
      return { read: cutBy(error, last.file, last.file.entries ?? 0), isAtomic: false };
    }
    if (last !== null) await context.files.discard(last.file.parts);
    if (walk === "withheld") {
      const file = await withhold(context, listed);
      return { read: { kind: "complete", file, remarks: [] }, isAtomic: true };
    }
    const { read, isSound: isFit, trace } = await storeWalk(context, listed, walk, pagesOf(walk));
    if (read.kind !== "complete") return { read, isAtomic: false };
    if (isFit) return { read, isAtomic: walk.isWhole };
    if (await isShownAgain(trace)) return { read, isAtomic: false };
    if (attempt === READ_ATTEMPTS) {
      return { read: cutBy(new MovedError(), read.file, walk.total), isAtomic: false };
    }
    last = read;
  }
}

/** Reads what an earlier run did not come to any more; `null` where it cannot be gone on from. */
async function goOn(
  context: RunContext,
  listed: ListedPlaylist,
  { file }: Reusable,
): Promise<ListRead | null> {
  const { entries = 0, total } = file;
  if (file.state !== "incomplete" || entries === 0 || total === undefined) return null;
  const walk = await context.provider.entries(listed, entries);
  if (walk === "withheld" || walk.total !== total) return null;
  async function* whole(rest: Walk): AsyncGenerator<readonly Entry[]> {
    yield* context.recall.entries(file);
    yield* pagesOf(rest);
  }
  try {
    const { read, isSound: isFit } = await storeWalk(context, listed, walk, whole(walk));
    if (read.kind !== "complete" || isFit) return read;
    await context.files.discard(read.file.parts);
    return null;
  } catch (error) {
    if (error instanceof LostError) return null;
    throw error;
  }
}

interface StoredWalk {
  readonly read: ListRead;
  readonly isSound: boolean;
  /** See `Trace`. */
  readonly trace: string;
}

async function storeWalk(
  context: RunContext,
  listed: ListedPlaylist,
  walk: Walk,
  pages: AsyncIterable<readonly Entry[]>,
): Promise<StoredWalk> {
  const id = context.fileId("playlist", listed.id);
  const trace = traced(pages);
  const source = untilCut(keepKnown(trace.pages, pastOf(context, id)));
  const stored = await storePlaylist(context, listed, source.pages);
  const file = { ...stored, state: "ok" } as const;
  const error = source.reason();
  if (error !== null) {
    return { read: cutBy(error, file, walk.total), isSound: false, trace: trace.digest() };
  }
  if (file.entries === 0 && (listed.total ?? 0) > 0) {
    await context.files.discard(file.parts);
    throw new MovedError("It is empty, but the list says it is not.");
  }
  const isVersioned = walk.isWhole || listed.revision !== "";
  return {
    read: {
      kind: "complete",
      file,
      remarks: remarksOn(id, walk.report(), walk.total, file.entries),
    },
    isSound: isVersioned && isSound(walk, file.entries),
    trace: trace.digest(),
  };
}

async function storePlaylist(
  context: RunContext,
  listed: ListedPlaylist,
  pages: AsyncIterable<readonly Entry[]> | null,
): Promise<Omit<FileRecord, "state">> {
  const id = context.fileId("playlist", listed.id);
  const newest = { addedAt: null as string | null };
  const { playlist } = listed;
  const noted = pages && noteNewest(pages, newest);
  const written = await context.files.document(id, { kind: "playlist", playlist }, noted);
  context.onRead(written.entries ?? 0);
  const settled = !mayLag(newest.addedAt, context.clock.now());
  return {
    id,
    kind: "playlists",
    ...(settled ? revisionOf(context, listed) : {}),
    head: headOf(context, listed),
    ...written,
  };
}

async function* noteNewest(
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

/** Keeps a reference to a playlist; with the entries that were known before it was withheld. */
async function withhold(context: RunContext, listed: ListedPlaylist): Promise<FileRecord> {
  const known = contentOf(context.previous, context.fileId("playlist", listed.id));
  if (known?.entries !== undefined && known.state !== "incomplete") {
    const parts = await carryParts(context, known);
    if (parts !== null) {
      const readAt = known.readAt ?? context.previous?.metadata.createdAt ?? "";
      const { error: _error, ...kept } = known;
      return { ...kept, ...revisionOf(context, listed), parts, readAt, state: "withheld" };
    }
  }
  return { ...(await storePlaylist(context, listed, null)), state: "withheld" };
}

/** The fingerprint of its version; none where the provider gives none. */
function revisionOf(
  { digest }: RunContext,
  { revision, total }: ListedPlaylist,
): Pick<FileRecord, "revision"> {
  return revision === "" ? {} : { revision: digest("revision", revision, `${total}`) };
}

function headOf({ digest }: RunContext, { playlist }: ListedPlaylist): string {
  return digest("head", canonicalJson(playlist));
}
