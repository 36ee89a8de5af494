import type { Entry, Known, Unavailable } from "../model/records.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import { type ReadStoredEntries, UnusableEntriesError } from "./previous.ts";

/**
 * Passes `pages` on. A row that the provider does not show any more becomes a slot with the record
 * that `readEarlier` has of it. The slot is found between the same neighbours, or by a date that no
 * other entry has. A slot that matches two entries stays without a record.
 */
export async function* fillUnavailableRows(
  pages: AsyncIterable<readonly Entry[]>,
  readEarlier: ReadStoredEntries | null,
): AsyncIterable<readonly Entry[]> {
  if (readEarlier === null) {
    yield* pages;
    return;
  }
  // It is read only for a list that has such rows.
  let earlier: EarlierList | null = null;
  let before: Entry | null = null;
  let slots: Unavailable[] = [];
  for await (const page of pages) {
    const filled: Entry[] = [];
    for (const entry of page) {
      if (isEmptySlot(entry)) {
        earlier ??= await readList(readEarlier);
        slots.push(entry);
        continue;
      }
      if (earlier !== null && slots.length > 0) filled.push(...fill(earlier, before, slots, entry));
      filled.push(entry);
      slots = [];
      before = entry;
    }
    if (filled.length > 0) yield filled;
  }
  if (earlier !== null && slots.length > 0) yield fill(earlier, before, slots, null);
}

/** The list of an earlier run, and where in it everything is. */
interface EarlierList {
  readonly entries: readonly Entry[];
  /** The positions of the entries with each identity. */
  readonly byIdentity: ReadonlyMap<string, readonly number[]>;
  /** The positions of the entries with each date. */
  readonly byDate: ReadonlyMap<string, readonly number[]>;
}

async function readList(readEarlier: ReadStoredEntries): Promise<EarlierList> {
  const entries: Entry[] = [];
  try {
    for await (const page of readEarlier()) entries.push(...page);
  } catch (error) {
    if (!(error instanceof UnusableEntriesError)) throw error;
    entries.length = 0;
  }
  return {
    entries,
    byIdentity: positionsBy(entries, identityOf),
    byDate: positionsBy(entries, dateOf),
  };
}

function positionsBy(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
): ReadonlyMap<string, readonly number[]> {
  const positions = new Map<string, number[]>();
  for (const [position, entry] of entries.entries()) {
    const key = keyOf(entry);
    const same = positions.get(key);
    if (same === undefined) positions.set(key, [position]);
    else same.push(position);
  }
  return positions;
}

/** Fills the slots between two shown entries; `null`: the start or the end of the list. */
function fill(
  earlier: EarlierList,
  before: Entry | null,
  slots: readonly Unavailable[],
  after: Entry | null,
): readonly Entry[] {
  const start = findSlots(earlier, before, slots, after);
  return slots.map((slot, index) => {
    const byNeighbours = start === null ? undefined : earlier.entries[start + index];
    const [only, ...others] = earlier.byDate.get(dateOf(slot)) ?? [];
    const byDate = only === undefined || others.length > 0 ? undefined : earlier.entries[only];
    const known = recordOf(byNeighbours ?? byDate);
    return known === undefined ? slot : { ...slot, known };
  });
}

/** The earlier position of the slots: between the same neighbours, all with the same dates. */
function findSlots(
  { entries, byIdentity }: EarlierList,
  before: Entry | null,
  slots: readonly Unavailable[],
  after: Entry | null,
): number | null {
  const candidates = before === null ? [-1] : (byIdentity.get(identityOf(before)) ?? []);
  for (const position of candidates) {
    const start = position + 1;
    const earlier = entries.slice(start, start + slots.length);
    const next = entries[start + slots.length];
    const isSame =
      earlier.length === slots.length &&
      earlier.every((entry, index) => dateOf(entry) === dateOf(slots[index] ?? entry)) &&
      (after === null ? next === undefined : next !== undefined && isSameEntry(next, after));
    if (isSame) return start;
  }
  return null;
}

function isSameEntry(a: Entry, b: Entry): boolean {
  return identityOf(a) === identityOf(b);
}

function isEmptySlot(entry: Entry): entry is Unavailable {
  return entry.type === "unavailable" && entry.known === undefined;
}

function recordOf(entry: Entry | undefined): Known | undefined {
  if (entry === undefined) return undefined;
  if (entry.type === "unavailable") return entry.known;
  const { addedAt: _at, addedBy: _by, ...known } = entry;
  return known;
}

/** Stays the same as long as the entry is in the list. */
function identityOf(entry: Entry): string {
  const refs = entry.type === "unavailable" ? entry.known?.item.refs : entry.item.refs;
  return canonicalJson([dateOf(entry), refs ?? null]);
}

function dateOf({ addedAt, addedBy }: Entry): string {
  return `${addedAt} ${addedBy ?? ""}`;
}
