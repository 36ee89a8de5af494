import type { ListedPlaylist, MusicProvider, Walk } from "../src/model/provider.ts";
import type { Entry, Track } from "../src/model/records.ts";
import { canonicalJson } from "../src/snapshot/canonical.ts";

/** The number of entries that come at once. */
const PAGE = 50;

/** A library in memory that can be edited, behind the provider port. */
export interface EditableLibrary {
  readonly provider: MusicProvider;
  like(addedAt: string): void;
  unlike(at: number): void;
  /** Adds one item to a playlist. */
  edit(playlist: number, addedAt: string): void;
}

/**
 * A library with these numbers of likes, playlists and items. Its records have the usual size.
 */
export function createEditableLibrary(
  likes: number,
  playlists: number,
  items: number,
): EditableLibrary {
  let made = 0;
  // Records are made with their keys in order, as the provider makes them.
  const entry = (addedAt: string): Entry =>
    JSON.parse(canonicalJson({ type: "track", addedAt, item: track(made++) }));
  const many = (count: number) =>
    Array.from({ length: count }, () => entry("2026-01-01T00:00:00Z"));
  let liked = many(likes);
  const lists = Array.from({ length: playlists }, () => ({ entries: many(items), revision: 0 }));
  const listed = (at: number): ListedPlaylist => ({
    id: id("playlist", at),
    revision: `${lists[at]?.revision}`,
    playlist: {
      name: `Playlist ${at}`,
      description: null,
      visibility: "private",
      collaborative: false,
      owner: { name: "somebody", refs: {} },
      relation: "owned",
      refs: { spotify: `spotify:playlist:${id("playlist", at)}` },
    },
    total: lists[at]?.entries.length ?? 0,
    coverUrl: null,
  });
  return {
    provider: {
      name: "spotify",
      link: () => null,
      requests: () => 0,
      account: async () => ({ id: "account", aliases: [], displayName: "somebody" }),
      collection: async (kind) => walk(kind === "likes" ? liked : []),
      playlists: async () => ({
        playlists: lists.map((_, at) => listed(at)),
        hidden: 0,
        malformed: 0,
        shown: lists.length,
        total: lists.length,
      }),
      entries: async ({ id: wanted }) =>
        walk(lists[lists.findIndex((_, at) => id("playlist", at) === wanted)]?.entries ?? []),
      cover: async () => null,
    },
    like: (addedAt) => {
      liked = [entry(addedAt), ...liked];
    },
    unlike: (at) => {
      liked = liked.toSpliced(at, 1);
    },
    edit: (at, addedAt) => {
      const list = lists[at];
      if (list === undefined) return;
      list.entries = [...list.entries, entry(addedAt)];
      list.revision += 1;
    },
  };
}

function walk(entries: readonly Entry[]): Walk {
  return {
    total: entries.length,
    first: entries.slice(0, PAGE),
    isWhole: entries.length <= PAGE,
    async *rest() {
      for (let at = PAGE; at < entries.length; at += PAGE) yield entries.slice(at, at + PAGE);
    },
    report: () => ({ disagreeing: 0, repeats: 0, malformed: 0 }),
  };
}

/** A record of the usual size, with identifiers that compress as badly as real ones. */
function track(n: number): Track {
  const ref = (kind: string, of: number) => ({ spotify: `spotify:${kind}:${id(kind, of)}` });
  const artist = { name: `Artist number ${n % 900}`, refs: ref("artist", n % 900) };
  return {
    title: `Title of track ${n}`,
    artists: [artist],
    album: {
      title: `Album ${n % 2_500}`,
      artists: [artist],
      releaseDate: `20${10 + (n % 16)}-0${1 + (n % 9)}-1${n % 9}`,
      type: "album",
      refs: ref("album", n % 2_500),
    },
    durationMs: 120_000 + ((n * 7_919) % 240_000),
    isrc: `QM${id("isrc", n).slice(0, 3).toUpperCase()}${10_000_000 + n}`.slice(0, 12),
    discNumber: 1,
    trackNumber: 1 + (n % 14),
    explicit: n % 5 === 0,
    refs: ref("track", n),
  };
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** 22 letters and digits without a pattern; the same for the same thing. */
function id(kind: string, n: number): string {
  let state = [...`${kind}${n}`].reduce(
    (hash, c) => Math.imul(hash ^ c.charCodeAt(0), 16_777_619),
    n,
  );
  let text = "";
  while (text.length < 22) {
    state = Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9;
    text += ALPHABET[((state >>> 8) % 62) & 63] ?? "0";
  }
  return text;
}
