import type { Log } from "../log.ts";
import type { ListedPlaylist, PlaylistList } from "../model/provider.ts";
import type { Api, Call } from "./api.ts";
import { toPlaylist } from "./mapping.ts";
import { pageReader } from "./page-reader.ts";
import { walkPages } from "./pages.ts";
import { pageSchema, playlistSchema, type WirePlaylist } from "./wire.ts";

const schema = pageSchema(playlistSchema);

const CALL: Call = {
  what: "the list of playlists",
  path: "me/playlists",
  scopes: ["playlist-read-private", "playlist-read-collaborative"],
  omits: true,
};

/** Where covers are that Spotify composes from those of the albums in a playlist. */
const MOSAIC_HOST = "mosaic.scdn.co";

/**
 * Lists the playlists of the account whose profile's `id` is `accountId`. Spotify was seen to repeat
 * a row where two pages meet; that is a quirk as long as the rows add up to the total. Throws
 * `MovedError` when they do not. Spotify: Web API reference, "Get Current User's Playlists".
 */
export async function listPlaylists(api: Api, accountId: string, log: Log): Promise<PlaylistList> {
  const walk = await walkPages(pageReader(api, CALL, schema, (row) => row));
  const rows = [...walk.first];
  for await (const page of walk.rest()) rows.push(...page);
  const shown = rows.filter((row) => row !== null);
  const byId = new Map<string, ListedPlaylist>();
  for (const row of shown) {
    if (!byId.has(row.id)) byId.set(row.id, toListed(row, accountId));
  }
  if (byId.size < shown.length) {
    log.debug("spotify.playlists.repeated", { rows: shown.length - byId.size });
  }
  return { playlists: [...byId.values()], hidden: rows.length - shown.length };
}

function toListed(wire: WirePlaylist, accountId: string): ListedPlaylist {
  return {
    id: wire.id,
    revision: wire.snapshot_id,
    playlist: toPlaylist(wire, accountId),
    total: (wire.items ?? wire.tracks)?.total ?? null,
    coverUrl: customCover(wire.images?.[0]?.url),
  };
}

function customCover(url: string | null | undefined): string | null {
  return url && URL.parse(url)?.hostname !== MOSAIC_HOST ? url : null;
}
