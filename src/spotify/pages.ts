import { MovedError } from "../model/provider.ts";
import { createTally, type KeyOf } from "./tally.ts";

/** The most rows that one request gets. Spotify: Web API reference, `limit`. */
export const PAGE_SIZE = 50;

/** Pages asked for at once, the wanted one included. Bounds memory; the gate bounds the traffic. */
const LOOK_AHEAD = 4;

/** One page of a list that is read by offset. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** `null` where Spotify does not say. */
  readonly total: number | null;
  /** How many rows the server meant to put on a page; `null`: it does not say. */
  readonly limit: number | null;
  /** Whether the server names a next page. Where that is, is not taken from it. */
  readonly more: boolean;
}

/** Reads the page that starts at row `offset`. */
export type ReadPage<T> = (offset: number) => Promise<Page<T>>;

/** A `Walk` of any kind of row. */
export interface Listing<T> {
  readonly total: number;
  readonly first: readonly T[];
  rest(): AsyncIterable<readonly T[]>;
  readonly from?: (row: number) => AsyncIterable<readonly T[]>;
}

/**
 * Begins to walk a list at row `row`: reads its first page from there. `keyOf` names the rows that
 * cannot repeat. A list without a total is read to its end at once, since only that tells how long
 * it is.
 */
export async function walkPages<T>(
  read: ReadPage<T>,
  keyOf: KeyOf<T> = () => undefined,
  row = 0,
): Promise<Listing<T>> {
  const first = await read(row);
  if (first.total === null) return readToEnd(read, first, row);
  const { rows } = first;
  // Everything in one answer: then the rows are the truth, and a total that lags behind is not.
  const total = first.more ? first.total : Math.max(first.total, row + rows.length);
  return {
    total,
    first: rows,
    rest: () => walkRest(read, { ...first, total }, keyOf, row),
    from: (start) => walkFrom(read, total, keyOf, start),
  };
}

async function readToEnd<T>(read: ReadPage<T>, first: Page<T>, row: number): Promise<Listing<T>> {
  const pages: (readonly T[])[] = [];
  let total = row + first.rows.length;
  for (let page = first; page.more && page.rows.length > 0; ) {
    page = await read(total);
    pages.push(page.rows);
    total += page.rows.length;
  }
  return {
    total,
    first: first.rows,
    rest: async function* () {
      yield* pages;
    },
  };
}

async function* walkFrom<T>(
  read: ReadPage<T>,
  total: number,
  keyOf: KeyOf<T>,
  row: number,
): AsyncGenerator<readonly T[]> {
  if (row >= total) return;
  const first = await read(row);
  if (first.rows.length === 0) throw new MovedError("It ended before its total.");
  if (first.total !== null && first.total !== total) throw new MovedError("Its total changed.");
  yield first.rows;
  yield* walkRest(read, { ...first, total }, keyOf, row);
}

/**
 * The pages after `first`, in order. While every page is as long as the first they are read ahead,
 * ever further as more are asked for, so that one who stops early has not paid for many. After the
 * first page of another length the offsets guessed so far are wrong; from there on each page is
 * read where the one before it ended.
 */
async function* walkRest<T>(
  read: ReadPage<T>,
  first: Page<T> & { readonly total: number },
  keyOf: KeyOf<T>,
  row: number,
): AsyncGenerator<readonly T[]> {
  const { total } = first;
  const tally = createTally(total, keyOf, row);
  tally.add(first.rows, total);
  const step = first.rows.length;
  let inOrder = step === 0 || step < (first.limit ?? step);
  let ahead: Promise<Page<T>>[] = [];
  let window = 1;
  for (let offset = row + step; offset < total; offset = tally.count()) {
    while (ahead.length < window && offset + ahead.length * step < total) {
      ahead.push(start(read, offset + ahead.length * step));
    }
    const page = await (ahead.shift() ?? read(offset));
    tally.add(page.rows, page.total);
    if (page.rows.length === 0) throw new MovedError("It ended before its total.");
    yield page.rows;
    if (page.rows.length !== Math.min(step, total - offset)) inOrder = true;
    if (inOrder) ahead = [];
    window = inOrder ? 1 : Math.min(window * 2, LOOK_AHEAD);
  }
  tally.finish();
}

/** A page that nobody may come to wait for: its failure is only one once it is asked for. */
function start<T>(read: ReadPage<T>, offset: number): Promise<Page<T>> {
  const page = read(offset);
  page.catch(() => {});
  return page;
}
