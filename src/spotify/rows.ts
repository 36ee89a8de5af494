import * as z from "zod";
import { decode } from "../http/json.ts";

/** How the rows of a list are read. */
export interface RowReader<W, T> {
  readonly row: z.ZodType<W>;
  readonly map: (wire: W) => T;
  /** What stands for a row that is not as documented. */
  readonly odd: (row: unknown) => T;
}

/**
 * The rows of a page, mapped. One that is not as documented costs nothing but itself.
 *
 * Throws `ProviderError` `http/bad-answer` when most of them are not: then it is the documentation
 * that does not hold any more, and all would look as if they were gone. A single row tells nothing of
 * that, unless it is the only one of its list. `what` names the list, `isStart` says whether the page
 * is its first.
 */
export function readRows<W, T>(
  items: readonly unknown[],
  { row, map, odd }: RowReader<W, T>,
  what: string,
  isStart: boolean,
): { readonly rows: readonly T[]; readonly malformed: number } {
  const read = items.map((item) => row.safeParse(item));
  const malformed = read.filter(({ success }) => !success).length;
  if (malformed * 2 > items.length && (malformed > 1 || isStart)) {
    decode(z.object({ items: z.array(row) }), { items }, what);
  }
  const rows = read.map((one, index) => (one.success ? map(one.data) : odd(items[index])));
  return { rows, malformed };
}
