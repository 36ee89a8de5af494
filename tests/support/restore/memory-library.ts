import type { MemoryPlaylist, MemoryState, Saved } from "./memory-music.ts";
import { SOURCE_ID } from "./memory-restore.ts";

/** Long before the snapshots were taken. */
export const OLD = "2026-01-01T00:00:00Z";

/** `count` references `memory:<type>:<name><number>`. */
export function references(type: string, name: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `memory:${type}:${name}${at}`);
}

/** Things saved a minute apart, the first one last. */
export function saved(list: readonly string[]): readonly Saved[] {
  return list.map((reference, at) => ({
    reference,
    addedAt: new Date(Date.parse(OLD) - at * 60_000).toISOString().replace(".000", ""),
  }));
}

/** A private playlist of the source account. */
export function memoryPlaylist(
  id: string,
  items: readonly string[],
  more: Partial<MemoryPlaylist> = {},
): MemoryPlaylist {
  return {
    id,
    name: `Playlist ${id}`,
    description: `About ${id}`,
    collaborative: false,
    visibility: "private" as const,
    owner: SOURCE_ID,
    items: items.map((reference) => ({ reference, addedAt: OLD })),
    cover: null,
    ...more,
  };
}

/** The followed playlists of the library. */
export const others = [memoryPlaylist("shared", [], { owner: "friend" })];

/** Something of everything, and of likes, albums and items one more than fits into a request. */
export function memoryLibrary(): MemoryState {
  return {
    saved: {
      likes: saved(references("track", "l", 41)),
      albums: saved(references("album", "a", 41)),
      artists: saved(references("artist", "r", 3)),
      shows: saved(references("show", "s", 2)),
      episodes: saved(references("episode", "e", 2)),
      audiobooks: saved(references("audiobook", "b", 1)),
    },
    playlists: [
      memoryPlaylist("first", references("track", "p", 101), { cover: Buffer.from([255, 216, 1]) }),
      memoryPlaylist("shared", [], { owner: "friend" }),
      memoryPlaylist("second", ["memory:track:x", "memory:track:y", "memory:track:x"], {
        collaborative: true,
      }),
      memoryPlaylist("twin", ["memory:track:x"], { name: "Twin" }),
      memoryPlaylist("twin2", ["memory:track:y"], { name: "Twin" }),
      memoryPlaylist("void", []),
    ],
    deleted: [],
  };
}
