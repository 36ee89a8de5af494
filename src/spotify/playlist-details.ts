import type { PlaylistDetails } from "../model/writer.ts";

/** Longer ones were seen to be answered with a 500. Spotify's clients stop there as well. */
const MAX_NAME = 100;
const MAX_DESCRIPTION = 300;

/** Stands for a name Spotify does not take: one with nothing to see in it. */
const UNTITLED = "Untitled";

/**
 * The details as Spotify will have them after they were written, and as they are sent: names up to
 * 100 characters and never blank, descriptions up to 300 or none, both in one line; public only
 * where that was known and others cannot write. Two playlists are named alike for Spotify when their
 * names are equal after this. Does nothing to what it returned before.
 */
export function normaliseDetails(details: PlaylistDetails): PlaylistDetails {
  const { visibility, collaborative } = details;
  return {
    name: shorten(details.name, MAX_NAME) ?? UNTITLED,
    description: shorten(details.description ?? "", MAX_DESCRIPTION),
    visibility: visibility === "public" && !collaborative ? "public" : "private",
    collaborative,
  };
}

/** In one line and at most `length` UTF-16 units; `null` when nothing is to be seen of it. */
function shorten(text: string, length: number): string | null {
  const line = text.replaceAll(/[\r\n]+/g, " ");
  // Not through the middle of a character; and no blank where the cut is, which may not be kept.
  const cut = line.length <= length ? line : line.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
  const fitting = cut === line ? line : cut.trimEnd();
  return fitting.trim() === "" ? null : fitting;
}
