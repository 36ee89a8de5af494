import type { Collection, Entry, Playlist } from "../model/records.ts";
import { canonicalJson } from "../snapshot/canonical.ts";

/** An entry with its place in a list, from 0. */
export interface PlacedEntry {
  readonly at: number;
  readonly entry: Entry;
}

/** An entry that is in both lists, and stands elsewhere among the others that are. */
export interface MovedEntry extends PlacedEntry {
  /** Its place in the older list. */
  readonly from: number;
}

/** An entry that is in both lists, and says something else: a new title, or no longer available. */
export interface ChangedEntry extends PlacedEntry {
  readonly was: Entry;
}

/** The difference of two lists of entries. {@link applyListDiff} is its contract. */
export interface ListDiff {
  /** Places are those of the newer list. */
  readonly added: readonly PlacedEntry[];
  /** Places are those of the older list. */
  readonly removed: readonly PlacedEntry[];
  readonly moved: readonly MovedEntry[];
  /** Places are those of the newer list. */
  readonly changed: readonly ChangedEntry[];
}

/** A playlist at one time. */
export interface PlaylistVersion {
  readonly playlist: Playlist;
  /** `null`: the provider withheld them. */
  readonly entries: readonly Entry[] | null;
}

/** The difference of a playlist between two snapshots. */
export interface PlaylistDiff {
  /** The id of its file, which stays the same when it is renamed. */
  readonly id: string;
  readonly change: "added" | "removed" | "renamed" | "edited";
  readonly was: PlaylistVersion | null;
  readonly now: PlaylistVersion | null;
  /** `null`: the entries of one of the two are withheld, so they cannot be compared. */
  readonly entries: ListDiff | null;
}

/** The parts of a library that are compared. */
export interface LibraryVersion {
  readonly collections: ReadonlyMap<Collection, readonly Entry[]>;
  /** By the id of the file. */
  readonly playlists: ReadonlyMap<string, PlaylistVersion>;
}

/** The difference of two libraries, as far as both have the content. */
export interface LibraryDiff {
  readonly collections: ReadonlyMap<Collection, ListDiff>;
  /** Only those that differ, in the order of the newer library, removed ones last. */
  readonly playlists: readonly PlaylistDiff[];
}

/** Compares two libraries. A collection that only one of them has is not compared. */
export function diffLibraries(older: LibraryVersion, newer: LibraryVersion): LibraryDiff {
  const collections = new Map<Collection, ListDiff>();
  for (const [kind, now] of newer.collections) {
    const was = older.collections.get(kind);
    if (was !== undefined) collections.set(kind, diffLists(was, now));
  }
  const ids = new Set([...newer.playlists.keys(), ...older.playlists.keys()]);
  const playlists = [...ids].flatMap((id) => {
    const was = older.playlists.get(id) ?? null;
    return diffPlaylists(id, was, newer.playlists.get(id) ?? null) ?? [];
  });
  return { collections, playlists };
}

function diffPlaylists(
  id: string,
  was: PlaylistVersion | null,
  now: PlaylistVersion | null,
): PlaylistDiff | null {
  const isComparable = was?.entries !== null && now?.entries !== null;
  const entries = isComparable ? diffLists(was?.entries ?? [], now?.entries ?? []) : null;
  const change = changeOf(was, now, entries);
  return change && { id, change, was, now, entries };
}

function changeOf(
  was: PlaylistVersion | null,
  now: PlaylistVersion | null,
  entries: ListDiff | null,
): PlaylistDiff["change"] | null {
  if (was === null) return "added";
  if (now === null) return "removed";
  if (was.playlist.name !== now.playlist.name) return "renamed";
  const isUnchanged =
    (entries === null || isEmptyDiff(entries)) &&
    (was.entries === null) === (now.entries === null) &&
    isSame(was.playlist, now.playlist);
  return isUnchanged ? null : "edited";
}

/** Whether two lists are the same. */
export function isEmptyDiff({ added, removed, moved, changed }: ListDiff): boolean {
  return added.length + removed.length + moved.length + changed.length === 0;
}

/**
 * Compares two lists. Where both begin, or end, with the same entries, these stay. Other entries are
 * the same by {@link identityOf}; of several alike, the first is the first. As few entries as
 * possible count as moved. Takes n log n steps.
 */
