import { mix } from "./ids.ts";
import type { Artist, Track } from "./library.ts";
import { artistName, title } from "./words.ts";

/** A row of somebody's list: words, and the track that they mean. */
export interface WantedSong {
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  readonly durationMs: number;
  /** `null`: no track is it. */
  readonly right: Track | null;
  /** Whether the words are enough to be sure. */
  readonly isClear: boolean;
}

/** Songs to find, and a catalogue in which others look like them. */
export interface NearMisses {
  readonly wanted: readonly WantedSong[];
  readonly songs: readonly Track[];
}

/** One of so many songs is of each special sort. */
const SORTS = 25;

/**
 * `count` songs of a list. For each, the catalogue has a live recording, a remix, a cover, a karaoke
 * version, a new recording, and a song of the same name by another artist of the same name. One in
 * five is not there itself, or not clear.
 */
export function generateNearMisses(count: number): NearMisses {
  const made = Array.from({ length: count }, (_, n) => makeSong(n));
  return {
    wanted: made.map(({ wanted }) => wanted),
    songs: made.flatMap(({ songs }) => songs),
  };
}

function makeSong(n: number): { readonly wanted: WantedSong; readonly songs: readonly Track[] } {
  const right = makeTrack(n, 0);
  const { name, durationMs, album } = right;
  const artist = right.artists[0]?.name ?? "";
  const words = { title: name, artist, album: album.name, durationMs };
  const clear = (song: Track, change: Partial<WantedSong> = {}) => ({
    wanted: { ...words, right: song, isClear: true, ...change },
    songs: [...nearMissesOf(right, n), song],
  });
  switch (n % SORTS) {
    case 17:
      return clear({ ...right, name: `${name} - 2011 Remaster` });
    case 18:
      return clear(right, { title: `${name} - Remastered 2011` });
    case 19: {
      const guest = makeArtist(n, "guest", artistName(n + 7));
      const title = `${name} (feat. ${guest.name})`;
      return clear({ ...right, artists: [...right.artists, guest] }, { title });
    }
    case 20:
    case 21:
      return { wanted: { ...words, right: null, isClear: true }, songs: nearMissesOf(right, n) };
    case 22:
      return { wanted: { ...words, right: null, isClear: true }, songs: [] };
    case 23: {
      const longer = { ...right, durationMs: durationMs + 5000 };
      return clear(longer, { isClear: false });
    }
    case 24: {
      const other = makeTrack(n, 9);
      const twin = { ...right, id: other.id, isrc: other.isrc, durationMs: durationMs + 2000 };
      const earlier = { ...right, album: other.album, durationMs: durationMs - 2000 };
      const { wanted, songs } = clear(earlier, { isClear: false });
      return { wanted, songs: [...songs, { ...twin, album: makeTrack(n, 8).album }] };
    }
    default:
      return clear(right);
  }
}

function nearMissesOf(right: Track, n: number): readonly Track[] {
  const { name, artists, durationMs } = right;
  const like = (number: number, change: Partial<Track>): Track => {
    const { id, isrc, album } = makeTrack(n, number);
    return { ...right, id, isrc, album, ...change };
  };
  const remixer = artistName(n + 11);
  const band = makeArtist(n, "band", artistName(n + 13));
  const singers = makeArtist(n, "karaoke", "Sing It Karaoke");
  const namesake = makeArtist(n, "namesake", artists[0]?.name ?? "");
  return [
    like(1, { name: `${name} - Live at Wembley`, durationMs: durationMs + 1000 }),
    like(2, { name: `${name} (${remixer} Remix)`, durationMs: durationMs - 2000 }),
    like(3, { artists: [band] }),
    like(4, { name: `${name} (Karaoke Version)`, artists: [singers] }),
    like(5, { name: `${name} (Re-Recorded)`, durationMs: durationMs + 1000 }),
    like(6, { durationMs: durationMs + 12_000 }),
    like(7, { artists: [namesake], durationMs: durationMs + 40_000 }),
  ];
}

function makeTrack(n: number, number: number): Track {
  const artist = makeArtist(n, "main", artistName(n + 3));
  const key = n * 10 + number;
  return {
    kind: "track",
    id: `near${String(key).padStart(18, "0")}`,
    name: title(901, n, 3),
    artists: [artist],
    album: {
      kind: "album",
      id: `near${String(key).padStart(17, "0")}a`,
      name: title(902, key, 2),
      artists: [artist],
      albumType: "album",
      releaseDate: "2001-05-04",
      totalTracks: 1,
      upc: String(key).padStart(12, "0"),
    },
    durationMs: 120_000 + (mix(903, n) % 200_000),
    discNumber: 1,
    trackNumber: 1,
    explicit: false,
    isrc: `ZZNMS${String(key).padStart(7, "0")}`,
  };
}

function makeArtist(n: number, role: string, name: string): Artist {
  return { kind: "artist", id: `${role}${String(n)}`.padEnd(22, "0"), name };
}
