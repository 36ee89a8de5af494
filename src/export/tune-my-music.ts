import type { Entry, Kind, Known } from "../model/records.ts";
import { idOf, kindOf, type ReferenceKind } from "../spotify/references.ts";
import type { ExportFormat } from "./format.ts";
import { type ExportList, isTrack, knownIn } from "./list.ts";
import { namesOf } from "./playable.ts";
import { tableText } from "./table.ts";

const HEADER = [
  "Track name",
  "Artist name",
  "Album",
  "Playlist name",
  "Type",
  "ISRC",
  "Spotify - id",
];

/** The words in the columns `Playlist name` and `Type` for each collection that the format has. */
const COLLECTIONS: Partial<Record<Kind, readonly [string, string]>> = {
  likes: ["Favorite Songs", "Favorite"],
  albums: ["Favorite Albums", "Album"],
  artists: ["Favorite Artists", "Artist"],
};

const KINDS = ["likes", "playlists", "albums", "artists"] as const;

/** The table that TuneMyMusic writes and reads: lists of all kinds below each other. */
export const tuneMyMusic: ExportFormat = {
  extension: "csv",
  kinds: KINDS,
  canWrite: (entry) => {
    const type = knownIn(entry)?.type;
    return isTrack(entry) || type === "album" || type === "artist";
  },
  writeList: (list) => write([list]),
  combined: { kinds: KINDS, write },
};

function write(lists: readonly ExportList[]): string {
  return tableText(HEADER, lists.flatMap(rowsOf));
}

function rowsOf({ kind, title, entries }: ExportList): readonly (readonly string[])[] {
  const [list, type] = COLLECTIONS[kind] ?? [title, "Playlist"];
  return entries.map((entry) => {
    const [name, artists, album, code, id] = cellsOf(entry);
    return [name, artists, album, list, type, code, id];
  });
}

type Cells = readonly [name: string, artists: string, album: string, code: string, id: string];

function cellsOf(entry: Entry): Cells {
  const known = knownIn(entry);
  switch (known?.type) {
    case "track":
    case "local": {
      const { title, artists, album, isrc = "" } = known.item;
      return [title, namesOf(artists), album?.title ?? "", isrc, idIn(known, "track")];
    }
    case "album": {
      const { title, artists, upc = "" } = known.item;
      return [title, namesOf(artists), title, upc, idIn(known, "album")];
    }
    case "artist":
      return [known.item.name, "", "", "", idIn(known, "artist")];
    default:
      return ["", "", "", "", ""];
  }
}

function idIn({ item }: Known, kind: ReferenceKind): string {
  const reference = item.refs["spotify"] ?? "";
  return kindOf(reference) === kind ? idOf(reference) : "";
}
