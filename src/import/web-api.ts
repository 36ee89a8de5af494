import * as z from "zod";
import type { Entry, Kind, Known } from "../model/records.ts";
import {
  toAlbum,
  toArtist,
  toContent,
  toEntry,
  toEpisode,
  toPlaylistEntry,
  toShow,
} from "../spotify/mapping.ts";
import {
  albumSchema,
  artistSchema,
  bareRowShape,
  contentSchema,
  oddRow,
  type RowShape,
  rowShape,
  showSchema,
  type WireRow,
} from "../spotify/wire-schemas.ts";
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

const playlistsSchema = z.union([
  z.object({ playlists: z.array(playlistSchema), albums: rowList.nullish() }),
  z
    .array(playlistSchema)
    .min(1)
    .transform((playlists) => ({ playlists, albums: null })),
]);

const followingSchema = z.union([
  z.object({ artists: z.object({ items: rows }) }).transform(({ artists }) => artists.items),
  z.array(z.looseObject({ type: z.literal("artist") })).min(1),
]);

/**
 * Reads the JSON of Spotify's Web API as backup tools store it: playlists with their rows, one
 * playlist, or one collection; `null`: it is none of these.
 */
export function readWebApi(json: unknown): ImportedFile | null {
  const lists = readPlaylists(json) ?? readCollection(json);
  return lists === null ? null : { format: "Spotify Web API JSON", lists, leftOut: new Map() };
}

function readPlaylists(json: unknown): readonly ImportedList[] | null {
  const several = playlistsSchema.safeParse(json).data;
  const one = several === undefined ? playlistSchema.safeParse(json).data : undefined;
  const playlists = several?.playlists ?? (one === undefined ? null : [one]);
  if (playlists === null) return null;
  const lists = playlists.map(toList);
  const albums = several?.albums ?? [];
  return albums.length === 0
    ? lists
    : [...lists, collection("albums", readRows(albums, "album", albumSchema, asAlbum))];
}

function toList({ name, description, tracks }: z.infer<typeof playlistSchema>): ImportedList {
  const shape = bareRowShape("track", contentSchema);
  const content = (row: unknown) => readRow(row, shape);
  if (isLikesName(name))
    return collection(
      "likes",
      tracks.map((row) => toEntry(content(row), toContent)),
    );
  return {
    kind: "playlists",
    name,
    description: description || null,
    entries: tracks.map((row) => toPlaylistEntry(content(row))),
  };
}

/** Rows of one kind. The content of each is under the name of the kind. */
function readCollection(json: unknown): readonly ImportedList[] | null {
  const following = followingSchema.safeParse(json).data;
  if (following !== undefined) {
    const artist = bareRowShape("artist", artistSchema);
    const toKnown = (content: z.infer<typeof artistSchema>): Known => ({
      type: "artist",
      item: toArtist(content),
    });
    const entries = following.map((row) => toEntry(readRow(row, artist), toKnown));
    return [collection("artists", entries)];
  }
  const listed = rowList.safeParse(json).data ?? [];
  const has = (name: string) => listed.length > 0 && listed.every((row) => isNamed(row, name));
  if (has("track"))
    return [collection("likes", readRows(listed, "track", contentSchema, toContent))];
  if (has("album")) return [collection("albums", readRows(listed, "album", albumSchema, asAlbum))];
  if (has("show")) return [collection("shows", readRows(listed, "show", showSchema, asShow))];
  if (!has("episode")) return null;
  return [collection("episodes", readRows(listed, "episode", contentSchema, asEpisode))];
}

function readRows<T extends object>(
  listed: readonly unknown[],
  name: string,
  schema: z.ZodType<T, T>,
  known: (content: T, row: NonNullable<WireRow<T>>) => Known,
): readonly Entry[] {
  const shape = rowShape(name, schema);
  return listed.map((each) => toEntry(readRow(each, shape), known));
}

/** A row that matches its shape, or else a row without content. */
function readRow<T>(row: unknown, { normalize, schema }: RowShape<T>): WireRow<T> {
  return schema.safeParse(normalize(row)).data ?? oddRow(row);
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

function collection(kind: Kind, entries: readonly Entry[]): ImportedList {
  return { kind, name: "", description: null, entries };
}

function isNamed(row: unknown, name: string): boolean {
  return typeof row === "object" && row !== null && name in row;
}
