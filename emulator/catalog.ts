import { EDGE_CASE_NAMES } from "./edge-case-names.ts";
import { CATALOG_SIZE, idOf, type Kind, mix, numberOf } from "./ids.ts";
import type { Album, Artist, Audiobook, Content, Episode, Show, Track } from "./library.ts";
import { artistName, personName, pick, title, trackTitle } from "./words.ts";

/**
 * The number of tracks of every album in the catalogue: the tracks of album `a` start at `a * 12`.
 */
export const ALBUM_TRACKS = 12;
/**
 * Tracks with numbers from here on have the names of edge cases, in the order of `EDGE_CASE_NAMES`.
 */
export const EDGE_CASE_TRACKS = 20_000_000_000;
const EDGE_CASE_TRACKS_END = EDGE_CASE_TRACKS + 1_000_000;
const REISSUED_ALBUMS = Math.floor(CATALOG_SIZE / 2 / ALBUM_TRACKS);
/**
 * The distance between the numbers of two releases of one recording. They have the same ISRC and the
 * same artists.
 */
const REISSUE = REISSUED_ALBUMS * ALBUM_TRACKS;
const ISRC = /^QM([0-9A-Z]{3})(\d{7})$/;
const UPC = /^0(\d{11})$/;

/**
 * All music, as a function of numbers. It is the same in every emulator, so that one process can
 * restore into another what a third one held. Only artists and albums that were asked for are
 * stored, because tracks share them.
 */
export interface Catalog {
  artist(n: number): Artist;
  album(n: number): Album;
  track(n: number): Track;
  show(n: number): Show;
  episode(n: number): Episode;
  audiobook(n: number): Audiobook;
  /** The thing that a Spotify URI names; `undefined` if the catalogue does not have it. */
  find(uri: string): Content | undefined;
  /** The tracks of one of the catalogue's albums, in order. */
  albumTracks(album: Album): readonly Track[];
  /** Every release of the recording, oldest first. */
  tracksByIsrc(isrc: string): readonly Track[];
  albumsByUpc(upc: string): readonly Album[];
}

export function createCatalog(): Catalog {
  const artists = new Map<number, Artist>();
  const albums = new Map<number, Album>();
  const artist = (n: number) => remember(artists, n, makeArtist);
  const album = (n: number) => remember(albums, n, (number) => makeAlbum(number, artist));
  const track = (n: number) => makeTrack(n, album(Math.floor(n / ALBUM_TRACKS)), artist);
  const makers = {
    artist,
    album,
    track,
    show: makeShow,
    episode: makeEpisode,
    audiobook: makeBook,
  };
  return {
    ...makers,
    find(uri) {
      const [scheme, kind, id, ...rest] = uri.split(":");
      if (scheme !== "spotify" || id === undefined || rest.length > 0) return undefined;
      if (kind === undefined || !Object.hasOwn(makers, kind)) return undefined;
      const n = numberOf(kind as keyof typeof makers & Kind, id);
      return n === undefined ? undefined : makers[kind as keyof typeof makers](n);
    },
    albumTracks(of) {
      const n = numberOf("album", of.id);
      if (n === undefined) return [];
      return Array.from({ length: ALBUM_TRACKS }, (_, at) => track(n * ALBUM_TRACKS + at));
    },
    tracksByIsrc(isrc) {
      const [, letters, numerals] = ISRC.exec(isrc) ?? [];
      if (letters === undefined || numerals === undefined) return [];
      const n = Number.parseInt(letters, 36) * 10_000_000 + Number(numerals);
      return n < REISSUE ? [track(n), track(n + REISSUE)] : [];
    },
    albumsByUpc(upc) {
      const [, numerals] = UPC.exec(upc) ?? [];
      return numerals === undefined ? [] : [album(Number(numerals))];
    },
  };
}

function remember<T>(known: Map<number, T>, n: number, make: (n: number) => T): T {
  const found = known.get(n);
  if (found !== undefined) return found;
  const made = make(n);
  known.set(n, made);
  return made;
}

function makeArtist(n: number): Artist {
  return { kind: "artist", id: idOf("artist", n), name: artistName(n) };
}

function makeAlbum(n: number, artist: (n: number) => Artist): Album {
  return {
    kind: "album",
    id: idOf("album", n),
    name: title(200, n, 1 + (mix(201, n) % 3)),
    artists: [artist(mix(202, Math.floor((n % REISSUED_ALBUMS) / 3)) % 1_000_000)],
    albumType: pick(["album", "album", "album", "compilation", "single"] as const, mix(203, n)),
    releaseDate: releaseDate(n),
    totalTracks: ALBUM_TRACKS,
    upc: `0${String(n).padStart(11, "0")}`,
  };
}

function makeTrack(n: number, album: Album, artist: (n: number) => Artist): Track {
  const edgeCases = n >= EDGE_CASE_TRACKS && n < EDGE_CASE_TRACKS_END;
  const guest = mix(301, n % REISSUE) % 6 === 0 ? [artist(mix(302, n % REISSUE) % 1_000_000)] : [];
  return {
    kind: "track",
    id: idOf("track", n),
    name: edgeCases ? pick(EDGE_CASE_NAMES, n - EDGE_CASE_TRACKS) : trackTitle(n % REISSUE),
    artists: guest.length === 0 ? album.artists : [...album.artists, ...guest],
    album,
    durationMs: 90_000 + (mix(303, n % REISSUE) % 300_000),
    discNumber: 1,
    trackNumber: (n % ALBUM_TRACKS) + 1,
    explicit: mix(304, n % REISSUE) % 8 === 0,
    isrc: isrcOf(n % REISSUE),
  };
}

function makeShow(n: number): Show {
  return {
    kind: "show",
    id: idOf("show", n),
    name: `The ${title(400, n, 2)} Podcast`,
    description: `${title(401, n, 8)}.`,
    totalEpisodes: 10 + (mix(402, n) % 500),
  };
}

function makeEpisode(n: number): Episode {
  return {
    kind: "episode",
    id: idOf("episode", n),
    name: `#${(n % 500) + 1}: ${title(500, n, 3)}`,
    description: `${title(501, n, 12)}.`,
    show: makeShow(Math.floor(n / 10)),
    durationMs: 600_000 + (mix(502, n) % 6_000_000),
    releaseDate: `20${10 + (mix(503, n) % 16)}-0${1 + (mix(504, n) % 9)}-1${mix(505, n) % 10}`,
    explicit: mix(506, n) % 5 === 0,
  };
}

function makeBook(n: number): Audiobook {
  return {
    kind: "audiobook",
    id: idOf("audiobook", n),
    name: title(600, n, 3),
    description: `${title(601, n, 10)}.`,
    authors: [personName(602, n)],
    narrators: [personName(603, n), personName(604, n)],
    totalChapters: 5 + (mix(605, n) % 60),
  };
}

function releaseDate(n: number): string {
  const year = String(1960 + (mix(204, n) % 66));
  const month = String(1 + (mix(205, n) % 12)).padStart(2, "0");
  const day = String(1 + (mix(206, n) % 28)).padStart(2, "0");
  return [year, month, day].slice(0, pick([1, 2, 3, 3, 3, 3], mix(207, n))).join("-");
}

function isrcOf(n: number): string {
  const letters = Math.floor(n / 10_000_000)
    .toString(36)
    .toUpperCase()
    .padStart(3, "0");
  return `QM${letters}${String(n % 10_000_000).padStart(7, "0")}`;
}
