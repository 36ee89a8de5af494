import { createHash } from "node:crypto";
import { title, trackTitle } from "../../../emulator/words.ts";
import type { LibraryVersion, PlaylistVersion } from "../../../src/history/diff.ts";
import type { Entry, Known, Playlist, Track } from "../../../src/model/records.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Recordings of nobody, with the words that people use: title, artist, album, seconds. */
const SONGS: readonly (readonly [string, string, string, number])[] = [
  ["Harbour Lights in July", "Marlow & the Tide", "Low Water", 241],
  ["Nobody Calls This Late", "Ines Calder", "Nobody Calls This Late", 198],
  ["Paper Boats", "The Winter Orchard", "Small Rivers", 263],
  ["Före snön", "Signe Ahlberg", "Norrsken", 305],
  ["Kitchen Radio", "Ines Calder", "Nobody Calls This Late", 187],
  ["Salt on the Window", "Marlow & the Tide", "Low Water", 226],
  ["Ночная птица", "Minato Quartet", "Port of Night", 372],
  ["The Long Way Round", "Teddy Okafor", "Passenger Seat", 214],
  ["Corazón de papel", "Lucía Montes", "Calle Sin Nombre", 233],
  ["Passenger Seat", "Teddy Okafor", "Passenger Seat", 201],
  ["Elevator Waltz", "The Winter Orchard", "Small Rivers", 159],
  ["Second Summer", "Glass Pavilion", "Second Summer", 248],
  ["Drive Until the Map Ends", "Glass Pavilion", "Second Summer", 329],
  ["What the Lighthouse Keeper Told His Daughter About the Storm", "Fenwick", "Keepers", 412],
  ["Blue Bicycle", "Nora Quist", "Errands", 176],
  ["Errands", "Nora Quist", "Errands", 192],
];

/** The days before the newest snapshot on which the library was backed up. */
const BACKUP_DAYS = [171, 150, 128, 107, 86, 66, 52, 38, 27, 20, 13, 6, 2, 0];

/** The newest day: 22 November 2026, 03:17. */
const NEWEST = Date.UTC(2026, 10, 22, 3, 17);

/** Times of the snapshots of {@link livedInLibraries}. */
export const BACKUP_TIMES: readonly Date[] = BACKUP_DAYS.map(
  (days) => new Date(NEWEST - days * DAY_MS),
);

/** The playlist that has a cover. */
export const WITH_COVER = "sunday";

/**
 * An invented library that grows from one time to the next, as that of a person does: also with
 * entries that went away, files of the person's own, and playlists of others. Always the same.
 */
export function livedInLibraries(): readonly LibraryVersion[] {
  return BACKUP_DAYS.map(libraryAt);
}

function libraryAt(daysAgo: number): LibraryVersion {
  const newest = Math.round(3 * daysAgo - 40 * Math.sin(daysAgo / 22));
  const ages = Array.from({ length: MOST_LIKES - newest }, (_, at) => newest + at);
  const likes = ages.filter((age) => daysAgo > LOST.before || age < LOST.from || age > LOST.to);
  return {
    collections: new Map([
      ["likes", likes.map((age) => (daysAgo < 30 && age === 75 ? gone(liked(age)) : liked(age)))],
      ["albums", Array.from({ length: 46 - Math.floor(daysAgo / 12) }, (_, at) => savedAlbum(at))],
      ["artists", Array.from({ length: 61 - Math.floor(daysAgo / 20) }, (_, at) => followed(at))],
    ]),
    playlists: new Map(playlistsAt(daysAgo)),
  };
}

const MOST_LIKES = 1248;

/** The likes from the ages `from` to `to` were lost less than `before` + 1 days ago. */
const LOST = { before: 2, from: 20, to: 74 };

/** The like at `age` places from the newest of all. It is older than each snapshot that has it. */
function liked(age: number) {
  const addedAt = new Date(NEWEST - (age / 3 + 14) * DAY_MS - 7_000_000).toISOString();
  return { addedAt: addedAt.replace(/\.\d+/, ""), ...track(age) } satisfies Entry;
}

