import { ProviderError } from "../errors.ts";
import type { Api, Call } from "./api.ts";
import { PAGE_SIZE, type ReadPage } from "./pages.ts";
import type { PageSchema } from "./wire.ts";

/** Reads the pages of the list that `call` names, each row mapped. */
export function pageReader<W, T>(
  api: Api,
  call: Call,
  schema: PageSchema<W>,
  map: (wire: W) => T,
): ReadPage<T> {
  return async (offset) => {
    const query = { limit: PAGE_SIZE, offset, ...call.query };
    const page = await api.get(schema, { ...call, query });
    if (typeof page.offset === "number" && page.offset !== offset) {
      throw new ProviderError(
        "http/bad-answer",
        `Spotify showed another part of ${call.what} than was asked for.`,
      );
    }
    return {
      rows: page.items.map(map),
      total: page.total ?? null,
      limit: page.limit ?? null,
      more: Boolean(page.next),
    };
  };
}
