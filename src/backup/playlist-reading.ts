import { type ListedPlaylist, MovedError, type Walk } from "../model/provider.ts";
import type { Entry } from "../model/records.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import type { FileRecord } from "../snapshot/metadata.ts";
import { pagesOf } from "./collections.ts";
import { carryParts, isLocal, type Pause, type RunContext } from "./context.ts";
import { keepKnown } from "./known.ts";
import { contentOf } from "./previous.ts";
import { untilPaused } from "./progress.ts";
import { LostError } from "./recall.ts";
import { findReusable, keepStored, mayLag, pastOf, type Reusable, readAtOf } from "./reuse.ts";

/** How the reading of one version of a playlist went. */
export interface Reading {
  readonly version: string;
  /** What was read, or why it could not be. */
  readonly outcome: { readonly file: FileRecord } | { readonly error: unknown };
  /** Whether it was one answer of the provider, so that no change can have come in between. */
  readonly isAtomic: boolean;
  /** How many listings there had been when it began. */
  readonly listings: number;
  /** Why it ended before the end of the playlist. */
  readonly pause: Pause | null;
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
  return found?.file.revision === revisionOf(context, listed) ? found : null;
}

/** A playlist taken over as it was, after so many listings; `null`: it has to be read. */
export async function keepSame(
  context: RunContext,
  listed: ListedPlaylist,
  listings: number,
): Promise<Reading | null> {
  const same = findSame(context, listed);
  const file = same && (await keepPlaylist(context, listed, same));
  if (file === null) return null;
  return { version: versionOf(listed), outcome: { file }, isAtomic: true, listings, pause: null };
}

/**
 * Takes over what is known of a playlist, with its name and flags as the list shows them now; `null`
 * where that was not all of it, or cannot be had any more.
 */
export async function keepPlaylist(
  context: RunContext,
  listed: ListedPlaylist,
  same: Reusable,
): Promise<FileRecord | null> {
  const { file } = same;
  if (file.entries !== undefined && file.entries < (file.total ?? 0)) return null;
  const head = headOf(context, listed);
  const isWithheld = file.state === "withheld";
  const kept = {
    id: file.id,
    kind: file.kind,
    state: isWithheld ? "withheld" : "ok",
    revision: revisionOf(context, listed),
    head,
    readAt: readAtOf(same),
  } as const;
  const stored = file.head === head ? await keepStored(context, same) : null;
  if (stored !== null) return { ...kept, ...stored };
  try {
    const pages = file.entries === undefined ? null : context.recall.entries(file);
    return { ...(await storePlaylist(context, listed, pages)), ...kept };
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
  const version = versionOf(listed);
  const base = { version, listings, pause: null };
  try {
    if (same !== null) {
      const reading = await goOn(context, listed, same);
      if (reading !== null) return { ...base, ...reading, isAtomic: false };
    }
    const walk = await context.provider.entries(listed);
    if (walk === "withheld") {
      return { ...base, isAtomic: true, outcome: { file: await withhold(context, listed) } };
    }
    const isAtomic = walk.total <= walk.first.length;
    return { ...base, ...(await storeWalk(context, listed, walk, pagesOf(walk))), isAtomic };
  } catch (error) {
    if (!isLocal(error)) throw error;
    return { ...base, isAtomic: false, outcome: { error } };
  }
}

/** Reads what an earlier run did not come to any more; `null` where it cannot be gone on from. */
async function goOn(
  context: RunContext,
  listed: ListedPlaylist,
  { file }: Reusable,
): Promise<Pick<Reading, "outcome" | "pause"> | null> {
  const { entries = 0, total } = file;
  if (file.state !== "incomplete" || entries === 0 || total === undefined) return null;
  const walk = await context.provider.entries(listed, entries);
  if (walk === "withheld" || walk.total !== total) return null;
  async function* whole(rest: Walk): AsyncGenerator<readonly Entry[]> {
    yield* context.recall.entries(file);
    yield* pagesOf(rest);
  }
  try {
    return await storeWalk(context, listed, walk, whole(walk));
  } catch (error) {
    if (error instanceof LostError) return null;
    throw error;
  }
}

async function storeWalk(
  context: RunContext,
  listed: ListedPlaylist,
  walk: Walk,
  pages: AsyncIterable<readonly Entry[]>,
): Promise<Pick<Reading, "outcome" | "pause">> {
  const id = context.fileId("playlist", listed.id);
  const source = untilPaused(keepKnown(pages, pastOf(context, id)));
  const file = await storePlaylist(context, listed, source.pages);
  const pause = source.paused();
  if (file.entries === 0 && pause === null && (listed.total ?? 0) > 0) {
    await context.files.discard(file.parts);
    throw new MovedError("It is empty, but the list says it is not.");
  }
  const total = pause === null ? {} : { total: walk.total };
  return { outcome: { file: { ...file, state: "ok", ...total } }, pause };
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
    ...(settled ? { revision: revisionOf(context, listed) } : {}),
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
      const revision = revisionOf(context, listed);
      return { ...kept, revision, parts, readAt, state: "withheld" };
    }
  }
  return { ...(await storePlaylist(context, listed, null)), state: "withheld" };
}

function revisionOf({ digest }: RunContext, { revision, total }: ListedPlaylist): string {
  return digest("revision", revision, `${total}`);
}

function headOf({ digest }: RunContext, { playlist }: ListedPlaylist): string {
  return digest("head", canonicalJson(playlist));
}