function track(n: number): Known & { readonly type: "track" } {
  const [name, artist, album, seconds] = (n % 3 === 0 && SONGS[n / 3]) || [
    trackTitle(n),
    bandName(n % 97),
    title(8, n % 211, 2),
    150 + ((n * 37) % 190),
  ];
  const item: Track = {
    title: name,
    artists: [{ name: artist, refs: {} }],
    album: { title: album, artists: [], refs: {} },
    durationMs: seconds * 1000,
    ...(n % 11 === 4 && { explicit: true }),
    refs: { spotify: `spotify:track:${idOf(n)}` },
  };
  return { type: "track", item };
}

function gone({ addedAt, ...known }: ReturnType<typeof liked>): Entry {
  return { type: "unavailable", addedAt, known };
}

function savedAlbum(n: number): Entry {
  const [name, artist] = ALBUMS[n] ?? [title(8, n, 2), bandName(n)];
  const item = {
    title: name,
    artists: [{ name: artist, refs: {} }],
    refs: { spotify: `spotify:album:${idOf(5000 + n)}` },
  };
  return { type: "album", addedAt: "2026-03-01T18:20:00Z", item };
}

function followed(n: number): Entry {
  const item = {
    name: ALBUMS[n]?.[1] ?? bandName(n),
    refs: { spotify: `spotify:artist:${idOf(7000 + n)}` },
  };
  return { type: "artist", addedAt: null, item };
}

/** The albums of the {@link SONGS} and their artists, each once. */
const ALBUMS = [...new Map(SONGS.map(([, artist, album]) => [album, artist]))];

/** Spotify says nothing of it, and no earlier snapshot had it. */
const UNKNOWN: Entry = { type: "unavailable", addedAt: null };

type Named = readonly [string, PlaylistVersion];

function playlistsAt(daysAgo: number): readonly Named[] {
  const local: Entry = {
    type: "local",
    addedAt: "2025-12-24T20:11:00Z",
    item: {
      title: "Grandpa's answering machine, 1997",
      artists: [{ name: "", refs: {} }],
      durationMs: 94_000,
      refs: {},
    },
  };
  const songs = (first: number, length: number): readonly Entry[] =>
    Array.from({ length }, (_, at) => ({
      ...liked(first + at * 3),
      addedAt: `2026-05-${10 + (at % 20)}T19:42:00Z`,
    }));
  const recent = Math.max(0, 60 - daysAgo);
  const all: readonly Named[] = [
    [
      WITH_COVER,
      list("Sunday morning, slowly", songs(0, 34), {
        description: "Coffee first. No drums before eleven.",
      }),
    ],
    [
      "kitchen",
      list("Kitchen dancing", songs(1, 41 + Math.floor(recent / 3)), {
        visibility: "public",
      }),
    ],
    [
      "mum",
      list("For mum's 60th", [...songs(2, 22), local, UNKNOWN], {
        collaborative: true,
        description: "Everybody adds three. No ballads after nine!",
      }),
    ],
    ["run", list(daysAgo > 40 ? "Running" : "Running, but honest", songs(4, 28))],
    ["train", list("Night train to Vienna", songs(5, 57 + Math.floor(recent / 10)))],
    [
      "focus",
      list("Deep focus", null, {
        relation: "followed",
        owner: { name: "Spotify", refs: { spotify: "spotify:user:spotify" } },
      }),
    ],
    [
      "jonas",
      list("Jonas finds things", songs(7, 112), {
        relation: "followed",
        owner: { name: "Jonas Weber", refs: { spotify: "spotify:user:jonasw" } },
      }),
    ],
  ];
  return daysAgo > 90 ? all.filter(([id]) => id !== "mum") : all;
}

function list(
  name: string,
  entries: readonly Entry[] | null,
  part: Partial<Playlist> = {},
): PlaylistVersion {
  const id = createHash("sha256").update(name).digest("hex").slice(0, 22);
  const playlist: Playlist = {
    name,
    description: null,
    visibility: "private",
    collaborative: false,
    owner: { name: "Robin", refs: { spotify: "spotify:user:robin" } },
    relation: "owned",
    refs: { spotify: `spotify:playlist:${id}` },
    ...part,
  };
  return { playlist, entries };
}

/** A name in letters that the fonts of every machine have, so that a picture shows no boxes. */
function bandName(n: number): string {
  return title(9, n, 1 + (n % 2));
}

/** 22 letters and digits, as ids of Spotify are. */
function idOf(n: number): string {
  return `4uLU6hMCjMI75M1A2${String(n).padStart(5, "0")}`;
}
