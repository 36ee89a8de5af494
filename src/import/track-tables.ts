import { toIsrc } from "../match/isrc.ts";
import type { Artist, Entry, Episode, Kind, Known, Refs } from "../model/records.ts";
import { type ReferenceKind, toReference } from "../spotify/references.ts";
import {
  type Columns,
  cellOf,
  type Field,
  isLocalisedRow,
  LOCALISED_COLUMNS,
  namedColumns,
} from "./columns.ts";
import { type Row, readCsvRows, readHeader } from "./csv.ts";
import { createEntryCollector, type EntryCollector } from "./entries.ts";
import {
  damaged,
  type ImportFile,
  type ImportLimits,
  importTooManyRows,
  listNameOf,
} from "./file.ts";
import { isLikesName } from "./likes-name.ts";
import {
  artistsOf,
  type ImportedFile,
  type ImportedList,
  refsOf,
  toLocalTrack,
  trackFromFields,
} from "./list.ts";
import { decodeText, encodingOf } from "./text.ts";
import { readTime } from "./times.ts";

/** The meaning of the column `Type` in TuneMyMusic. Any other word means a row of a playlist. */
const TYPES: Readonly<Record<string, Kind>> = {
  favorite: "likes",
  album: "albums",
  artist: "artists",
};

/**
 * Reads a table of tracks that begins with the text `start`: Exportify, TuneMyMusic, Soundiiz, or
 * plain columns; `null`: it is none.
 */
export async function readTracks(
  file: ImportFile,
  start: string,
  limits: ImportLimits,
): Promise<ImportedFile | null> {
  const { cells: header, by } = readHeader(start);
  if (header.length < 2) return null;
  const named = namedColumns(header);
  const isNamed = named.has("title") && (named.has("artists") || named.has("reference"));
  if (!isNamed && !looksLocalised(start)) return null;
  const columns = isNamed ? named : LOCALISED_COLUMNS;
  const lists = createLists(file, columns);
  const { rowLength } = limits;
  const text = decodeText(file, await encodingOf(file));
  let rows = 0;
  for await (const row of readCsvRows(file, text, { header, by, rowLength })) {
    if (!isNamed && !isLocalisedRow(row)) return null;
    rows += 1;
    if (rows > limits.rows) throw importTooManyRows(`${file.label}, line ${row.line}:`, limits);
    await lists.add(row);
  }
  return { format: formatOf(columns), lists: lists.all(), leftOut: new Map() };
}

function looksLocalised(start: string): boolean {
  return /\n"?spotify:(?:track|episode|local):/.test(start);
}

function formatOf(columns: Columns): string {
  if (columns.has("type") && columns.has("playlist")) return "TuneMyMusic CSV";
  if (columns.has("reference") && columns.has("addedAt")) {
    return columns.has("duration") ? "Soundiiz CSV" : "Exportify CSV";
  }
  return columns.has("isrc") || columns.has("platformId") ? "Soundiiz CSV" : "plain CSV";
}

/** Sorts the rows of a table into its lists, which are in the order of their first rows. */
function createLists(file: ImportFile, columns: Columns) {
  const fileName = listNameOf(file);
  const lists = new Map<string, { kind: Kind; name: string; collected: EntryCollector }>();
  return {
    async add(row: Row): Promise<void> {
      const type = cellOf(row, columns, "type").toLowerCase();
      const named = cellOf(row, columns, "playlist") || fileName;
      const kind = TYPES[type] ?? (isLikesName(named) ? "likes" : "playlists");
      const name = kind === "playlists" ? named : "";
      const key = `${kind} ${name}`;
      const list = lists.get(key) ?? { kind, name, collected: createEntryCollector() };
      lists.set(key, list);
      await list.collected.add(toEntry(file, row, columns, kind));
    },
    all(): readonly ImportedList[] {
      return [...lists.values()].map(({ kind, name, collected }) => {
        return { kind, name, description: null, entries: collected.entries() };
      });
    },
  };
}

function toEntry(file: ImportFile, row: Row, columns: Columns, kind: Kind): Entry {
  const cell = (field: Field) => cellOf(row, columns, field);
  const addedAt = readTime(cell("addedAt"));
  const addedBy = kind === "playlists" ? toUser(cell("addedBy")) : undefined;
  const added = addedBy === undefined ? { addedAt } : { addedAt, addedBy };
  const known = toKnown(cell, kind);
  if (known === null) throw damaged(file, "the row has neither a title nor a reference", row.line);
  return { ...added, ...known };
}

