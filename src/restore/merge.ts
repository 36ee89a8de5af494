import { commonSubsequence } from "./common.ts";
import { alignWith, type Item, type SourceItem } from "./items.ts";

/** Items to insert together. */
export interface Insert {
  /** Before which of the target's present items, counted from 0. */
  readonly at: number;
  readonly items: readonly SourceItem[];
}

/** What it takes to bring a list's missing items back among those that it has. */
export interface Merge {
  /** From the front to the back. */
  readonly inserts: readonly Insert[];
  /** How many of the wanted items are there already, in whatever place. */
  readonly present: number;
  /** How many of them are in another place than before. */
  readonly moved: number;
  /** How many will come at the end, because there are too many places for the others. */
  readonly appended: number;
}

/** At how many places of one playlist items are inserted, each of which is a request or more. */
export const MAX_PLACES = 50;

/**
 * Merges `wanted` (restorable items only) into `target` by their longest common subsequence. What
 * the target has besides stays where it is. Nothing that the target has anywhere is added again.
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
  // What the provider shows nothing of may well be what it showed nothing of before.
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
    } else if (item.state === "lookup" && empty > 0) {
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

/** How often each name is there. */
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
