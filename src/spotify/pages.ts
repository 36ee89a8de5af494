import type { WalkReport } from "../model/provider.ts";
import { type Page, readSettled, type Settled, stepOf } from "./page.ts";
import { createTally, type KeyOf, type Tally } from "./tally.ts";

/** Pages asked for at once, the wanted one included. Bounds memory; the gate bounds the traffic. */
const LOOK_AHEAD = 4;

/** Reads the page that starts at row `offset`. Where a next page is, is not taken from it. */
export type ReadPage<T> = (offset: number) => Promise<Page<T>>;

/** A `Walk` of any kind of row. */
export interface Listing<T> {
  readonly total: number;
  readonly first: readonly T[];
  readonly isWhole: boolean;
  rest(): AsyncIterable<readonly T[]>;
  readonly from?: (row: number) => AsyncIterable<readonly T[]>;
  report(): WalkReport;
}

/**
 * Begins to walk a list at row `row`: reads its first page from there. `keyOf` names the rows that
 * should not repeat. A list without a total is read to its end at once, since only that tells how
 * long it is.
 */
export async function walkPages<T>(
  read: ReadPage<T>,
  keyOf: KeyOf<T> = () => undefined,
  row = 0,
): Promise<Listing<T>> {
  const tally = createTally(keyOf);
  const first = await readSettled(() => read(row), row);
  tally.add(first, row);
  const { rows, total } = first;
  const rest = () => walkOn(read, tally, first, row);
  if (total === null) return readToEnd(first, row, rest(), tally);
  return {
    total,
    first: rows,
    isWhole: !goesOn(first, row + stepOf(first)),
    rest,
    from: (start) => walkFrom(read, tally, total, start),
    report: tally.report,
  };
}

async function readToEnd<T>(
  { rows }: Page<T>,
  row: number,
  rest: AsyncIterable<readonly T[]>,
  { report }: Tally<T>,
): Promise<Listing<T>> {
  const pages: (readonly T[])[] = [];
  for await (const page of rest) pages.push(page);
  const total = pages.reduce((sum, page) => sum + page.length, row + rows.length);
  return {
    total,
    first: rows,
    isWhole: pages.length === 0,
    async *rest() {
      yield* pages;
    },
    report,
  };
}

async function* walkFrom<T>(
  read: ReadPage<T>,
  tally: Tally<T>,
  total: number,
  row: number,
): AsyncGenerator<readonly T[]> {
  if (row >= total) return;
  const first = await readSettled(() => read(row), row);
  tally.add(first, row);
  yield first.rows;
  yield* walkOn(read, tally, first, row);
}

/** Whether there is a page at `place`, by what the one before it says. */
function goesOn({ more, total }: Page<unknown>, place: number): boolean {
  return more || (total !== null && place < total);
}

/**
 * The pages after `first`, in order. While every page is as far from the next as the first was, they
 * are read ahead, ever further as more are asked for, so that one who stops early has not paid for
 * many. After the first other step the offsets guessed so far are wrong, and from there on each page
 * is read where the one before it says; so are those after a page that does not agree with itself.
 */
async function* walkOn<T>(
  read: ReadPage<T>,
  tally: Tally<T>,
  first: Settled<Page<T>>,
  row: number,
): AsyncGenerator<readonly T[]> {
  const step = stepOf(first);
  let ahead: Promise<Settled<Page<T>>>[] = [];
  let window = 1;
  let last = first;
  for (let place = row + step; goesOn(last, place) && !tally.isIdle(); place += stepOf(last)) {
    const isThere = (next: number) => next === place || next < (last.total ?? 0);
    while (ahead.length < window && isThere(place + ahead.length * step)) {
      ahead.push(start(read, place + ahead.length * step));
    }
    last = (await ahead.shift()) ?? last;
    tally.add(last, place);
    yield last.rows;
    const isRegular = stepOf(last) === step;
    if (!isRegular) ahead = [];
    window = isRegular && last.agrees ? Math.min(window * 2, LOOK_AHEAD) : 1;
  }
}

/** A page that nobody may come to wait for: its failure is only one once it is asked for. */
function start<T>(read: ReadPage<T>, offset: number): Promise<Settled<Page<T>>> {
  const page = readSettled(() => read(offset), offset);
  page.catch(() => {});
  return page;
}
