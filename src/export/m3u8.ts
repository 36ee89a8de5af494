import type { Entry } from "../model/records.ts";
import { plainLine } from "../safe-text.ts";
import type { ExportFormat } from "./format.ts";
import type { ExportList } from "./list.ts";
import { playableIn, uriOf, webPageOf } from "./playable.ts";

/** One playlist as lines, for people and players. */
export const m3u8: ExportFormat = {
  extension: "m3u8",
  kinds: ["likes", "playlists", "episodes"],
  holds: (entry) => placeOf(entry) !== "",
  writeList: ({ title, entries }: ExportList) =>
    ["#EXTM3U", `#PLAYLIST:${plainLine(title)}`, ...entries.flatMap(linesOf), ""].join("\n"),
  together: null,
};

function linesOf(entry: Entry): readonly string[] {
  const { durationMs = 0 } = playableIn(entry) ?? {};
  // -1 says that the length is not known.
  const seconds = Math.round(durationMs / 1000) || -1;
  return [`#EXTINF:${seconds},${wordsOf(entry)}`, placeOf(entry)];
}

/** The place of an entry: on the web, on somebody's machine, or else only its words. */
function placeOf(entry: Entry): string {
  const refs = playableIn(entry)?.refs ?? {};
  // A line that begins with # is a comment.
  return webPageOf(refs) ?? (uriOf(refs) || wordsOf(entry).replace(/^#+/, ""));
}

function wordsOf(entry: Entry): string {
  const { title = "", artists = "" } = playableIn(entry) ?? {};
  return plainLine([artists, title].filter(Boolean).join(" - ")).trim();
}
