import { MovedError } from "../model/provider.ts";
import type { Listing } from "./pages.ts";
import { createTally, type KeyOf } from "./tally.ts";

/** One page of a list that is read by cursor. */
export interface CursorPage<T> {
  readonly rows: readonly T[];
  readonly total: number;
  /** Where the next page starts; `null`: there is none. */
  readonly after: string | null;
}

/** Reads the page after a cursor; `null`: the first. */
export type ReadCursor<T> = (after: string | null) => Promise<CursorPage<T>>;

/** Begins to walk a list: reads its first page. One page is known only from the one before it. */
export async function walkCursor<T>(read: ReadCursor<T>, keyOf: KeyOf<T>): Promise<Listing<T>> {
  const first = await read(null);
  return { total: first.total, first: first.rows, rest: () => walkRest(read, first, keyOf) };
}

async function* walkRest<T>(
  read: ReadCursor<T>,
  first: CursorPage<T>,
  keyOf: KeyOf<T>,
): AsyncGenerator<readonly T[]> {
  const tally = createTally(first.total, keyOf);
  tally.add(first.rows, first.total);
  for (let { after } = first; after !== null && tally.count() < first.total; ) {
    const page = await read(after);
    tally.add(page.rows, page.total);
    if (page.rows.length === 0) throw new MovedError("It ended before its total.");
    yield page.rows;
    after = page.after;
  }
  tally.finish();
}
