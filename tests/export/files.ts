import type { LibraryList } from "../../src/export/export.ts";
import type { Entry, Playlist, Track } from "../../src/model/records.ts";
import { id } from "../import/files.ts";

const ANN = { name: "Ann", refs: { spotify: `spotify:artist:${id("x")}` } };
const BOB = { name: "Bob, Jr.", refs: { spotify: `spotify:artist:${id("y")}` } };

/** A track with everything that a record can have. */
export const FULL: Track = {
  title: 'One, "two"',
  artists: [ANN, BOB],
  album: {
    title: "Rock & Roll",
    artists: [ANN],
    releaseDate: "2020-01",
    refs: { spotify: `spotify:album:${id("z")}` },
  },
  durationMs: 200_400,
  isrc: "USABC1200001",
  discNumber: 1,
  trackNumber: 3,
  explicit: true,
  refs: { spotify: `spotify:track:${id("a")}` },
};

const ADDED = { addedAt: "2021-02-03T04:05:06Z", addedBy: "spotify:user:me" };

/** One entry of each type that a playlist can have, in this order. */
export const ENTRIES: readonly Entry[] = [
  { ...ADDED, type: "track", item: FULL },
  {
    addedAt: null,
    addedBy: null,
    type: "track",
    item: { title: "=1+1", artists: [], durationMs: 0, refs: {} },
  },
  {
    ...ADDED,
    type: "local",
    item: {
      title: "Demo",
      artists: [{ name: "Us", refs: {} }],
      album: { title: "Tape", artists: [], refs: {} },
      durationMs: 61_000,
      refs: { spotify: "spotify:local:Us:Tape:Demo:61" },
    },
  },
  {
    ...ADDED,
    type: "episode",
    item: {
      title: "Talk",
      show: { title: "Show", publisher: "Radio", refs: { spotify: `spotify:show:${id("s")}` } },
      durationMs: 1_800_000,
      releaseDate: "2021-01-31",
      explicit: false,
      refs: { spotify: `spotify:episode:${id("e")}` },
    },
  },
  { ...ADDED, type: "unavailable" },
  {
    ...ADDED,
    type: "unavailable",
    known: {
      type: "track",
      item: {
        title: "Gone\nsong",
        artists: [ANN],
        durationMs: 1000,
        refs: { spotify: `spotify:track:${id("g")}` },
      },
    },
  },
];

/** A playlist of somebody. */
export function playlistOf(name: string): Playlist {
  return {
    name,
    description: "All <of> us",
    visibility: "public",
    collaborative: false,
    owner: { name: "Me & you", refs: { spotify: "spotify:user:me" } },
    relation: "owned",
    refs: { spotify: `spotify:playlist:${id("p")}` },
  };
}

/** The playlist with all of these entries. */
export const TRIP: LibraryList = {
  kind: "playlists",
  playlist: playlistOf("Trip"),
  entries: ENTRIES,
};

/** Collections that are no lists of tracks. */
export const COLLECTIONS: readonly LibraryList[] = [
  {
    kind: "albums",
    playlist: null,
    entries: [
      {
        type: "album",
        addedAt: "2020-01-01T00:00:00Z",
        item: {
          title: "Record",
          artists: [ANN],
          releaseDate: "2019",
          upc: "648401032666",
          refs: { spotify: `spotify:album:${id("z")}` },
        },
      },
    ],
  },
  { kind: "artists", playlist: null, entries: [{ type: "artist", addedAt: null, item: ANN }] },
  {
    kind: "shows",
    playlist: null,
    entries: [
      {
        type: "show",
        addedAt: "2020-01-02T00:00:00Z",
        item: { title: "Show", publisher: "Radio", refs: { spotify: `spotify:show:${id("s")}` } },
      },
    ],
  },
  {
    kind: "audiobooks",
    playlist: null,
    entries: [
      {
        type: "audiobook",
        addedAt: "2020-01-03T00:00:00Z",
        item: {
          title: "Book",
          authors: ["Ann"],
          narrators: ["Bob", "Cid"],
          publisher: "House",
          refs: { spotify: `spotify:audiobook:${id("b")}` },
        },
      },
    ],
  },
];
