import { refuse } from "./replies.ts";
import type { Call } from "./world.ts";

/** The part of a list that a request asks for. */
export interface Window {
  readonly offset: number;
  readonly limit: number;
}

/** The bounds of `limit` and `offset` of one endpoint. */
export interface Bounds {
  readonly limit: number;
  readonly maximum: number;
  readonly offset?: number;
}

const LISTS: Bounds = { limit: 20, maximum: 50 };

/** `limit` and `offset` of the query; 400 when one is not a whole number within its bounds. */
export function requestedWindow({ query }: Call, bounds: Bounds = LISTS): Window {
  const limit = wholeNumber(query.get("limit"), bounds.limit);
  if (limit === undefined || limit < 1 || limit > bounds.maximum) refuse(400, "Invalid limit");
  const offset = wholeNumber(query.get("offset"), 0);
  if (offset === undefined || offset > (bounds.offset ?? Number.MAX_SAFE_INTEGER)) {
    refuse(400, "Invalid offset");
  }
  return { limit, offset };
}

/** Spotify's paging object over `items`. `next` and `previous` point to `path`. */
export function pageOf<T>(
  call: Call,
  path: string,
  items: readonly T[],
  show: (item: T) => unknown,
  window = requestedWindow(call),
): object {
  const { offset, limit } = window;
  const total = items.length;
  const link = (to: number) => linkTo(call, path, { offset: to, limit });
  return {
    href: link(offset),
    items: items.slice(offset, offset + limit).map(show),
    limit,
    next: offset + limit < total ? link(offset + limit) : null,
    offset,
    previous: offset > 0 ? link(Math.max(0, offset - limit)) : null,
    total,
  };
}

function linkTo({ world, query }: Call, path: string, { offset, limit }: Window): string {
  const parameters = new URLSearchParams(query);
  parameters.set("offset", String(offset));
  parameters.set("limit", String(limit));
  return `${world.apiUrl}${path}?${parameters}`;
}

/** A number written in digits only; `undefined` for other text. */
export function wholeNumber(text: string | null, missing: number): number | undefined {
  if (text === null) return missing;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
