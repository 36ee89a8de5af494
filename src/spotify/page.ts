/** The most rows that one request gets. Spotify: Web API reference, `limit`. */
export const PAGE_SIZE = 50;

/** One page of a list. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** How many rows the list has; `null` where Spotify does not say. */
  readonly total: number | null;
  /** How many rows the server meant to put on a page; `null`: it does not say. */
  readonly limit: number | null;
  /** Whether the server names a next page. */
  readonly more: boolean;
  /** How many of the rows are not as documented. */
  readonly malformed: number;
}

/** A page, and whether what it says of itself fits together. */
export type Settled<P> = P & { readonly agrees: boolean };

/**
 * Reads a page that comes after `before` rows; once more where it does not agree with itself. Of two
 * that do not, the longer one is taken.
 */
export async function readSettled<P extends Page<unknown>>(
  read: () => Promise<P>,
  before: number,
): Promise<Settled<P>> {
  const page = await read();
  if (agrees(page, before)) return { ...page, agrees: true };
  const again = await read();
  if (agrees(again, before)) return { ...again, agrees: true };
  return { ...(again.rows.length < page.rows.length ? page : again), agrees: false };
}

/** How far the next page is from this one. A page that has lost rows still stands for all of them. */
export function stepOf({ limit, rows }: Page<unknown>): number {
  return limit || rows.length || PAGE_SIZE;
}

/** Whether its number of rows, limit, total and next page fit together. */
function agrees({ rows, total, limit, more }: Page<unknown>, before: number): boolean {
  const { length } = rows;
  if (limit !== null && (length > limit || (more && length < limit))) return false;
  if (total === null) return true;
  const end = before + length;
  if (more) return end < total;
  return end === total || (length === 0 && before >= total);
}
