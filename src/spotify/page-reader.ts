import { ProviderError } from "../errors.ts";
import type { Api, ApiCall } from "./api.ts";
import { PAGE_SIZE } from "./page.ts";
import { decodeRows, type RowDecoder } from "./row-decoder.ts";
import type { ReadPage } from "./walk-by-offset.ts";
import { pageSchema } from "./wire-schemas.ts";

/**
 * Reads the pages of the list that `call` names. A page has up to `limit` rows.
 */
export function pageReader<W, T>(
  api: Api,
  call: ApiCall,
  reader: RowDecoder<W, T>,
  limit = PAGE_SIZE,
): ReadPage<T> {
  return async (offset) => {
    const query = { limit, offset, ...call.query };
    const get = () => api.get(pageSchema, { ...call, query });
    const isThere = (page: { readonly offset?: number | null | undefined }) =>
      typeof page.offset !== "number" || page.offset === offset;
    let page = await get();
    if (!isThere(page)) page = await get();
    if (!isThere(page)) {
      throw new ProviderError(
        "http/bad-answer",
        `Spotify answered with another part of ${call.what} than the one requested.`,
      );
    }
    return {
      length: page.items.length,
      decode: () => decodeRows(page.items, reader, call.what, offset === 0),
      total: page.total ?? null,
      limit: page.limit ?? null,
      more: Boolean(page.next),
    };
  };
}
