import type { DecodedRows } from "./row-decoder.ts";

/** The most rows that one request can get. Spotify: Web API reference, `limit`. */
export const PAGE_SIZE = 50;

/** The figures of one page of a list. */
export interface PageFigures {
  /** The number of rows on the page. */
  readonly length: number;
  /** The number of rows of the list; `null` where Spotify does not say. */
  readonly total: number | null;
  /** The size of a page by the server's own account; `null`: it does not say. */
  readonly limit: number | null;
  /** Whether the server names a next page. */
  readonly more: boolean;
}

/**
 * One page of a list. Its rows are decoded only when the page is used: V8 notices when most of the
 * first objects that a function makes live for long, and from then on has it make all of them where
 * memory is freed late.
 */
export interface Page<T> extends PageFigures {
  /** Decodes the rows anew at each call. Throws `ProviderError` `http/bad-answer`. */
  decode(): DecodedRows<T>;
}

/** A page, and whether its own figures are consistent. */
export type Settled<P> = P & { readonly agrees: boolean };

/**
 * Reads the page that comes after `before` rows. If its figures are not consistent, it is read
 * again. If they are not the second time either, the longer of the two pages is taken.
 */
export async function readSettled<P extends Page<unknown>>(
  read: () => Promise<P>,
  before: number,
): Promise<Settled<P>> {
  const page = await read();
  if (agrees(page, before)) return { ...page, agrees: true };
  const again = await read();
  if (agrees(again, before)) return { ...again, agrees: true };
  return { ...(again.length < page.length ? page : again), agrees: false };
}

/**
 * The number of rows from this page to the next one. A page that lacks rows still counts in full.
 */
export function stepOf({ limit, length }: PageFigures): number {
  return limit || length || PAGE_SIZE;
}

/** Whether its number of rows, limit, total and next page are consistent. */
function agrees({ length, total, limit, more }: PageFigures, before: number): boolean {
  if (limit !== null && (length > limit || (more && length < limit))) return false;
  if (total === null) return true;
  const end = before + length;
  if (more) return end < total;
  return end === total || (length === 0 && before >= total);
}
