import type {
  Album,
  Artist,
  Entry,
  Episode,
  Kind,
  Playlist,
  Show,
  Track,
} from "../model/records.ts";
import type { ExportFormat } from "./format.ts";
import { type ExportList, knownIn } from "./list.ts";

const KINDS = [
  "likes",
  "playlists",
  "albums",
  "artists",
  "shows",
  "episodes",
  "audiobooks",
] as const;

/** JSON in the words of Spotify's Web API, as other backup tools store it. */
export const webApi: ExportFormat = {
  extension: "json",
  kinds: KINDS,
  canWrite: () => true,
  writeList: (list) => write(list.kind === "playlists" ? playlistOf(list) : rowsOf(list)),
  combined: { kinds: KINDS, write: (lists) => write(libraryOf(lists)) },
};

function write(json: unknown): string {
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** Tools keep the likes among the playlists. */
function libraryOf(lists: readonly ExportList[]) {
  const isPlaylist = ({ kind }: ExportList) => kind === "likes" || kind === "playlists";
  const others = lists.filter((list) => !isPlaylist(list));
  return {
    playlists: lists.filter(isPlaylist).map(playlistOf),
    ...Object.fromEntries(others.map((list) => [list.kind, rowsOf(list)])),
  };
}

function playlistOf(list: ExportList) {
  const { title, playlist } = list;
  return { name: title, ...(playlist !== null && detailsOf(playlist)), tracks: rowsOf(list) };
}

function detailsOf({ description, visibility, collaborative, owner, refs }: Playlist) {
  return {
    // Spotify sends them as HTML.
    description: description?.replaceAll("&", "&amp;") ?? null,
    public: visibility === "unknown" ? null : visibility === "public",
    collaborative,
    owner: { display_name: owner.name, uri: owner.refs["spotify"] },
    uri: refs["spotify"],
  };
}

/** The name of the content in a row of each kind. Artists have no rows around them. */
const CONTENT: Readonly<Record<Exclude<Kind, "artists">, string>> = {
  likes: "track",
  playlists: "track",
  albums: "album",
  shows: "show",
  episodes: "episode",
  audiobooks: "audiobook",
};

function rowsOf({ kind, entries }: ExportList): readonly object[] {
  if (kind === "artists") return entries.map((entry) => contentOf(entry) ?? { type: "artist" });
  return entries.map((entry) => ({
    added_at: entry.addedAt,
    ...(entry.addedBy && { added_by: { uri: entry.addedBy } }),
    [CONTENT[kind]]: contentOf(entry),
  }));
}

function contentOf(entry: Entry): object | null {
  const known = knownIn(entry);
  switch (known?.type) {
    case undefined:
      return null;
    case "track":
    case "local":
      return { type: "track", is_local: known.type === "local", ...trackOf(known.item) };
    case "episode":
      return { type: "episode", ...episodeOf(known.item) };
    case "album":
      return { type: "album", ...albumOf(known.item) };
    case "artist":
      return { type: "artist", ...artistOf(known.item) };
    case "show":
      return { type: "show", ...showOf(known.item) };
    case "audiobook": {
      const { title, authors, narrators, publisher, refs } = known.item;
      return {
        type: "audiobook",
        name: title,
        uri: refs["spotify"],
        authors: authors.map((name) => ({ name })),
        narrators: narrators.map((name) => ({ name })),
        publisher,
      };
    }
    default:
      return known satisfies never;
  }
}

function trackOf({ title, artists, album, durationMs, isrc, refs, ...track }: Track): object {
  return {
    name: title,
    uri: refs["spotify"],
    artists: artists.map(artistOf),
    album: album && albumOf(album),
    disc_number: track.discNumber,
    track_number: track.trackNumber,
    duration_ms: durationMs,
    explicit: track.explicit,
    external_ids: isrc === undefined ? undefined : { isrc },
  };
}

function episodeOf({ title, show, durationMs, releaseDate, explicit, refs }: Episode): object {
  return {
    name: title,
    uri: refs["spotify"],
    show: show && showOf(show),
    release_date: releaseDate,
    duration_ms: durationMs,
    explicit,
  };
}

function albumOf({ title, artists, releaseDate, type, upc, refs }: Album): object {
  return {
    name: title,
    uri: refs["spotify"],
    artists: artists.map(artistOf),
    release_date: releaseDate,
    album_type: type,
    external_ids: upc === undefined ? undefined : { upc },
  };
}

function artistOf({ name, refs }: Artist): object {
  return { name, uri: refs["spotify"] };
}

function showOf({ title, publisher, refs }: Show): object {
  return { name: title, uri: refs["spotify"], publisher };
}
