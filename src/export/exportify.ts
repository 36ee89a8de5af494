import type { Artist, Entry, Kind, Known, RecordOf } from "../model/records.ts";
import type { ExportFormat } from "./format.ts";
import { type ExportList, knownIn } from "./list.ts";
import { namesOf, uriOf } from "./playable.ts";
import { tableText } from "./table.ts";

/** The columns of Exportify. Nothing is known for those without a cell. */
type Row = Readonly<Record<string, string>>;

const TRACKS = [
  "Track URI",
  "Track Name",
  "Artist URI(s)",
  "Artist Name(s)",
  "Album URI",
  "Album Name",
  "Album Artist URI(s)",
  "Album Artist Name(s)",
  "Album Release Date",
  "Album Image URL",
  "Disc Number",
  "Track Number",
  "Track Duration (ms)",
  "Track Preview URL",
  "Explicit",
  "Popularity",
  "ISRC",
  "Added By",
  "Added At",
];

/** Exportify has tables of tracks only. The others have columns in the same words. */
const HEADERS: Readonly<Record<Kind, readonly string[]>> = {
  likes: TRACKS,
  playlists: TRACKS,
  episodes: TRACKS,
  albums: [
    "Album URI",
    "Album Name",
    "Album Artist URI(s)",
    "Album Artist Name(s)",
    "Album Release Date",
    "UPC",
    "Added At",
  ],
  artists: ["Artist URI", "Artist Name", "Added At"],
  shows: ["Show URI", "Show Name", "Publisher", "Added At"],
  audiobooks: [
    "Audiobook URI",
    "Audiobook Name",
    "Author Name(s)",
    "Narrator Name(s)",
    "Publisher",
    "Added At",
  ],
};

/** The column that says of each row in which list it is. */
const LIST = "Playlist Name";

/** Without it Excel takes the text for one in the code page of the machine. */
const BYTE_ORDER_MARK = "\uFEFF";

/** The table of tracks that Exportify writes. Spreadsheets open it, and many services read it. */
export const exportify: ExportFormat = {
  extension: "csv",
  kinds: ["likes", "playlists", "albums", "artists", "shows", "episodes", "audiobooks"],
  canWrite: (entry) => {
    const known = knownIn(entry);
    return known !== null && (titleOf(known).trim() !== "" || uriOf(known.item.refs) !== "");
  },
  writeList: ({ kind, entries }) => write(HEADERS[kind], entries.map(rowOf)),
  combined: {
    kinds: ["likes", "playlists", "episodes"],
    write: (lists) => write([...TRACKS, LIST], lists.flatMap(rowsWithList)),
  },
};

function write(header: readonly string[], rows: readonly Row[]): string {
  const cells = rows.map((row) => header.map((column) => row[column] ?? ""));
  return `${BYTE_ORDER_MARK}${tableText(header, cells)}`;
}

function rowsWithList({ title, entries }: ExportList): readonly Row[] {
  return entries.map((entry) => ({ ...rowOf(entry), [LIST]: title }));
}

function rowOf(entry: Entry): Row {
  const known = knownIn(entry);
  return {
    ...(known !== null && cellsOf(known)),
    "Added By": entry.addedBy ?? "",
    "Added At": entry.addedAt ?? "",
  };
}

function cellsOf(known: Known): Row {
  switch (known.type) {
    case "track":
    case "local":
      return trackCells(known.item);
    case "episode":
      return episodeCells(known.item);
    case "album":
      return albumCells(known.item);
    case "artist":
      return { "Artist URI": uriOf(known.item.refs), "Artist Name": known.item.name };
    case "show":
      return {
        "Show URI": uriOf(known.item.refs),
        "Show Name": known.item.title,
        Publisher: known.item.publisher ?? "",
      };
    case "audiobook":
      return {
        "Audiobook URI": uriOf(known.item.refs),
        "Audiobook Name": known.item.title,
        "Author Name(s)": known.item.authors.join(", "),
        "Narrator Name(s)": known.item.narrators.join(", "),
        Publisher: known.item.publisher ?? "",
      };
    default:
      return known satisfies never;
  }
}

function trackCells(track: RecordOf["track"]): Row {
  const { title, artists, album, isrc = "" } = track;
  return {
    ...(album !== undefined && albumCells(album)),
    "Track URI": uriOf(track.refs),
    "Track Name": title,
    "Artist URI(s)": listedUris(artists),
    "Artist Name(s)": listedNames(artists),
    "Disc Number": numberText(track.discNumber),
    "Track Number": numberText(track.trackNumber),
    "Track Duration (ms)": numberText(track.durationMs || undefined),
    Explicit: flagText(track.explicit),
    ISRC: isrc,
  };
}

function episodeCells(episode: RecordOf["episode"]): Row {
  const { title, show, durationMs, releaseDate = "", explicit } = episode;
  return {
    "Track URI": uriOf(episode.refs),
    "Track Name": title,
    "Artist Name(s)": show?.publisher ?? "",
    "Album Name": show?.title ?? "",
    "Album Release Date": releaseDate,
    "Track Duration (ms)": numberText(durationMs || undefined),
    Explicit: flagText(explicit),
  };
}

function albumCells(album: RecordOf["album"]): Row {
  const { title, artists, releaseDate = "", upc = "" } = album;
  return {
    "Album URI": uriOf(album.refs),
    "Album Name": title,
    "Album Artist URI(s)": listedUris(artists),
    "Album Artist Name(s)": listedNames(artists),
    "Album Release Date": releaseDate,
    UPC: upc,
  };
}

/** The URIs of all artists, or none: readers count them to tell the names apart. */
function listedUris(artists: readonly Artist[]): string {
  const uris = artists.map(({ refs }) => uriOf(refs));
  return uris.includes("") ? "" : uris.join(", ");
}

/** Exportify marks a comma that belongs to a name. */
function listedNames(artists: readonly Artist[]): string {
  return namesOf(artists.map(({ name, refs }) => ({ name: name.replaceAll(",", "\\,"), refs })));
}

function titleOf(known: Known): string {
  return known.type === "artist" ? known.item.name : known.item.title;
}

function numberText(number: number | undefined): string {
  return number === undefined ? "" : String(number);
}

function flagText(flag: boolean | undefined): string {
  return flag === undefined ? "" : String(flag);
}
