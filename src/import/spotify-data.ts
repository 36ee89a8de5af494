import * as z from "zod";
import type { Entry, Known } from "../model/records.ts";
import { toReference } from "../spotify/references.ts";
import { entriesFromArray } from "./entries.ts";
import {
  artistsOf,
  type ImportedFile,
  type ImportedList,
  refsOf,
  toLocalTrack,
  trackFromFields,
} from "./list.ts";
import { readTime } from "./times.ts";

const text = z.string().nullish().catch(null);
const list = z.array(z.unknown()).nullish();

const trackSchema = z.object({
  trackName: text,
  artistName: text,
  albumName: text,
  trackUri: text,
});
const episodeSchema = z.object({ episodeName: text, showName: text, episodeUri: text });
const localSchema = z.object({ uri: text, trackUri: text });
const audiobookSchema = z.object({ audiobookName: text, audiobookUri: text });

const itemSchema = z.object({
  track: trackSchema.nullish(),
  episode: episodeSchema.nullish(),
  localTrack: localSchema.nullish(),
  audiobook: audiobookSchema.nullish(),
  addedDate: text,
});

/** `Playlist1.json` of Spotify's data export. */
const playlistsSchema = z.object({
  playlists: z
    .array(z.object({ name: text, description: text, items: z.array(z.unknown()) }))
    .min(1),
});

/** `YourLibrary.json` of Spotify's data export. */
const librarySchema = z.object({
  tracks: z.array(z.unknown()),
  albums: z.array(z.unknown()),
  artists: list,
  shows: list,
  episodes: list,
  other: list,
  bannedTracks: list,
  bannedArtists: list,
});

const savedSchema = z.object({
  uri: text,
  name: text,
  track: text,
  album: text,
  artist: text,
  show: text,
  publisher: text,
});

type Saved = z.infer<typeof savedSchema>;

const FORMAT = "Spotify data export";

/** Reads a file of the data that Spotify sends on request; `null`: it is not one. */
export function readSpotifyData(json: unknown): ImportedFile | null {
  const playlists = playlistsSchema.safeParse(json);
  if (playlists.success) {
    const lists = playlists.data.playlists.map(
      ({ name, description, items }): ImportedList => ({
        kind: "playlists",
        name: name ?? "",
        description: description || null,
        entries: entriesFromArray(items.map(toEntry)),
      }),
    );
    return { format: FORMAT, lists, leftOut: new Map() };
  }
  const library = librarySchema.safeParse(json);
  return library.success ? readLibrary(library.data) : null;
}

function toEntry(row: unknown): Entry {
  const item = itemSchema.safeParse(row);
  if (!item.success) return { type: "unavailable", addedAt: null };
  const { addedDate, ...contents } = item.data;
  const known = toKnown(contents);
  const addedAt = readTime(addedDate);
  return known === null ? { type: "unavailable", addedAt } : { ...known, addedAt };
}

function toKnown({
  track,
  episode,
  localTrack,
  audiobook,
}: Omit<z.infer<typeof itemSchema>, "addedDate">): Known | null {
  if (track) {
    const { trackName, artistName, albumName, trackUri } = track;
    return toTrackOrLocal(trackUri, { track: trackName, artist: artistName, album: albumName });
  }
  if (episode) {
    const { episodeName, showName, episodeUri } = episode;
    return toEpisode(episodeName, showName, episodeUri);
  }
  if (localTrack) {
    const item = toLocalTrack(localTrack.uri ?? localTrack.trackUri ?? "");
    return item === null ? null : { type: "local", item };
  }
  if (!audiobook?.audiobookName) return null;
  const refs = refsOf(toReference(audiobook.audiobookUri ?? ""));
  return {
    type: "audiobook",
    item: { title: audiobook.audiobookName, authors: [], narrators: [], refs },
  };
}

function readLibrary(library: z.infer<typeof librarySchema>): ImportedFile {
  const saved = (rows: readonly unknown[] | null | undefined) =>
    (rows ?? []).flatMap((row) => savedSchema.safeParse(row).data ?? []);
  const others = (library.other ?? []).map((uri) =>
    toLocalTrack(typeof uri === "string" ? uri : ""),
  );
  const locals = others
    .filter((item) => item !== null)
    .map((item): Known => ({ type: "local", item }));
  const lists: readonly (readonly [ImportedList["kind"], readonly (Known | null)[]])[] = [
    ["likes", [...saved(library.tracks).map((row) => toTrackOrLocal(row.uri, row)), ...locals]],
    ["albums", saved(library.albums).map(toAlbum)],
    ["artists", saved(library.artists).map(toArtist)],
    ["shows", saved(library.shows).map(toShow)],
    ["episodes", saved(library.episodes).map((row) => toEpisode(row.name, row.show, row.uri))],
  ];
  const banned = (library.bannedTracks?.length ?? 0) + (library.bannedArtists?.length ?? 0);
  return {
    format: FORMAT,
    lists: lists.map(([kind, rows]) => ({
      kind,
      name: "",
      description: null,
      entries: entriesFromArray(
        rows.map((known) =>
          known === null ? { type: "unavailable", addedAt: null } : { ...known, addedAt: null },
        ),
      ),
    })),
    leftOut: new Map([
      ["banned", banned],
      ["other", others.length - locals.length],
    ]),
  };
}

function toTrackOrLocal(
  uri: string | null | undefined,
  { track, artist, album }: Pick<Saved, "track" | "artist" | "album">,
): Known | null {
  const local = toLocalTrack(uri ?? "");
  if (local !== null) return { type: "local", item: local };
  const refs = refsOf(toReference(uri ?? ""));
  if (!track && refs["spotify"] === undefined) return null;
  const item = trackFromFields({
    title: track ?? "",
    artists: artistsOf(artist),
    album: album ?? "",
    refs,
  });
  return { type: "track", item };
}

function toEpisode(
  name: string | null | undefined,
  show: string | null | undefined,
  uri: string | null | undefined,
): Known | null {
  const refs = refsOf(toReference(uri ?? ""));
  if (!name && refs["spotify"] === undefined) return null;
  const item = { title: name ?? "", durationMs: 0, refs };
  return {
    type: "episode",
    item: show ? { ...item, show: { title: show, refs: {} } } : item,
  };
}

function toAlbum({ album, artist, uri }: Saved): Known {
  const refs = refsOf(toReference(uri ?? ""));
  return { type: "album", item: { title: album ?? "", artists: artistsOf(artist), refs } };
}

function toArtist({ name, uri }: Saved): Known {
  return { type: "artist", item: { name: name ?? "", refs: refsOf(toReference(uri ?? "")) } };
}

function toShow({ name, publisher, uri }: Saved): Known {
  const item = { title: name ?? "", refs: refsOf(toReference(uri ?? "")) };
  return { type: "show", item: publisher ? { ...item, publisher } : item };
}
