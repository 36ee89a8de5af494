import type { Entry, Known, Unavailable } from "../model/records.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import { LostError } from "./recall.ts";

/** What was known of a list before. Every call reads anew; see `Recall`. */
export type Before = () => AsyncIterable<readonly Entry[]>;

/**
 * `pages`, in which each slot that the provider does not show any more keeps the record that was
 * known of it: found by its neighbours, or by a date that no other entry has. One that could be
 * either of two stays without.
 */
export async function* keepKnown(
  pages: AsyncIterable<readonly Entry[]>,
  before: Before | null,
): AsyncIterable<readonly Entry[]> {
  if (before === null) {
    yield* pages;
    return;
  }
  let past: Past | null = null;
  let front: Entry | null = null;
  let gap: Unavailable[] = [];
  for await (const page of pages) {
    const settled: Entry[] = [];
    for (const entry of page) {
      if (isUnknown(entry)) {
        past ??= await readPast(before);
        gap.push(entry);
        continue;
      }
      if (past !== null && gap.length > 0) settled.push(...fill(past, front, gap, entry));
      settled.push(entry);
      gap = [];
      front = entry;
    }
    if (settled.length > 0) yield settled;
  }
  if (past !== null && gap.length > 0) yield fill(past, front, gap, null);
}

/** A list as it was, and where in it everything is. */
interface Past {
  readonly entries: readonly Entry[];
  readonly places: ReadonlyMap<string, readonly number[]>;
  /** Of each date, how many entries have it. */
  readonly dates: ReadonlyMap<string, readonly number[]>;
}

async function readPast(before: Before): Promise<Past> {
  const entries: Entry[] = [];
  try {
    for await (const page of before()) entries.push(...page);
  } catch (error) {
    if (!(error instanceof LostError)) throw error;
    entries.length = 0;
  }
  return { entries, places: placesBy(entries, identityOf), dates: placesBy(entries, dateOf) };
}

function placesBy(entries: readonly Entry[], keyOf: (entry: Entry) => string) {
  const places = new Map<string, number[]>();
  for (const [place, entry] of entries.entries()) {
    const key = keyOf(entry);
    const known = places.get(key);
    if (known === undefined) places.set(key, [place]);
    else known.push(place);
  }
  return places;
}

/** The slots between two entries that are shown; `null`: the start or the end of the list. */
function fill(
  past: Past,
  front: Entry | null,
  gap: readonly Unavailable[],
  back: Entry | null,
): readonly Entry[] {
  const start = findGap(past, front, gap, back);
  return gap.map((slot, index) => {
    const byNeighbours = start === null ? undefined : past.entries[start + index];
    const [only, ...others] = past.dates.get(dateOf(slot)) ?? [];
    const byDate = only === undefined || others.length > 0 ? undefined : past.entries[only];
    const known = knownOf(byNeighbours ?? byDate);
    return known === undefined ? slot : { ...slot, known };
  });
}

/** Where the slots were between the same two neighbours, all with the same dates. */
function findGap(
  { entries, places }: Past,
  front: Entry | null,
  gap: readonly Unavailable[],
  back: Entry | null,
): number | null {
  const fronts = front === null ? [-1] : (places.get(identityOf(front)) ?? []);
  for (const place of fronts) {
    const slots = entries.slice(place + 1, place + 1 + gap.length);
    const next = entries[place + 1 + gap.length];
    const isSame =
      slots.length === gap.length &&
      slots.every((entry, index) => dateOf(entry) === dateOf(gap[index] ?? entry)) &&
      (back === null ? next === undefined : next !== undefined && isSameSlot(next, back));
    if (isSame) return place + 1;
  }
  return null;
}

function isSameSlot(a: Entry, b: Entry): boolean {
  return identityOf(a) === identityOf(b);
}

function isUnknown(entry: Entry): entry is Unavailable {
  return entry.type === "unavailable" && entry.known === undefined;
}

function knownOf(entry: Entry | undefined): Known | undefined {
  if (entry === undefined) return undefined;
  if (entry.type === "unavailable") return entry.known;
  const { addedAt: _at, addedBy: _by, ...known } = entry;
  return known;
}

/** What stays the same of an entry as long as it stays. */
function identityOf(entry: Entry): string {
  const refs = entry.type === "unavailable" ? entry.known?.item.refs : entry.item.refs;
  return canonicalJson([dateOf(entry), refs ?? null]);
}

function dateOf({ addedAt, addedBy }: Entry): string {
  return `${addedAt} ${addedBy ?? ""}`;
}
