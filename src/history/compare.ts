import { KeyError, NotFoundError } from "../errors.ts";
import type { Collection } from "../model/records.ts";
import type { SnapshotRef } from "../model/snapshot-store.ts";
import type { FileRecord, Metadata } from "../snapshot/metadata.ts";
import { contentKeyOf } from "../snapshot/summary.ts";
import { findSnapshot } from "./choose.ts";
import { diffLibraries, type LibraryDiff, type LibraryVersion, type ListDiff } from "./diff.ts";
import { type ReadLibrary, readLibrary, type UnreadFile } from "./library.ts";
import { type AccountHistory, isBelieved, type ListedSnapshot } from "./list.ts";
import { type Outline, type OutlinedSnapshot, outlineDiff } from "./outline.ts";
import { createEntryReader, type RowReaderDeps } from "./row-reader.ts";
import type { SkippedSnapshot } from "./versions.ts";
import { readChosenMetadata } from "./walk-snapshots.ts";

/** The two snapshots to compare, as a person names them; see {@link findSnapshot}. */
export interface PairRequest {
  /** Default: the one before `to`, or the newest that is not after `since`. */
  readonly from?: string;
  /** Default: the newest that is believed and did not fail. */
  readonly to?: string;
  readonly since?: Date;
}

/** Two snapshots of one account. */
export interface SnapshotPair {
  readonly from: string;
  readonly to: string;
  /** Snapshots that are not believed, or damaged, and would have been taken, or were named. */
  readonly skipped: readonly SkippedSnapshot[];
}

/** The difference of two snapshots, as far as both have the content. */
export interface ComparedSnapshots {
  readonly diff: LibraryDiff;
  /**
   * The differences by the metadata, where a snapshot is sealed and there is no identity, so that
   * `diff` is empty; `null`: the entries were compared.
   */
  readonly outline: Omit<Outline, "unread"> | null;
  /** Files of one of the two without content, or with a part of it. They are not compared. */
  readonly unread: readonly UnreadFile[];
}

/**
 * Chooses the two snapshots to compare. Throws as {@link findSnapshot} does, and `NotFoundError`
 * `snapshot/not-found` when there are no two, or the newer one is not after `since`.
 */
export function choosePair(
  history: AccountHistory,
  { from, to, since }: PairRequest,
): SnapshotPair {
  const { snapshots } = history;
  const isUsable = (one: ListedSnapshot) => isBelieved(one) && one.metadata.status !== "failed";
  const placeOf = (name: string) => snapshots.findIndex((one) => one.name === name);
  const newer = to === undefined ? snapshots.findLast(isUsable)?.name : findSnapshot(history, to);
  const earlier = snapshots.slice(0, placeOf(newer ?? "")).filter(isUsable);
  const atThatTime = earlier.findLast(({ metadata }) => {
    return since === undefined || Date.parse(metadata?.createdAt ?? "") <= since.getTime();
  });
  const older = from === undefined ? (atThatTime ?? earlier[0])?.name : findSnapshot(history, from);
  if (newer === undefined || older === undefined) {
    throw new NotFoundError(
      "snapshot/not-found",
      "A comparison needs two snapshots, and fewer can be used.",
      {
        hint: "`tracksafe list` shows the existing snapshots. To compare one that is damaged or not proved to be yours, give its name.",
      },
    );
  }
  const [start, end] = [placeOf(older), placeOf(newer)];
  const newerAt = Date.parse(snapshots[end]?.metadata?.createdAt ?? "");
  if (since !== undefined && newerAt <= since.getTime()) throw noneSince(since, newer);
  const skipped = snapshots.flatMap((one, at) => {
    const isNamed = at === start || at === end;
    const isPassedOver =
      (to === undefined && at > end) || (from === undefined && at > start && at < end);
    const reason = one.doubt ?? (one.metadata === null ? (one.code ?? "snapshot/corrupt") : null);
    return reason !== null && (isNamed || isPassedOver) ? [{ name: one.name, reason }] : [];
  });
  return { from: older, to: newer, skipped };
}

