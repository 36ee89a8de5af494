import type { Kind } from "../model/records.ts";
import type { FileRecord, Warning } from "../snapshot/metadata.ts";
import type { Previous } from "./previous.ts";

const LEAST_LOST = 10;
const LARGEST_SHARE_KEPT = 0.7;

/** How long a loss is held against what was there before, so that it cannot pass in a night. */
const REMEMBERED_MS = 30 * 24 * 60 * 60 * 1000;

/** Whether going from `was` to `now` is more than tidying up: ten lost at least, and 30 %. */
export function lostMuch(was: number, now: number): boolean {
  return was - now >= LEAST_LOST && now <= was * LARGEST_SHARE_KEPT;
}

/** What a run has, and when. */
export interface Found {
  readonly at: Date;
  readonly include: readonly Kind[];
  readonly files: readonly FileRecord[];
}

/**
 * A `shrunk` warning for each file, and for the playlists as a whole, that lost much: against the
 * previous snapshot, and for 30 days against what was there before an earlier loss. Otherwise an
 * emptied library would be warned of once, and the day after be the good state.
 */
export function findShrunk(found: Found, previous: Previous | null): readonly Warning[] {
  if (previous === null) return [];
  return countsOf(found.files, found.include).flatMap(({ file, entries: now }) => {
    const { was, since } = baselineOf(file, previous, found.at);
    return now !== undefined && lostMuch(was, now)
      ? [{ code: "shrunk", file, was, now, since }]
      : [];
  });
}

/** The size that `file` is held against, and since when it has been smaller. */
function baselineOf(
  file: string,
  { metadata }: Previous,
  at: Date,
): { readonly was: number; readonly since: string } {
  const counts = countsOf(metadata.files, metadata.include);
  const last = counts.find((count) => count.file === file)?.entries ?? 0;
  const warned = metadata.warnings.find((one) => one.code === "shrunk" && one.file === file);
  const { was = 0, since = metadata.createdAt } = warned ?? {};
  const isRemembered = Date.parse(since) > at.getTime() - REMEMBERED_MS;
  return isRemembered && was > last ? { was, since } : { was: last, since: at.toISOString() };
}

function countsOf(
  files: readonly FileRecord[],
  include: readonly Kind[],
): readonly { readonly file: string; readonly entries: number | undefined }[] {
  // Of one that is not read to its end yet, the list says how many there are.
  const counts = files.map(({ id, entries, total }) => ({ file: id, entries: total ?? entries }));
  if (!include.includes("playlists")) return counts;
  const playlists = files.filter(({ position }) => position !== undefined).length;
  return [
    ...counts.filter(({ file }) => file !== "playlists"),
    { file: "playlists", entries: playlists },
  ];
}
