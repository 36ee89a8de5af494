import { type FaultRule, fault, type Json } from "./faults.ts";

/**
 * Inconsistent answers that Spotify was seen to give, as rules for a fault plan. `path` is that of
 * a list below `/v1`; each rule holds for every request until it is removed.
 */
export const quirk = {
  /** The total is `by` rows larger than the list. */
  overcounted: (path: string, by: number): FaultRule =>
    pages({ path }, (page) => ({ ...page, total: page.total + by })),

  /** Some rows of the page at `offset` are not shown. */
  missing: (path: string, offset: number, rows: readonly number[]): FaultRule =>
    pages({ path, query: { offset: String(offset) } }, (page) => ({
      ...page,
      items: page.items.filter((_: Json, index: number) => !rows.includes(index)),
    })),

  /** A row of the page at `offset` is shown twice. */
  doubled: (path: string, offset: number, row: number): FaultRule =>
    pages({ path, query: { offset: String(offset) } }, (page) => ({
      ...page,
      items: page.items.toSpliced(row, 0, page.items[row]),
    })),

  /** The total says that the list ends with the page at `offset`, but the page names a next one. */
  endsEarly: (path: string, offset: number): FaultRule =>
    pages({ path, query: { offset: String(offset) } }, (page) => ({
      ...page,
      total: page.offset + page.items.length,
    })),

  /** Every page names a next one, and the total is `total`. */
  endless: (path: string, total: number): FaultRule =>
    pages({ path }, (page) => ({ ...page, next: page.next ?? page.href, total })),

  /** The row of the list at `place` is changed, whichever page shows it. */
  row: (path: string, place: number, change: (row: Json) => Json): FaultRule =>
    pages({ path }, (page) => ({
      ...page,
      items: page.items.map((row: Json, index: number) =>
        page.offset + index === place ? change(row) : row,
      ),
    })),
};

/** A deleted thing: the object is there, but nothing in it says which thing it was. */
export function tombstone(thing: Json): Json {
  return { ...thing, id: null, name: "", uri: null, href: null, external_urls: {} };
}

/** A rule that changes the pages of a list. */
function pages(rule: Pick<FaultRule, "path" | "query">, change: (page: Json) => Json): FaultRule {
  const edit = (body: Json) =>
    body.artists === undefined ? change(body) : { ...body, artists: change(body.artists) };
  return { method: "GET", ...rule, times: Number.POSITIVE_INFINITY, fault: fault.edited(edit) };
}