function noneSince(since: Date, newest: string): NotFoundError {
  const time = `${since.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return new NotFoundError(
    "snapshot/not-found",
    `There is no snapshot since ${time}. The newest one to compare is ${newest}.`,
    {
      hint: "Make a backup first, or give an earlier time. Without --since, the newest two are compared.",
    },
  );
}

/**
 * Reads the files in which two snapshots differ, and compares them. Throws as `decodeMetadata` and
 * the store do, and `KeyError` `key/no-match` when the identity opens neither of the two.
 */
export async function compareSnapshots(
  from: SnapshotRef,
  to: SnapshotRef,
  deps: RowReaderDeps,
): Promise<ComparedSnapshots> {
  const both = [await readOutlined(from, deps), await readOutlined(to, deps)] as const;
  if (deps.open === null && both.some(({ metadata }) => metadata.encryption !== null)) {
    const { unread, ...outline } = outlineDiff(...both);
    return { diff: { collections: new Map(), playlists: [] }, outline, unread };
  }
  const same = sameFiles(both[0].metadata, both[1].metadata);
  // Both are read by one reader, so that what they share is read and decoded once.
  const entryReader = deps.entryReader ?? createEntryReader(deps, Number.POSITIVE_INFINITY);
  const [older, newer] = [
    await readBesides(same, both[0], { ...deps, entryReader }),
    await readBesides(same, both[1], { ...deps, entryReader }),
  ];
  const unread = [...older.unread, ...newer.unread];
  if (isEmpty(older) && isEmpty(newer) && unread.some(isOtherKey)) throw noMatch();
  const unknown = new Set(unread.map(({ file }) => file));
  const { collections, playlists } = diffLibraries(
    comparablePart(older, newer, unknown),
    comparablePart(newer, older, unknown),
  );
  return {
    diff: { collections: withSame(same, both[1].metadata, collections), playlists },
    outline: null,
    unread,
  };
}

/**
 * The ids of the files that both have as a whole and with the same content. If all files are the
 * same, one is left out: it is read, so that a key for other snapshots is noticed.
 */
function sameFiles(older: Metadata, newer: Metadata): ReadonlySet<string> {
  const contents = new Map(wholeFiles(older).map((file) => [file.id, contentKeyOf(file)]));
  const isSame = (file: FileRecord) => contents.get(file.id) === contentKeyOf(file);
  const files = wholeFiles(newer);
  const same = files.every(isSame) ? files.slice(1) : files.filter(isSame);
  return new Set(same.map(({ id }) => id));
}

const wholeFiles = ({ files }: Metadata) =>
  files.filter(
    ({ kind, parts, state }) =>
      kind !== "covers" && kind !== "index" && parts.length > 0 && state !== "incomplete",
  );

/** The differences of `read`, and none for each collection that is among the `same` files. */
function withSame(
  same: ReadonlySet<string>,
  { files }: Metadata,
  read: LibraryDiff["collections"],
): LibraryDiff["collections"] {
  const collections: Map<Collection, ListDiff> = new Map();
  for (const { id, kind } of files) {
    if (kind === "playlists" || kind === "covers" || kind === "index") continue;
    const diff = same.has(id) ? NO_DIFFERENCE : read.get(kind);
    if (diff !== undefined) collections.set(kind, diff);
  }
  return collections;
}

const NO_DIFFERENCE: ListDiff = { added: [], removed: [], moved: [], changed: [] };

const isEmpty = ({ collections, playlists }: ReadLibrary) =>
  collections.size + playlists.size === 0;

const isOtherKey = ({ reason }: UnreadFile) => reason === "key/no-match";

function noMatch(): KeyError {
  return new KeyError("key/no-match", "Your identity opens neither of the two snapshots.", {
    hint: "They were sealed for another key. Set AGE_IDENTITY to that one, or leave it unset to see what the metadata tells.",
  });
}

/** A library, and the kinds that its backup was asked for. */
interface WholeLibrary extends ReadLibrary, Pick<Metadata, "include"> {}

async function readOutlined(ref: SnapshotRef, { store }: RowReaderDeps): Promise<OutlinedSnapshot> {
  return { ref, metadata: await readChosenMetadata(store, ref) };
}

async function readBesides(
  same: ReadonlySet<string>,
  { ref, metadata }: OutlinedSnapshot,
  deps: RowReaderDeps,
): Promise<WholeLibrary> {
  const files = metadata.files.filter(({ id }) => !same.has(id));
  return { ...(await readLibrary(ref, { ...metadata, files }, deps)), include: metadata.include };
}

/**
 * The part of a library that the other one speaks of, too. `unknown`: the ids of files that one
 * cannot read.
 */
function comparablePart(
  library: WholeLibrary,
  other: WholeLibrary,
  unknown: ReadonlySet<string>,
): LibraryVersion {
  const isAsked = other.include.includes("playlists");
  const isListWhole = !unknown.has("playlists");
  const playlists = [...library.playlists].filter(
    ([id]) => isAsked && !unknown.has(id) && (isListWhole || other.playlists.has(id)),
  );
  return { collections: library.collections, playlists: new Map(playlists) };
}
