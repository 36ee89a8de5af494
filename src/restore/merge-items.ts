import { alignWith, type Item, isHidden, type SourceItem } from "./restore-item.ts";

/** Items to insert together. */
export interface Insert {
  /** Before which of the target's present items, counted from 0. */
  readonly at: number;
  readonly items: readonly SourceItem[];
}

/** The inserts that bring a list's missing items back among those that it has. */
export interface Merge {
  /** From the front to the back. */
  readonly inserts: readonly Insert[];
  /** The number of wanted items that are there already, in whatever place. */
  readonly present: number;
  /** The number of those that are in another place than before. */
  readonly moved: number;
  /** The number of items that will come at the end, because there are too many places for them. */
  readonly appended: number;
}

/** The most places in one playlist where items are inserted. Each takes at least one request. */
export const MAX_PLACES = 50;

/**
 * Merges `wanted` (restorable items only) into `target` by their longest common subsequence. Other
 * items of the target stay where they are. Nothing that the target has anywhere is added again.
 */
export function merge(wanted: readonly SourceItem[], target: readonly Item[]): Merge {
  const names = alignWith(wanted, target);
  const pairs = commonSubsequence(
    wanted.map(({ reference }) => reference),
    names,
  );
  const partnerOf = new Map(pairs);
  const paired = new Set(pairs.map(([, at]) => at));
  const elsewhere = countOf(names.filter((name, at) => name !== "" && !paired.has(at)));
  // An entry that is not shown now may be one that was not shown at the time of the snapshot.
  let empty = target.filter(({ state }) => state === "gone").length;
  const places = new Map<number, SourceItem[]>();
  let at = 0;
  let moved = 0;
  let hidden = 0;
  for (const [index, item] of wanted.entries()) {
    const partner = partnerOf.get(index);
    if (partner !== undefined) {
      at = partner + 1;
    } else if (take(elsewhere, item.reference)) {
      moved += 1;
    } else if (isHidden(item) && empty > 0) {
      empty -= 1;
      hidden += 1;
    } else {
      const place = places.get(at);
      if (place) place.push(item);
      else places.set(at, [item]);
    }
  }
  const { inserts, appended } = limitPlaces(places, target.length);
  return { inserts, present: pairs.length + moved + hidden, moved, appended };
}

/** The largest of too many places keep theirs; what belongs to the others comes at the end. */
function limitPlaces(
  places: ReadonlyMap<number, readonly SourceItem[]>,
  end: number,
): Pick<Merge, "inserts" | "appended"> {
  const inside = [...places].filter(([at]) => at < end);
  const kept = new Set(
    inside
      .sort(([, a], [, b]) => b.length - a.length)
      .slice(0, MAX_PLACES)
      .map(([at]) => at),
  );
  const inserts: Insert[] = [];
  const late: SourceItem[] = [];
  let appended = 0;
  for (const [at, items] of [...places].sort(([a], [b]) => a - b)) {
    if (kept.has(at)) inserts.push({ at, items });
    else late.push(...items);
    if (!kept.has(at) && at < end) appended += items.length;
  }
  if (late.length > 0) inserts.push({ at: end, items: late });
  return { inserts, appended };
}

/** The number of times that each name is there. */
export function countOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Takes one of `name` away; says whether there was one. */
export function take(counts: Map<string, number>, name: string): boolean {
  const count = counts.get(name) ?? 0;
  if (count === 0) return false;
  counts.set(name, count - 1);
  return true;
}

/** A pair of equal elements: where it is in the one list, and where in the other. */
export type IndexPair = readonly [number, number];

/**
 * A longest common subsequence of two lists, as pairs in rising order. Empty strings equal nothing.
 *
 * Bit-parallel (Hyyrö 2004), after what both lists begin and end with alike is taken off: n·m/32
 * steps and bits of memory at worst, 13 MB for two lists of 10,000.
 */
export function commonSubsequence(a: readonly string[], b: readonly string[]): IndexPair[] {
  const least = Math.min(a.length, b.length);
  const same = (i: number, j: number) => a[i] !== "" && a[i] === b[j];
  let head = 0;
  while (head < least && same(head, head)) head += 1;
  let tail = 0;
  while (tail < least - head && same(a.length - 1 - tail, b.length - 1 - tail)) tail += 1;
  const middle = bitParallel(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return [
    ...Array.from({ length: head }, (_, i): IndexPair => [i, i]),
    ...middle.map(([i, j]): IndexPair => [head + i, head + j]),
    ...Array.from(
      { length: tail },
      (_, i): IndexPair => [a.length - tail + i, b.length - tail + i],
    ),
  ];
}

function bitParallel(a: readonly string[], b: readonly string[]): IndexPair[] {
  const words = Math.ceil(a.length / 32);
  const positions = new Map<string, number[]>();
  for (const [i, token] of a.entries()) {
    if (token === "") continue;
    const list = positions.get(token);
    if (list) list.push(i);
    else positions.set(token, [i]);
  }
  // Bit i of row j is clear where one more of `a` counts: L(i + 1, j) = L(i, j) + 1.
  const rows: Uint32Array[] = [new Uint32Array(words).fill(0xffff_ffff)];
  for (const [j, token] of b.entries()) {
    rows.push(nextRow(rows[j] ?? new Uint32Array(words), positions.get(token)));
  }
  return trace(rows, a.length, b.length);
}

function nextRow(row: Uint32Array, matches: readonly number[] | undefined): Uint32Array {
  if (matches === undefined) return row;
  const mask = new Uint32Array(row.length);
  for (const i of matches) mask[i >>> 5] = (mask[i >>> 5] ?? 0) | (1 << (i & 31));
  const next = new Uint32Array(row.length);
  let carry = 0;
  for (const [word, bits] of row.entries()) {
    const hits = (bits & (mask[word] ?? 0)) >>> 0;
    const sum = bits + hits + carry;
    carry = sum > 0xffff_ffff ? 1 : 0;
    next[word] = sum | (bits & ~hits);
  }
  return next;
}

function trace(rows: readonly Uint32Array[], lengthA: number, lengthB: number): IndexPair[] {
  const isSet = (j: number, i: number) => ((rows[j]?.[i >>> 5] ?? 0) >>> (i & 31)) & 1;
  const pairs: IndexPair[] = [];
  let i = lengthA;
  let j = lengthB;
  while (i > 0 && j > 0) {
    if (isSet(j, i - 1)) {
      i -= 1;
    } else {
      j -= 1;
      if (j > 0 && !isSet(j, i - 1)) continue;
      i -= 1;
      pairs.push([i, j]);
    }
  }
  return pairs.reverse();
}
