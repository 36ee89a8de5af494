import type { ExportFormat } from "./format.ts";
import { isTrack } from "./list.ts";
import { playableIn } from "./playable.ts";
import { tableText } from "./table.ts";

/** The table of one playlist that Soundiiz reads. It knows tracks by their words and ISRCs. */
export const soundiiz: ExportFormat = {
  extension: "csv",
  kinds: ["likes", "playlists"],
  canWrite: isTrack,
  writeList({ entries }) {
    const rows = entries.map((entry) => {
      const { title = "", artists = "", album = "", isrc = "" } = playableIn(entry) ?? {};
      return [title, artists, album, isrc];
    });
    return tableText(["title", "artist", "album", "isrc"], rows, ";");
  },
  combined: null,
};
