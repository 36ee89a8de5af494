import type { FileRecord, Warning } from "../snapshot/metadata.ts";
import { contentOf, type Previous } from "./previous.ts";

const LEAST_LOST = 10;
const LARGEST_SHARE_KEPT = 0.7;

/** Whether going from `was` to `now` is more than tidying up: ten lost at least, and 30 %. */
export function lostMuch(was: number, now: number): boolean {
  return was - now >= LEAST_LOST && now <= was * LARGEST_SHARE_KEPT;
}

/** A `shrunk` warning for each file, and for the playlists as a whole, that lost much. */
export function findShrunk(
  files: readonly FileRecord[],
  previous: Previous | null,
): readonly Warning[] {
  if (previous === null) return [];
  const pairs = files.map((file) => ({
    file: file.id,
    was: contentOf(previous, file.id)?.entries ?? 0,
    now: file.entries ?? Number.POSITIVE_INFINITY,
  }));
  pairs.push({
    file: "playlists",
    was: countPlaylists(previous.metadata.files),
    now: countPlaylists(files),
  });
  return pairs
    .filter(({ was, now }) => lostMuch(was, now))
    .map((pair) => ({ code: "shrunk", ...pair }));
}

function countPlaylists(files: readonly FileRecord[]): number {
  return files.filter(({ position }) => position !== undefined).length;
}
