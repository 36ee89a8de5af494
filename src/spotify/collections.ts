import type { Walk } from "../model/provider.ts";
import type { Collection, Entry, Known } from "../model/records.ts";
import type { Api } from "./api.ts";
import {
  type Named,
  toAlbum,
  toArtist,
  toAudiobook,
  toContent,
  toEntry,
  toEpisode,
  toShow,
} from "./mapping.ts";
import { PAGE_SIZE } from "./page.ts";
import { pageReader } from "./page-reader.ts";
import { compiled, decodeRows, type RowDecoder } from "./row-decoder.ts";
import { walkByCursor } from "./walk-by-cursor.ts";
import { type ReadPage, walkByOffset } from "./walk-by-offset.ts";
import {
  albumSchema,
  artistSchema,
  audiobookSchema,
  bareRowShape,
  contentSchema,
  followingSchema,
  oddRow,
  type RowShape,
  rowShape,
  showSchema,
  type WireArtist,
  type WireRow,
} from "./wire-schemas.ts";

/** Begins to walk a collection. Spotify: Web API reference, "Get User's Saved …". */
export function walkCollection(api: Api, collection: Collection): Promise<Walk> {
  return collection === "artists"
    ? walkFollowed(api)
    : walkByOffset(READERS[collection](api), api.readAhead, referenceOf);
}

const READERS: Readonly<Record<Exclude<Collection, "artists">, (api: Api) => ReadPage<Entry>>> = {
  likes: savedList({
    name: "tracks",
    what: "the liked songs",
    shape: rowShape("track", contentSchema),
    known: toContent,
  }),
  albums: savedList({
    name: "albums",
    what: "the saved albums",
    shape: rowShape("album", albumSchema),
    known: (album) => ({ type: "album", item: toAlbum(album) }),
  }),
  shows: savedList({
    name: "shows",
    what: "the followed podcasts",
    shape: rowShape("show", showSchema),
    known: (show) => ({ type: "show", item: toShow(show) }),
  }),
  episodes: savedList({
    name: "episodes",
    what: "the saved episodes",
    scope: "user-read-playback-position",
    shape: rowShape("episode", contentSchema),
    known: (episode) => ({ type: "episode", item: toEpisode(episode) }),
  }),
  audiobooks: savedList({
    name: "audiobooks",
    what: "the saved audiobooks",
    shape: bareRowShape("audiobook", audiobookSchema),
    known: (audiobook) => ({ type: "audiobook", item: toAudiobook(audiobook) }),
  }),
};

/** A list of saved things below `/me`. */
function savedList<T extends Named>(list: {
  readonly name: string;
  readonly what: string;
  /** The scope that is needed besides the one for the library. */
  readonly scope?: string;
  readonly shape: RowShape<T>;
  readonly known: (content: T, row: NonNullable<WireRow<T>>) => Known;
}): (api: Api) => ReadPage<Entry> {
  const reader: RowDecoder<WireRow<T>, Entry> = {
    normalize: list.shape.normalize,
    schema: compiled(list.shape.schema),
    map: (row) => toEntry(row, list.known),
    odd: (row) => toEntry(oddRow(row), list.known),
  };
  const call = {
    what: list.what,
    path: `me/${list.name}`,
    scopes: ["user-library-read", ...(list.scope ? [list.scope] : [])],
  };
  return (api) => pageReader(api, call, reader);
}

const ARTISTS: RowDecoder<WireArtist | null, Entry> = {
  schema: compiled(artistSchema.nullable()),
  map: (item) => toEntry({ item }, (artist) => ({ type: "artist", item: toArtist(artist) })),
  odd: () => ({ addedAt: null, type: "unavailable" }),
};

/** Followed artists have no date, and are read by cursor. */
function walkFollowed(api: Api): Promise<Walk> {
  return walkByCursor<Entry>(async (after) => {
    const what = "the followed artists";
    const { artists } = await api.get(followingSchema, {
      what,
      path: "me/following",
      query: { type: "artist", limit: PAGE_SIZE, ...(after === null ? {} : { after }) },
      scopes: ["user-follow-read"],
    });
    const next = artists.next ? artists.cursors?.after || cursorIn(artists.next) : null;
    return {
      length: artists.items.length,
      decode: () => decodeRows(artists.items, ARTISTS, what, after === null),
      total: artists.total,
      limit: artists.limit ?? null,
      more: next !== null,
      after: next,
    };
  }, referenceOf);
}

/** The cursor in the address of a next page. Nothing else of the address is used. */
function cursorIn(next: string): string | null {
  return new URLSearchParams(next.slice(next.indexOf("?") + 1)).get("after");
}

/** The key that shows repeats: almost nothing is in a collection twice. */
function referenceOf(entry: Entry): string | undefined {
  return entry.type === "unavailable" ? undefined : entry.item.refs["spotify"];
}
