import type { Catalog } from "./catalog.ts";
import { idOf, mix, numberOf } from "./ids.ts";
import { type PlaylistState, timestamp } from "./library.ts";
import { nextSnapshot } from "./mutate.ts";
import { personName, title } from "./words.ts";

/** Playlists with lower numbers belong to people without an account in the emulator. */
const PUBLIC_PLAYLISTS = 10_000_000_000;

/**
 * The `n`th playlist of people without an account. It is public, and the same in every emulator.
 */
export function publicPlaylist(n: number, catalog: Catalog): PlaylistState {
  const id = idOf("playlist", n);
  const owner = mix(800, n) % 1_000_000;
  const ownerId = `outsider${owner}`;
  return {
    id,
    name: title(801, n, 2),
    description: "",
    public: true,
    collaborative: false,
    ownerId,
    ownerName: personName(802, owner),
    snapshotId: nextSnapshot(id),
    items: Array.from({ length: 1 + (mix(803, n) % 30) }, (_, at) => ({
      addedAt: timestamp(Date.parse("2024-01-01T00:00:00Z") + at * 60_000),
      addedBy: ownerId,
      content: catalog.track((mix(804, n) % 1_000_000) + at),
    })),
    images: [],
    access: "normal",
  };
}

/** Such a playlist by its id; `undefined` if the id belongs to no such playlist. */
export function findPublicPlaylist(id: string, catalog: Catalog): PlaylistState | undefined {
  const n = numberOf("playlist", id);
  return n === undefined || n >= PUBLIC_PLAYLISTS ? undefined : publicPlaylist(n, catalog);
}
