import { ProviderError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { ListedPlaylist, Walk } from "../model/provider.ts";
import type { Api } from "./api.ts";
import { toPlaylistEntry } from "./mapping.ts";
import { pageReader } from "./page-reader.ts";
import { compiled } from "./row-decoder.ts";
import { walkByOffset } from "./walk-by-offset.ts";
import { contentSchema, oddRow, rowShape } from "./wire-schemas.ts";

/**
 * Begins to walk the entries of a playlist; `withheld` where Spotify does not show those of others.
 */
export type ReadPlaylistEntries = (
  listed: ListedPlaylist,
  row?: number,
) => Promise<Walk | "withheld">;

const { normalize, schema } = rowShape("track", contentSchema);

const reader = {
  normalize,
  schema: compiled(schema),
  map: toPlaylistEntry,
  odd: (row: unknown) => toPlaylistEntry(oddRow(row)),
};

/**
 * Creates a {@link ReadPlaylistEntries}. Entries are asked for by their present name, `items`. If an app
 * does not get them, the first playlist that answers under the old name, `tracks`, decides it for
 * all. A playlist that is not found says nothing about the name.
 */
export function createEntriesReader(api: Api, log: Log): ReadPlaylistEntries {
  let name: "items" | "tracks" = "items";
  let isSettled = false;

  async function read(listed: ListedPlaylist, row: number): Promise<Walk> {
    try {
      const walk = await walkEntries(api, listed, name, row);
      isSettled = true;
      return walk;
    } catch (error) {
      if (isSettled || !hasCode(error, "provider/gone")) throw error;
      const walk = await walkEntries(api, listed, "tracks", row).catch((other: unknown) => {
        throw other instanceof ProviderError ? error : other;
      });
      log.info("spotify.entries.old-name");
      name = "tracks";
      isSettled = true;
      return walk;
    }
  }

  return async (listed, row = 0) => {
    try {
      return await read(listed, row);
    } catch (error) {
      const isKept = hasCode(error, "provider/forbidden") || hasCode(error, "provider/not-found");
      if (isKept && listed.playlist.relation === "followed") return "withheld";
      throw error;
    }
  };
}

/** Spotify: Web API reference, "Get Playlist Items". */
function walkEntries(
  api: Api,
  { id }: ListedPlaylist,
  name: "items" | "tracks",
  row: number,
): Promise<Walk> {
  const call = {
    what: "the entries of a playlist",
    path: `playlists/${encodeURIComponent(id)}/${name}`,
    query: { additional_types: "track,episode" },
    scopes: ["playlist-read-private", "playlist-read-collaborative"],
  };
  return walkByOffset(pageReader(api, call, reader), api.readAhead, undefined, row);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof ProviderError && error.code === code;
}
