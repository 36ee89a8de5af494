import type { Walk } from "../model/provider.ts";
import type { Entry } from "../model/records.ts";
import { type ReadStoredEntries, UnusableEntriesError } from "./previous.ts";

/**
 * A run that continues a list first reads this many rows of the earlier run again, to see that it
 * is still the same list.
 */
const OVERLAP = 50;

/** A list in the order of its dates, as an earlier run read it. */
export interface EarlierDatedList {
  /** The number of rows it had then. */
  readonly total: number;
  /** The number of rows that the provider counted then and did not show. */
  readonly hidden: number;
  /** Reads its entries, newest first: all of them, or those that had been read. */
  readonly entries: ReadStoredEntries;
}

/** The entries of a list, and where they come from. Both answers are final once `pages` ended. */
export interface ListSource {
  readonly pages: AsyncIterable<readonly Entry[]>;
  /**
   * Whether all that the provider sent was one answer, so that nothing can have changed between.
   */
  isOneAnswer(): boolean;
  /** Whether some entries come from the earlier run. */
  usesEarlier(): boolean;
}

/**
 * Reads the entries of a dated list, newest first, with as few requests as possible.
 *
 * Reading begins at the top and ends at a row that was there before with the same date, if the
 * counts prove that nothing below it changed. The rest comes from the earlier run, without the rows
 * that have moved to the top since. If the earlier run did not get to the end of the list, reading
 * continues `OVERLAP` rows above the place where it stopped. If these rows are unchanged, no row
 * has moved.
 *
 * Known gap: if one row was removed and another one with an old date was added, both further down,
 * the counts are equal and the change goes unnoticed. `pages` throws `UnusableEntriesError` when
 * the earlier entries are lost or do not match the list.
 */
export function readDatedList(walk: Walk, provider: string, earlier: EarlierDatedList): ListSource {
  const state = { answers: 1, usesEarlier: false };
  const refOf: RefOf = (entry) => {
    const item = entry.type === "unavailable" ? entry.known?.item : entry.item;
    return item?.refs[provider];
  };

  async function* pages(): AsyncGenerator<readonly Entry[]> {
    const outline = await readOutline(earlier, refOf);
    const top = createTop(outline, refOf);
    for await (const page of allPages(walk, () => (state.answers += 1))) {
      top.add(page);
      yield page;
      const length = top.lengthWithRest();
      if (length === null || !isLengthRight(length, outline)) continue;
      state.usesEarlier = true;
      const tail: Entry[] = [];
      for await (const rest of restOf(top, outline)) {
        tail.push(...rest);
        tail.splice(0, tail.length - OVERLAP);
        yield rest;
      }
      if (outline.count < earlier.total) yield* readOn(length, tail, top, outline);
      return;
    }
  }

  function isLengthRight(length: number, { count }: Outline): boolean {
    return count < earlier.total ? length < walk.total : length + earlier.hidden === walk.total;
  }

  /** The earlier entries below the rows that were read. */
  async function* restOf(top: Top, { uniqueRefOf }: Outline): AsyncGenerator<readonly Entry[]> {
    let position = 0;
    for await (const page of earlier.entries()) {
      const start = position;
      position += page.length;
      yield page.filter((entry, index) => top.isBelow(start + index, uniqueRefOf(entry)));
    }
  }

  /**
   * Reads the rows that the earlier run did not get to: those after `row` rows, ending in `tail`.
   */
  async function* readOn(
    row: number,
    tail: readonly Entry[],
    top: Top,
    outline: Outline,
  ): AsyncGenerator<readonly Entry[]> {
    if (walk.from === undefined) {
      throw new UnusableEntriesError("The provider can only read the list from its start.");
    }
    const start = row - tail.length;
    let position = start;
    for await (const page of walk.from(start)) {
      state.answers += 1;
      const again = page.slice(0, Math.max(0, row - position));
      const fresh = page.slice(again.length);
      const isSame = again.every((entry, index) =>
        isSameRow(entry, tail[position - start + index]),
      );
      const isNew = (entry: Entry) =>
        !top.has(refOf(entry)) && outline.positionOf(refOf(entry)) === undefined;
      if (!isSame || !fresh.every(isNew)) {
        throw new UnusableEntriesError("The list does not continue where the last run stopped.");
      }
      position += page.length;
      yield fresh;
    }
  }

  function isSameRow(entry: Entry, earlierEntry: Entry | undefined): boolean {
    if (earlierEntry?.addedAt !== entry.addedAt) return false;
    const [ref, earlierRef] = [refOf(entry), refOf(earlierEntry)];
    return (ref ?? earlierRef) === (earlierRef ?? ref);
  }

  return {
    pages: pages(),
    isOneAnswer: () => state.answers === 1,
    usesEarlier: () => state.usesEarlier,
  };
}

