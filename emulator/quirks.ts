import { type FaultRule, fault, type Json } from "./faults.ts";

/**
 * Answers that Spotify was seen to give although they do not fit together: rules for a fault plan.
 * `path` is that of a list below `/v1`; each holds for every request until it is removed.
 */
export const quirk = {
  /** The list counts `by` more rows than it ever shows. */
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

  /** The page at `offset` says that the list ends with it, and names a next page. */
  endsEarly: (path: string, offset: number): FaultRule =>
    pages({ path, query: { offset: String(offset) } }, (page) => ({
      ...page,
      total: page.offset + page.items.length,
    })),

  /** Every page names a next one, and the list is said to have `total` rows. */
  endless: (path: string, total: number): FaultRule =>
    pages({ path }, (page) => ({ ...page, next: page.next ?? page.href, total })),

  /** The row of the list at `place` is another one, wherever it is asked for. */
  row: (path: string, place: number, change: (row: Json) => Json): FaultRule =>
    pages({ path }, (page) => ({
      ...page,
      items: page.items.map((row: Json, index: number) =>
        page.offset + index === place ? change(row) : row,
      ),
    })),
};

/** A thing that is gone: the object is there, and nothing tells which thing it was. */
export function tombstone(thing: Json): Json {
  return { ...thing, id: null, name: "", uri: null, href: null, external_urls: {} };
}

/** A rule that changes the pages of a list. */
function pages(rule: Pick<FaultRule, "path" | "query">, change: (page: Json) => Json): FaultRule {
  const edit = (body: Json) =>
    body.artists === undefined ? change(body) : { ...body, artists: change(body.artists) };
  return { method: "GET", ...rule, times: Number.POSITIVE_INFINITY, fault: fault.edited(edit) };
}