function toKnown(cell: (field: Field) => string, kind: Kind): Known | null {
  if (kind === "albums") return toAlbum(cell);
  if (kind === "artists") return toArtist(cell);
  const local = toLocalTrack(cell("reference"));
  if (local !== null) return { type: "local", item: local };
  const reference = referenceIn(cell, "track");
  const title = cell("title");
  if (title === "" && reference === undefined) return null;
  const refs = refsOf(reference);
  if (reference?.startsWith("spotify:episode:")) {
    return { type: "episode", item: toEpisode(cell, title, refs) };
  }
  const item = trackFromFields({
    title,
    artists: peopleIn(cell("artists"), cell("artistReferences")),
    album: cell("album"),
    albumArtists: peopleIn(cell("albumArtists"), cell("albumArtistReferences")),
    albumReference: toReference(cell("albumReference"), "album"),
    releaseDate: dateIn(cell("releaseDate")),
    durationMs: lengthIn(cell),
    isrc: toIsrc(cell("isrc")) ?? undefined,
    discNumber: numberIn(cell("discNumber")),
    trackNumber: numberIn(cell("trackNumber")),
    explicit: flagIn(cell("explicit")),
    refs,
  });
  return { type: "track", item };
}

/** An episode. Its show is in the column of albums, and the publisher in that of artists. */
function toEpisode(cell: (field: Field) => string, title: string, refs: Refs): Episode {
  const [show, publisher] = [cell("album"), cell("artists")];
  const releaseDate = dateIn(cell("releaseDate"));
  const explicit = flagIn(cell("explicit"));
  return {
    title,
    durationMs: lengthIn(cell) ?? 0,
    refs,
    ...(show !== "" && { show: { title: show, refs: {}, ...(publisher !== "" && { publisher }) } }),
    ...(releaseDate !== undefined && { releaseDate }),
    ...(explicit !== undefined && { explicit }),
  };
}

/**
 * An album in TuneMyMusic. Its title is in the column of tracks, and its UPC in the column of
 * ISRCs.
 */
function toAlbum(cell: (field: Field) => string): Known | null {
  const title = cell("title") || cell("album");
  const reference = referenceIn(cell, "album");
  if (title === "" && reference === undefined) return null;
  const upc = /^\d{12,14}$/.test(cell("isrc")) ? cell("isrc") : undefined;
  const item = { title, artists: artistsOf(cell("artists")), refs: refsOf(reference) };
  return { type: "album", item: upc === undefined ? item : { ...item, upc } };
}

function toArtist(cell: (field: Field) => string): Known | null {
  const name = cell("title") || cell("artists");
  return name === ""
    ? null
    : { type: "artist", item: { name, refs: refsOf(referenceIn(cell, "artist")) } };
}

function referenceIn(cell: (field: Field) => string, kind: ReferenceKind): string | undefined {
  const isSpotify = cell("platform").toLowerCase() === "spotify";
  const ids = [cell("reference"), isSpotify ? cell("platformId") : ""].filter((id) => id !== "");
  return ids.map((id) => toReference(id, kind)).find((reference) => reference !== undefined);
}

const BY_SEMICOLON = /;\s*/;
/** `\,` is a comma inside a name. */
const BY_COMMA_AND_BLANK = /(?<!\\),\s+/;
/** A comma before a blank, or between digits, belongs to a name. */
const BY_COMMA = /(?<![\d\\]),(?=\S)|(?<!\\),(?=[^\s\d])/;

/**
 * The artists in a cell. Tools join them by `;`, by `, ` or by `,`, and names may hold a comma. If
 * there are references beside it, the cell is split by their separator, and stays one name if the
 * numbers differ. Without references it is split only at separators that cannot belong to a name.
 */
function peopleIn(cell: string, references: string): readonly Artist[] {
  const uris = references.split(/\s*[,;]\s*/).flatMap((uri) => toReference(uri, "artist") ?? []);
  const separator = /,\s/.test(references) ? BY_COMMA_AND_BLANK : BY_COMMA;
  const by = cell.includes(";") ? BY_SEMICOLON : separator;
  const names = (uris.length === 1 ? [cell] : cell.split(by)).map((name) =>
    name.replaceAll("\\,", ",").trim(),
  );
  if (uris.length === 0) return artistsOf(...names);
  if (uris.length !== names.length) return artistsOf(cell.replaceAll("\\,", ","));
  return names.map((name, at) => ({ name, refs: refsOf(uris[at]) }));
}

function toUser(text: string): string | undefined {
  if (text === "") return undefined;
  return text.startsWith("spotify:user:") ? text : `spotify:user:${encodeURIComponent(text)}`;
}

function dateIn(text: string): string | undefined {
  return /^[1-9]\d{3}(?:-\d{2}(?:-\d{2})?)?$/.test(text) ? text : undefined;
}

/** Milliseconds, `225s`, or minutes and seconds. */
function lengthIn(cell: (field: Field) => string): number | undefined {
  const milliseconds = numberIn(cell("milliseconds"));
  if (milliseconds !== undefined) return milliseconds;
  const [, seconds] = /^(\d{1,6})s$/.exec(cell("duration")) ?? [];
  if (seconds !== undefined) return Number(seconds) * 1000;
  const [, minutes, rest] = /^(\d{1,4}):([0-5]\d)$/.exec(cell("duration")) ?? [];
  return minutes === undefined ? undefined : (Number(minutes) * 60 + Number(rest)) * 1000;
}

function numberIn(text: string): number | undefined {
  return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

function flagIn(text: string): boolean | undefined {
  if (/^true$/i.test(text)) return true;
  return /^false$/i.test(text) ? false : undefined;
}
