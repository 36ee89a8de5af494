import type { Walk } from "../model/provider.ts";
import type { Entry } from "../model/records.ts";
import type { Before } from "./known.ts";
import { LostError } from "./recall.ts";

/** How many rows are read twice where the reading goes on, to see that it is the same list. */
const OVERLAP = 50;

/** A dated list as an earlier run knew it. */
export interface Earlier {
  /** How many rows it had then. */
  readonly total: number;
  /** How many more than that the provider said there were: rows that it counts and never shows. */
  readonly gap: number;
  /** Its entries, newest first: all of them, or as many as had been read. */
  readonly entries: Before;
}

/** The entries of a list, and what they are made of. */
export interface CaughtUp {
  readonly pages: AsyncIterable<readonly Entry[]>;
  /** Whether all that came from the provider so far was one answer. */
  isAtomic(): boolean;
  /** Whether some came from the earlier run. */
  isBuilt(): boolean;
}

/**
 * The entries of a dated list, newest first, of which as few as can be are asked for. It is read
 * from the top until a row that was there before, with the same date, and the counts prove that
 * all below it stands; the rest is what was known then, without what has moved to the top since.
 * Of a list that was not read to its end then, the rest is read from a page above where that
 * stopped, which proves that nothing has moved.
 *
 * The proof does not see one row taken out and one with an old date put in, both further down. Its
 * `pages` throw `LostError` when what was known is gone or does not go on as the list does.
 */
export function catchUp(walk: Walk, provider: string, earlier: Earlier): CaughtUp {
  const state = { answers: 1, isBuilt: false };
  const refOf: RefOf = (entry) => {
    const item = entry.type === "unavailable" ? entry.known?.item : entry.item;
    return item?.refs[provider];
  };

  async function* pages(): AsyncGenerator<readonly Entry[]> {
    const outline = await readOutline(earlier, refOf);
    const top = createTop(outline, refOf);
    for await (const page of allOf(walk, () => (state.answers += 1))) {
      top.add(page);
      yield page;
      const length = top.lengthWithRest();
      if (length === null || !stands(length, outline)) continue;
      state.isBuilt = true;
      const tail: Entry[] = [];
      for await (const rest of restOf(top, outline)) {
        tail.push(...rest);
        tail.splice(0, tail.length - OVERLAP);
        yield rest;
      }
      if (outline.count < earlier.total) yield* goOn(length, tail, top, outline);
      return;
    }
  }

  function stands(length: number, { count }: Outline): boolean {
    return count < earlier.total ? length < walk.total : length + earlier.gap === walk.total;
  }

  async function* restOf(top: Top, { nameOf }: Outline): AsyncGenerator<readonly Entry[]> {
    let place = 0;
    for await (const page of earlier.entries()) {
      const from = place;
      place += page.length;
      yield page.filter((entry, index) => top.isBelow(from + index, nameOf(entry)));
    }
  }

  /** What the earlier run had not come to yet, after `row` rows that end with `tail`. */
  async function* goOn(
    row: number,
    tail: readonly Entry[],
    top: Top,
    outline: Outline,
  ): AsyncGenerator<readonly Entry[]> {
    if (walk.from === undefined) throw new LostError("The provider reads from the start only.");
    const start = row - tail.length;
    let place = start;
    for await (const page of walk.from(start)) {
      state.answers += 1;
      const again = page.slice(0, Math.max(0, row - place));
      const fresh = page.slice(again.length);
      const isSame = again.every((entry, index) => isSameRow(entry, tail[place - start + index]));
      const isNew = (entry: Entry) =>
        !top.has(refOf(entry)) && outline.placeOf(refOf(entry)) === undefined;
      if (!isSame || !fresh.every(isNew)) {
        throw new LostError("It does not go on where the last run stopped.");
      }
      place += page.length;
      yield fresh;
    }
  }

  function isSameRow(entry: Entry, known: Entry | undefined): boolean {
    if (known?.addedAt !== entry.addedAt) return false;
    return (refOf(entry) ?? refOf(known)) === (refOf(known) ?? refOf(entry));
  }

  return { pages: pages(), isAtomic: () => state.answers === 1, isBuilt: () => state.isBuilt };
}

async function* allOf(walk: Walk, onAnswer: () => void): AsyncGenerator<readonly Entry[]> {
  yield walk.first;
  for await (const page of walk.rest()) {
    onAnswer();
    yield page;
  }
}

type RefOf = (entry: Entry) => string | undefined;

/** Where everything was, and since when. */
interface Outline {
  readonly count: number;
  /** What to know an entry by; nothing tells one from another that is there twice. */
  nameOf(entry: Entry): string | undefined;
  placeOf(ref: string | undefined): number | undefined;
  dateAt(place: number): string | null;
}

async function readOutline(earlier: Earlier, refOf: RefOf): Promise<Outline> {
  const places = new Map<string, number>();
  const twice = new Set<string>();
  const dates: (string | null)[] = [];
  for await (const page of earlier.entries()) {
    for (const entry of page) {
      const ref = refOf(entry);
      if (ref !== undefined && places.has(ref)) twice.add(ref);
      if (ref !== undefined) places.set(ref, dates.length);
      dates.push(entry.addedAt);
    }
  }
  for (const ref of twice) places.delete(ref);
  return {
    count: dates.length,
    nameOf: (entry) => {
      const ref = refOf(entry);
      return ref !== undefined && twice.has(ref) ? undefined : ref;
    },
    placeOf: (ref) => (ref === undefined ? undefined : places.get(ref)),
    dateAt: (place) => dates[place] ?? null,
  };
}

/** The rows read so far, from the first one on. */
interface Top {
  add(page: readonly Entry[]): void;
  has(ref: string | undefined): boolean;
  /** How long the list is if all below stands; `null` where the last row was not there before. */
  lengthWithRest(): number | null;
  /** Whether the row that was at `place` is below those read so far. */
  isBelow(place: number, ref: string | undefined): boolean;
}

function createTop(outline: Outline, refOf: RefOf): Top {
  const refs = new Set<string>();
  const places: number[] = [];
  let rows = 0;
  let last: number | null = null;

  function placeOf(entry: Entry): number | undefined {
    const place = outline.placeOf(refOf(entry));
    if (place === undefined || entry.addedAt === null) return undefined;
    return outline.dateAt(place) === entry.addedAt ? place : undefined;
  }

  return {
    add(page) {
      for (const entry of page) {
        const ref = refOf(entry);
        if (ref !== undefined) refs.add(ref);
        const place = outline.placeOf(ref);
        if (place !== undefined) places.push(place);
      }
      rows += page.length;
      const end = page.at(-1);
      last = (end && placeOf(end)) ?? null;
    },
    has: (ref) => ref !== undefined && refs.has(ref),
    lengthWithRest() {
      if (last === null) return null;
      const above = last;
      const movedUp = places.filter((place) => place > above).length;
      return rows + (outline.count - above - 1) - movedUp;
    },
    isBelow: (place, ref) => last !== null && place > last && !(ref && refs.has(ref)),
  };
}