async function* allPages(walk: Walk, onAnswer: () => void): AsyncGenerator<readonly Entry[]> {
  yield walk.first;
  for await (const page of walk.rest()) {
    onAnswer();
    yield page;
  }
}

type RefOf = (entry: Entry) => string | undefined;

/** The positions and dates of the earlier list, without its records. */
interface Outline {
  readonly count: number;
  /** The reference that identifies an entry; `undefined` for one that is in the list twice. */
  uniqueRefOf(entry: Entry): string | undefined;
  positionOf(ref: string | undefined): number | undefined;
  dateAt(position: number): string | null;
}

async function readOutline(earlier: EarlierDatedList, refOf: RefOf): Promise<Outline> {
  const positions = new Map<string, number>();
  const repeated = new Set<string>();
  const dates: (string | null)[] = [];
  for await (const page of earlier.entries()) {
    for (const entry of page) {
      const ref = refOf(entry);
      if (ref !== undefined && positions.has(ref)) repeated.add(ref);
      if (ref !== undefined) positions.set(ref, dates.length);
      dates.push(entry.addedAt);
    }
  }
  for (const ref of repeated) positions.delete(ref);
  return {
    count: dates.length,
    uniqueRefOf: (entry) => {
      const ref = refOf(entry);
      return ref !== undefined && repeated.has(ref) ? undefined : ref;
    },
    positionOf: (ref) => (ref === undefined ? undefined : positions.get(ref)),
    dateAt: (position) => dates[position] ?? null,
  };
}

/** The rows read so far, from the first one on. */
interface Top {
  add(page: readonly Entry[]): void;
  has(ref: string | undefined): boolean;
  /** The length of the list if nothing below changed; `null`: the last row was not there before. */
  lengthWithRest(): number | null;
  /** Whether the entry that was at `position` is below the rows read so far. */
  isBelow(position: number, ref: string | undefined): boolean;
}

function createTop(outline: Outline, refOf: RefOf): Top {
  const refs = new Set<string>();
  const positions = createPositionCounter(outline.count);
  let rows = 0;
  let last: number | null = null;

  function earlierPosition(entry: Entry): number | undefined {
    const position = outline.positionOf(refOf(entry));
    if (position === undefined || entry.addedAt === null) return undefined;
    return outline.dateAt(position) === entry.addedAt ? position : undefined;
  }

  return {
    add(page) {
      for (const entry of page) {
        const ref = refOf(entry);
        if (ref !== undefined) refs.add(ref);
        const position = outline.positionOf(ref);
        if (position !== undefined) positions.add(position);
      }
      rows += page.length;
      const end = page.at(-1);
      last = (end && earlierPosition(end)) ?? null;
    },
    has: (ref) => ref !== undefined && refs.has(ref),
    lengthWithRest() {
      if (last === null) return null;
      const movedUp = positions.countAfter(last);
      return rows + (outline.count - last - 1) - movedUp;
    },
    isBelow: (position, ref) => last !== null && position > last && !(ref && refs.has(ref)),
  };
}

/** Counts positions; both calls take a time that grows with the logarithm of `size`. */
interface PositionCounter {
  add(position: number): void;
  /** The number of added positions that are greater than `position`. */
  countAfter(position: number): number;
}

/** A Fenwick tree: `sums[i]` counts the positions of a range that ends at `i - 1`. */
function createPositionCounter(size: number): PositionCounter {
  const sums = new Uint32Array(size + 1);
  let all = 0;
  return {
    add(position) {
      all += 1;
      for (let at = position + 1; at <= size; at += at & -at) sums[at] = (sums[at] ?? 0) + 1;
    },
    countAfter(position) {
      let upTo = 0;
      for (let at = position + 1; at > 0; at -= at & -at) upTo += sums[at] ?? 0;
      return all - upTo;
    },
  };
}
