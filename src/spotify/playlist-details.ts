import type { PlaylistDetails } from "../model/writer.ts";

/**
 * Longer names were seen to be answered with a 500. Spotify's own clients stop at this length, too.
 */
const MAX_NAME = 100;
const MAX_DESCRIPTION = 300;

/** Used for a name that Spotify does not take because nothing in it is visible. */
const UNTITLED = "Untitled";

/**
 * The details as Spotify will have them after they were written, and as they are sent. Names have
 * up to 100 characters and are never blank, descriptions have up to 300 or are absent, and both are
 * in one line. A playlist is public only where that was known and others cannot write to it.
 * Spotify shows two playlists under the same name if their names are equal after this. Applying it
 * twice changes nothing more.
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

/** `text` in one line, with at most `length` UTF-16 units; `null` when nothing of it is visible. */
function shorten(text: string, length: number): string | null {
  const line = text.replaceAll(/[\r\n]+/g, " ");
  // A character is never cut in half, and no blank is left at the cut: Spotify may drop it.
  const cut = line.length <= length ? line : line.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
  const fitting = cut === line ? line : cut.trimEnd();
  return fitting.trim() === "" ? null : fitting;
}
