import type { Metadata } from "../snapshot/metadata.ts";

/** The number of rows that the provider sends with one request. */
const ROWS_A_PAGE = 50;

/**
 * About the number of requests that the run behind a snapshot sent, judged by what it read: the
 * login, the account, a look at each collection and at the list of playlists, and the pages of each
 * file that was read anew. Requests that failed, and walks that were repeated, are not in it.
 */
export function estimateBackupRequests({
  files,
  include,
}: Pick<Metadata, "files" | "include">): number {
  const pagesOf = (rows: number) => Math.max(1, Math.ceil(rows / ROWS_A_PAGE));
  const read = files.filter(({ parts, readAt, state }) => {
    return parts.length > 0 && readAt === undefined && (state === "ok" || state === "withheld");
  });
  const looks = include.filter((kind) => kind !== "playlists").length;
  const pages = read.flatMap(({ kind, entries = 0 }) => {
    if (kind === "playlists") return pagesOf(entries);
    // The first page of a collection is its look.
    if (kind === "covers") return 1;
    return kind === "index" ? [] : pagesOf(entries) - 1;
  });
  const lists = include.includes("playlists")
    ? pagesOf(files.filter(({ kind }) => kind === "playlists").length)
    : 0;
  return 2 + looks + lists + pages.reduce((sum, one) => sum + one, 0);
}
