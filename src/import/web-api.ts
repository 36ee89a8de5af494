import { decodeHTMLStrict } from "entities";
import * as z from "zod";
import type { Entry, Kind, Known } from "../model/records.ts";
import {
  toAlbum,
  toArtist,
  toAudiobook,
  toContent,
  toEntry,
  toEpisode,
  toPlaylistEntry,
  toShow,
} from "../spotify/mapping.ts";
import { kindOf } from "../spotify/references.ts";
import {
  albumSchema,
  artistSchema,
  audiobookSchema,
  bareRowShape,
  contentSchema,
  oddRow,
  type RowShape,
  rowShape,
  showSchema,
  type WireRow,
} from "../spotify/wire-schemas.ts";
import { entriesFromArray } from "./entries.ts";
import { isLikesName } from "./likes-name.ts";
import type { ImportedFile, ImportedList } from "./list.ts";

const rows = z.array(z.unknown());
/** A list as Spotify sends it in pages, or as tools join the pages. */
const rowList = z.union([rows, z.object({ items: rows }).transform(({ items }) => items)]);

const playlistSchema = z.object({
  name: z.string(),
  description: z.string().nullish().catch(null),
  tracks: rowList,
});

/** A file of several lists, each under the name of what it holds. */
const librarySchema = z.object({
  playlists: z.array(playlistSchema).nullish(),
  tracks: rowList.nullish(),
  albums: rowList.nullish(),
  artists: rowList.nullish(),
  shows: rowList.nullish(),
  episodes: rowList.nullish(),
  audiobooks: rowList.nullish(),
});

type Rows = readonly unknown[];

/**
 * Reads the JSON of Spotify's Web API as backup tools store it in a file called `name`: playlists
 * with their rows, collections, or both; `null`: it is none of these.
 */
export function readWebApi(json: unknown, name: string): ImportedFile | null {
  const lists = readPlaylist(json) ?? readList(json) ?? readLibrary(json, name);
  return lists && { format: "Spotify Web API JSON", lists, leftOut: new Map() };
}

function readPlaylist(json: unknown): readonly ImportedList[] | null {
  const playlist = playlistSchema.safeParse(json).data;
  return playlist === undefined ? null : [toList(playlist)];
}

/** A list without a name for it: playlists, or rows that show what they hold. */
function readList(json: unknown): readonly ImportedList[] | null {
  const playlists = z.array(playlistSchema).min(1).safeParse(json).data;
  if (playlists !== undefined) return playlists.map(toList);
  const listed = rowList.safeParse(json).data;
  if (listed === undefined) return null;
  return (
    readSaved(listed, "tracks") ??
    readSaved(listed, "albums") ??
    readSaved(listed, "shows") ??
    readSaved(listed, "episodes") ??
    readSaved(listed, "audiobooks") ??
    readArtists(listed)
  );
}

function readLibrary(json: unknown, name: string): readonly ImportedList[] | null {
  const library = librarySchema.safeParse(json).data;
  if (library === undefined) return null;
  const { playlists, artists } = library;
  // Artists that somebody often listens to look like those that somebody follows.
  const isFollowing = playlists != null || isPage(json) || /^follow/i.test(name);
  const lists = [
    ...(playlists ?? []).map(toList),
    ...SAVED.flatMap((key) => readSaved(library[key] ?? [], key) ?? []),
    ...((isFollowing && readArtists(artists ?? [])) || []),
  ];
  return lists.length === 0 && playlists == null ? null : lists;
}

/** Whether it holds followed artists as Spotify sends them: a page below their name. */
function isPage(json: unknown): boolean {
  return z.object({ artists: z.object({ items: rows }) }).safeParse(json).success;
}

const SAVED = ["tracks", "albums", "shows", "episodes", "audiobooks"] as const;

function toList({ name, description, tracks }: z.infer<typeof playlistSchema>): ImportedList {
  const shape = bareRowShape("track", contentSchema);
  const content = (row: unknown) => readRow(row, shape);
  if (isLikesName(name)) {
    return collection(
      "likes",
      tracks.map((row) => toEntry(content(row), toContent)),
    );
  }
  return {
    kind: "playlists",
    name,
    description: decodeHTMLStrict(description ?? "") || null,
    entries: entriesFromArray(tracks.map((row) => toPlaylistEntry(content(row)))),
  };
}

/** Rows that have what was saved in them, such as `{ "added_at": …, "album": … }`. */
function readSaved(listed: Rows, key: (typeof SAVED)[number]): readonly ImportedList[] | null {
  const name = key.slice(0, -1);
  if (listed.length === 0 || !listed.every((row) => isNamed(row, name))) return null;
  switch (key) {
    case "tracks":
      return [collection("likes", readRows(listed, name, contentSchema, toContent))];
    case "albums":
      return [collection(key, readRows(listed, name, albumSchema, asAlbum))];
    case "shows":
      return [collection(key, readRows(listed, name, showSchema, asShow))];
    case "episodes":
      return [collection(key, readRows(listed, name, contentSchema, asEpisode))];
    case "audiobooks":
      return [collection(key, readRows(listed, name, audiobookSchema, asAudiobook))];
    default:
      return key satisfies never;
  }
}

/** Followed artists. There are no rows around them. */
function readArtists(listed: Rows): readonly ImportedList[] | null {
  const artists = z.array(z.looseObject({ type: z.literal("artist") })).min(1);
  if (!artists.safeParse(listed).success) return null;
  const shape = bareRowShape("artist", artistSchema);
  return [
    collection(
      "artists",
      listed.map((row) => toEntry(readRow(row, shape), asArtist)),
    ),
  ];
}

function readRows<T extends Referenced>(
  listed: readonly unknown[],
  name: string,
  schema: z.ZodType<T, T>,
  known: (content: T, row: NonNullable<WireRow<T>>) => Known,
): readonly Entry[] {
  const shape = rowShape(name, schema);
  return listed.map((each) => toEntry(readRow(each, shape), known));
}

/** Content with a URI. */
interface Referenced {
  readonly uri?: string | null | undefined;
}

/** A row that matches its shape, or else a row without content. A URI that is none is left out. */
function readRow<T extends Referenced>(
  row: unknown,
  { normalize, schema }: RowShape<T>,
): WireRow<T> {
  const read = schema.safeParse(normalize(row)).data ?? oddRow(row);
  const uri = read?.item?.uri ?? "";
  if (!read?.item || kindOf(uri) !== undefined || uri.startsWith("spotify:local:")) return read;
  return { ...read, item: { ...read.item, uri: null } };
}

function asAlbum(content: z.infer<typeof albumSchema>): Known {
  return { type: "album", item: toAlbum(content) };
}

function asShow(content: z.infer<typeof showSchema>): Known {
  return { type: "show", item: toShow(content) };
}

function asEpisode(content: z.infer<typeof contentSchema>): Known {
  return { type: "episode", item: toEpisode(content) };
}

function asArtist(content: z.infer<typeof artistSchema>): Known {
  return { type: "artist", item: toArtist(content) };
}

function asAudiobook(content: z.infer<typeof audiobookSchema>): Known {
  return { type: "audiobook", item: toAudiobook(content) };
}

function collection(kind: Kind, entries: readonly Entry[]): ImportedList {
  return { kind, name: "", description: null, entries: entriesFromArray(entries) };
}

function isNamed(row: unknown, name: string): boolean {
  return typeof row === "object" && row !== null && name in row;
}
