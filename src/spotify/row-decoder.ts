import * as z from "zod";
import { decode } from "../http/json.ts";

/** The way to read the rows of a list. */
export interface RowDecoder<W, T> {
  /**
   * Brings the row into the form of `schema`, if it is as documented. Default: returns it
   * unchanged.
   */
  readonly normalize?: (row: unknown) => unknown;
  /**
   * Must not change the row: rows are used as they came, including fields that the schema does not
   * know. {@link compiled} makes a fast one.
   */
  readonly schema: () => z.ZodType<W, W>;
  readonly map: (wire: W) => T;
  /** Stands in for a row that is not as documented. */
  readonly odd: (row: unknown) => T;
}

/** The rows of a page, mapped. */
export interface DecodedRows<T> {
  readonly rows: readonly T[];
  /** The number of rows that are not as documented. */
  readonly malformed: number;
}

/**
 * The rows of a page, mapped. A row that is not as documented does not affect the others.
 *
 * Throws `ProviderError` `http/bad-answer` when most of them are not: then Spotify has changed its
 * interface, and all rows would look as if they were gone. A single row does not show that, unless
 * it is the only one of its list. `what` names the list, `isStart` says whether the page is its
 * first.
 */
export function decodeRows<W, T>(
  items: readonly unknown[],
  { normalize = (row) => row, schema, map, odd }: RowDecoder<W, T>,
  what: string,
  isStart: boolean,
): DecodedRows<T> {
  const rowSchema = schema();
  let malformed = 0;
  const rows = items.map((item) => {
    const row = normalize(item);
    // Not parsed: a copy of each row would take more memory than the row.
    if (rowSchema.validate(row)) return map(row);
    malformed += 1;
    return odd(item);
  });
  if (malformed * 2 > items.length && (malformed > 1 || isStart)) {
    decode(z.object({ items: z.array(rowSchema) }), { items: items.map(normalize) }, what);
  }
  return { rows, malformed };
}

/**
 * `schema`, compiled at its first use. A compiled schema checks a row in a fifth of the time and
 * allocates nothing. Compiling takes some 10 ms.
 */
export function compiled<W>(schema: z.ZodType<W, W>): () => z.ZodType<W, W> {
  let result: z.ZodType<W, W> | null = null;
  return () => {
    result ??= z.compile(schema);
    return result;
  };
}
