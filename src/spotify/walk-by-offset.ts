import type { WalkReport } from "../model/provider.ts";
import { type Page, type PageFigures, readSettled, type Settled, stepOf } from "./page.ts";
import type { ReadAheadBudget } from "./read-ahead-budget.ts";
import { createWalkProgress, type KeyOf, type WalkProgress } from "./walk-progress.ts";

/**
 * Reads the page that starts at row `offset`. The address of a next page in an answer is not used.
 */
export type ReadPage<T> = (offset: number) => Promise<Page<T>>;

/** A `Walk` of any kind of row. */
export interface OffsetListing<T> {
  readonly total: number;
  readonly first: readonly T[];
  readonly isWhole: boolean;
  rest(): AsyncIterable<readonly T[]>;
  readonly from?: (row: number) => AsyncIterable<readonly T[]>;
  report(): WalkReport;
}

/**
 * Begins to walk a list at row `row`: reads its first page from there. `readAhead` bounds the pages
 * that are read ahead. `keyOf` gives the key of a row that should not repeat. A list without a
 * total is read to its end at once, because only the end shows its length.
 */
export async function walkByOffset<T>(
  read: ReadPage<T>,
  readAhead: ReadAheadBudget,
  keyOf: KeyOf<T> = () => undefined,
  row = 0,
): Promise<OffsetListing<T>> {
  const progress = createWalkProgress(keyOf);
  const page = await readSettled(() => read(row), row);
  const first = figuresOf(page);
  const { total } = first;
  const rows = progress.take(page, row);
  const rest = () => walkOn(read, readAhead, progress, first, row);
  if (total === null) return readToEnd(rows, row, rest(), progress);
  return {
    total,
    // Decoded anew each time, so that no decoded row lives as long as the walk; see `Page`.
    get first() {
      return page.decode().rows;
    },
    isWhole: !goesOn(first, row + stepOf(first)),
    rest,
    from: (start) => walkFrom(read, readAhead, progress, total, start),
    report: progress.report,
  };
}

async function readToEnd<T>(
  first: readonly T[],
  row: number,
  rest: AsyncIterable<readonly T[]>,
  { report }: WalkProgress<T>,
): Promise<OffsetListing<T>> {
  const pages: (readonly T[])[] = [];
  for await (const page of rest) pages.push(page);
  const total = pages.reduce((sum, page) => sum + page.length, row + first.length);
  return {
    total,
    first,
    isWhole: pages.length === 0,
    async *rest() {
      yield* pages;
    },
    report,
  };
}

async function* walkFrom<T>(
  read: ReadPage<T>,
  readAhead: ReadAheadBudget,
  progress: WalkProgress<T>,
  total: number,
  row: number,
): AsyncGenerator<readonly T[]> {
  if (row >= total) return;
  const page = await readSettled(() => read(row), row);
  const first = figuresOf(page);
  yield progress.take(page, row);
  yield* walkOn(read, readAhead, progress, first, row);
}

/** The figures of a page without the page, so that its rows can be freed. */
function figuresOf({ length, total, limit, more, agrees }: Settled<PageFigures>) {
  return { length, total, limit, more, agrees };
}

/** Whether there is a page at `place`, according to the page before it. */
function goesOn({ more, total }: PageFigures, place: number): boolean {
  return more || (total !== null && place < total);
}

/**
 * The pages after `first`, in order. They are read ahead while every page has the same number of
 * rows as the first. At first one page is read ahead, then more, so that a caller who stops early
 * has not paid for many. A page with another number of rows makes the guessed offsets wrong. From
 * there on, and after a page with inconsistent figures, each page is read only once the one before
 * it is known.
 */
async function* walkOn<T>(
  read: ReadPage<T>,
  readAhead: ReadAheadBudget,
  progress: WalkProgress<T>,
  first: Settled<PageFigures>,
  row: number,
): AsyncGenerator<readonly T[]> {
  const step = stepOf(first);
  /** The pages that were read ahead, and the wanted one before them while it is waited for. */
  let pages: Promise<Settled<Page<T>>>[] = [];
  let window = 1;
  let last = first;
  const drop = (): void => {
    readAhead.giveBack(pages.length);
    pages = [];
  };
  const take = (page: Settled<Page<T>> | undefined, place: number): readonly T[] => {
    if (page === undefined) return [];
    last = figuresOf(page);
    return progress.take(page, place);
  };
  try {
    for (let place = row + step; goesOn(last, place) && !progress.isIdle(); place += stepOf(last)) {
      if (pages.length > 0) readAhead.giveBack(1);
      else pages.push(start(read, place));
      const isThere = (next: number) => next < (last.total ?? 0);
      while (pages.length < window && isThere(place + pages.length * step) && readAhead.take()) {
        pages.push(start(read, place + pages.length * step));
      }
      yield take(await pages.shift(), place);
      const isRegular = stepOf(last) === step;
      if (!isRegular) drop();
      window = isRegular && last.agrees ? window * 2 : 1;
    }
  } finally {
    drop();
  }
}

/**
 * Starts to read a page. If the read fails, the error is only seen by a caller who asks for the
 * page.
 */
function start<T>(read: ReadPage<T>, offset: number): Promise<Settled<Page<T>>> {
  const page = readSettled(() => read(offset), offset);
  page.catch(() => {});
  return page;
}