export function diffLists(older: readonly Entry[], newer: readonly Entry[]): ListDiff {
  const start = countSame(older, newer);
  const end = countSame(older.slice(start).reverse(), newer.slice(start).reverse());
  const places = placesByIdentity(older, start, older.length - end);
  const pairs: { from: number; at: number }[] = [];
  const added: PlacedEntry[] = [];
  for (const [index, entry] of newer.slice(start, newer.length - end).entries()) {
    const at = start + index;
    const from = places.get(identityOf(entry))?.shift();
    if (from === undefined) added.push({ at, entry });
    else pairs.push({ from, at });
  }
  const removed = [...places.values()]
    .flat()
    .sort((a, b) => a - b)
    .flatMap((at) => placed(older, at));
  const inOrder = longestIncreasing(pairs.map(({ from }) => from));
  const moved = pairs
    .filter((_, pair) => !inOrder.has(pair))
    .flatMap(({ from, at }) => placed(newer, at).map((one) => ({ ...one, from })));
  const changed = pairs.flatMap(({ from, at }) => {
    const [was, entry] = [older[from], newer[at]];
    if (was === undefined || entry === undefined || isSame(was, entry)) return [];
    return [{ at, entry, was }];
  });
  return { added, removed, moved, changed };
}

/** The number of entries with which both lists begin. */
function countSame(older: readonly Entry[], newer: readonly Entry[]): number {
  const first = older.findIndex((was, at) => {
    const now = newer[at];
    return now === undefined || !isSame(was, now);
  });
  return first < 0 ? older.length : first;
}

/** Whether two values are the same, in whatever order their keys are. */
function isSame(was: object, now: object): boolean {
  if (was === now || JSON.stringify(was) === JSON.stringify(now)) return true;
  return canonicalJson(was) === canonicalJson(now);
}

/** The newer list, made of the older one and the difference of the two. */
export function applyListDiff(older: readonly Entry[], diff: ListDiff): readonly Entry[] {
  const gone = new Set([
    ...diff.removed.map(({ at }) => at),
    ...diff.moved.map(({ from }) => from),
  ]);
  const stayed = older.filter((_, at) => !gone.has(at));
  const length = stayed.length + diff.added.length + diff.moved.length;
  const newer = new Array<Entry | undefined>(length);
  for (const { at, entry } of [...diff.added, ...diff.moved]) newer[at] = entry;
  let next = 0;
  for (let at = 0; at < length; at += 1) newer[at] ??= stayed[next++];
  for (const { at, entry } of diff.changed) newer[at] = entry;
  return newer.flatMap((entry) => entry ?? []);
}

/**
 * The identity of an entry: two entries with the same one are the same thing. It is made of the
 * type and the references, or of the words if there are none. A thing that is no longer available
 * has the same identity as before.
 */
export function identityOf(entry: Entry): string {
  const known = entry.type === "unavailable" ? entry.known : entry;
  if (known === undefined) return "unavailable";
  const { type, item } = known;
  if (Object.keys(item.refs).length > 0) return `${type} ${canonicalJson(item.refs)}`;
  const artists = "artists" in item ? item.artists.map(({ name }) => name) : [];
  return JSON.stringify([type, "title" in item ? item.title : item.name, ...artists]);
}

/** The places of the entries from `start` up to, and without, `end`. */
function placesByIdentity(
  entries: readonly Entry[],
  start: number,
  end: number,
): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, entry] of entries.slice(start, end).entries()) {
    const identity = identityOf(entry);
    const known = places.get(identity);
    if (known === undefined) places.set(identity, [start + index]);
    else known.push(start + index);
  }
  return places;
}

function placed(entries: readonly Entry[], at: number): readonly PlacedEntry[] {
  const entry = entries[at];
  return entry === undefined ? [] : [{ at, entry }];
}

/** The positions of a longest increasing subsequence of `values`, which are all different. */
function longestIncreasing(values: readonly number[]): ReadonlySet<number> {
  /** For each length, the position of the smallest value that ends a subsequence of that length. */
  const ends: number[] = [];
  const before = new Array<number>(values.length);
  for (const [position, value] of values.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[ends[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[position] = low === 0 ? -1 : (ends[low - 1] ?? -1);
    ends[low] = position;
  }
  const found = new Set<number>();
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) found.add(at);
  return found;
}
