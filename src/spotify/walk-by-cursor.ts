import { type Page, readSettled, stepOf } from "./page.ts";
import type { OffsetListing } from "./walk-by-offset.ts";
import { createWalkProgress, type KeyOf } from "./walk-progress.ts";

/** One page of a list that is read by cursor. */
export interface CursorPage<T> extends Page<T> {
  readonly total: number;
  /** The cursor of the next page; `null`: there is none. */
  readonly after: string | null;
}

/** Reads the page after a cursor; `null`: the first. */
export type ReadCursor<T> = (after: string | null) => Promise<CursorPage<T>>;

/** Begins to walk a list: reads its first page. Only a page names the cursor of the next one. */
export async function walkByCursor<T>(
  read: ReadCursor<T>,
  keyOf: KeyOf<T>,
): Promise<OffsetListing<T>> {
  const progress = createWalkProgress(keyOf);
  const first = await readSettled(() => read(null), 0);
  const rows = progress.take(first, 0);

  async function* rest(): AsyncGenerator<readonly T[]> {
    let place = stepOf(first);
    for (let { after } = first; after !== null && !progress.isIdle(); ) {
      const cursor = after;
      const page = await readSettled(() => read(cursor), place);
      yield progress.take(page, place);
      place += stepOf(page);
      after = page.after;
    }
  }

  const { total, after } = first;
  return { total, first: rows, isWhole: after === null, rest, report: progress.report };
}
