import type { Row } from "./csv.ts";
import { unmarkFormulas } from "./formula-cells.ts";

/** The fields that a column can hold. */
export type Field =
  | "reference"
  | "title"
  | "artists"
  | "artistReferences"
  | "album"
  | "albumReference"
  | "albumArtists"
  | "albumArtistReferences"
  | "releaseDate"
  | "discNumber"
  | "trackNumber"
  | "milliseconds"
  | "duration"
  | "explicit"
  | "isrc"
  | "addedBy"
  | "addedAt"
  | "playlist"
  | "type"
  | "platform"
  | "platformId";

/** The position of each field's column, from 0. */
export type Columns = ReadonlyMap<Field, number>;

/** The names of columns as the tools write them, in lower case. */
const NAMES: Readonly<Record<Field, readonly string[]>> = {
  reference: ["track uri", "spotify uri", "spotify id", "track id", "spotify - id", "url"],
  title: ["track name", "name", "title", "song name", "song", "track"],
  artists: ["artist name(s)", "artist name", "artist", "artists"],
  artistReferences: ["artist uri(s)", "artist ids"],
  album: ["album name", "album"],
  albumReference: ["album uri"],
  albumArtists: ["album artist name(s)"],
  albumArtistReferences: ["album artist uri(s)"],
  releaseDate: ["album release date", "release date"],
  discNumber: ["disc number"],
  trackNumber: ["track number"],
  milliseconds: ["track duration (ms)", "duration (ms)"],
  duration: ["duration"],
  explicit: ["explicit"],
  isrc: ["isrc"],
  addedBy: ["added by"],
  addedAt: ["added at", "addeddate"],
  playlist: ["playlist name"],
  type: ["type"],
  platform: ["platform"],
  platformId: ["trackid"],
};

/** The columns of the Exportify that its authors maintain. Its header may be in any language. */
const LOCALISED: readonly (Field | null)[] = [
  "reference",
  "title",
  "artistReferences",
  "artists",
  "albumReference",
  "album",
  "albumArtistReferences",
  "albumArtists",
  "releaseDate",
  null,
  "discNumber",
  "trackNumber",
  "milliseconds",
  null,
  "explicit",
  null,
  "isrc",
  "addedBy",
  "addedAt",
];

/** The form of a column's cells, for columns with a recognizable form. */
const LOOKS: Partial<Record<Field, RegExp>> = {
  reference: /^spotify:(?:track|episode|local):/,
  artistReferences: /^spotify:artist:/,
  albumReference: /^spotify:album:/,
  albumArtistReferences: /^spotify:artist:/,
  releaseDate: /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/,
  discNumber: /^\d+$/,
  trackNumber: /^\d+$/,
  milliseconds: /^\d+$/,
  explicit: /^(?:true|false)$/,
  addedAt: /^\d{4}-\d{2}-\d{2}T/,
};

/** The columns that `header` names. A name that comes twice counts once. */
export function namedColumns(header: readonly string[]): Columns {
  const names = header.map((name) => name.toLowerCase().replace(/\s+/g, " ").trim());
  const fields = Object.keys(NAMES) as Field[];
  return new Map(
    fields.flatMap((field) => {
      const name = NAMES[field].find((each) => names.includes(each));
      return name === undefined ? [] : [[field, names.indexOf(name)] as const];
    }),
  );
}

/** The columns of an Exportify table with a header in another language, by their position. */
export const LOCALISED_COLUMNS: Columns = new Map(placesOf(LOCALISED));

/**
 * Whether a row is of a table with {@link LOCALISED_COLUMNS}: all cells have the form that their
 * position requires.
 */
export function isLocalisedRow({ cells }: Row): boolean {
  return LOCALISED.every((field, at) => {
    const look = field === null ? undefined : LOOKS[field];
    const cell = cells[at] ?? "";
    return look === undefined || look.test(cell) || (cell === "" && field !== "reference");
  });
}

function placesOf(fields: readonly (Field | null)[]): readonly (readonly [Field, number])[] {
  return fields.flatMap((field, at) => (field === null ? [] : [[field, at] as const]));
}

/**
 * The cell of `row` in a column, without blanks around it and without the marks of formulas; empty
 * if the row says nothing there.
 */
export function cellOf({ cells }: Row, columns: Columns, field: Field): string {
  const at = columns.get(field);
  return at === undefined ? "" : unmarkFormulas((cells[at] ?? "").trim());
}
