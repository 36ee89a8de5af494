import type { Entry } from "../model/records.ts";
import { plainLine } from "../safe-text.ts";
import type { ExportFormat } from "./format.ts";
import type { ExportList } from "./list.ts";
import { playableIn, uriOf, webPageOf } from "./playable.ts";

/** One list as an extended M3U file. */
export const m3u8: ExportFormat = {
  extension: "m3u8",
  kinds: ["likes", "playlists", "episodes"],
  canWrite: (entry) => placeOf(entry) !== "",
  writeList: ({ title, entries }: ExportList) =>
    ["#EXTM3U", `#PLAYLIST:${plainLine(title)}`, ...entries.flatMap(linesOf), ""].join("\n"),
  combined: null,
};

function linesOf(entry: Entry): readonly string[] {
  const { durationMs = 0 } = playableIn(entry) ?? {};
  // -1 says that the length is not known.
  const seconds = Math.round(durationMs / 1000) || -1;
  return [`#EXTINF:${seconds},${wordsOf(entry)}`, placeOf(entry)];
}

/** The line that locates an entry: its web page, else its URI, else its artist and title. */
function placeOf(entry: Entry): string {
  const refs = playableIn(entry)?.refs ?? {};
  // A line that begins with # is a comment.
  return webPageOf(refs) ?? (uriOf(refs) || wordsOf(entry).replace(/^#+/, ""));
}

function wordsOf(entry: Entry): string {
  const { title = "", artists = "" } = playableIn(entry) ?? {};
  return plainLine([artists, title].filter(Boolean).join(" - ")).trim();
}
