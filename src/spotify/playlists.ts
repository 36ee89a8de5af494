import type { Log } from "../log.ts";
import { IncompleteListError, type ListedPlaylist, type PlaylistList } from "../model/provider.ts";
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

/** How often the list is read before one gives up on it. */
const LISTINGS = 3;

/**
 * Lists the playlists of the account whose profile's `id` is `accountId`. One that is dragged to
 * another place between two pages makes a row come twice and hides another, though the count is
 * right; so a list with such a row is read again, {@link LISTINGS} times at most. Throws
 * `IncompleteListError` when what was seen then is still not all of it, and `MovedError` when the
 * rows of a listing do not add up to its total. Spotify: Web API reference, "Get Current User's Playlists".
 */
export async function listPlaylists(api: Api, accountId: string, log: Log): Promise<PlaylistList> {
  const earlier: Listing[] = [];
  while (earlier.length < LISTINGS) {
    const listing = await readListing(api, accountId);
    if (listing.repeated === 0) return listing.list;
    log.debug("spotify.playlists.repeated", { rows: listing.repeated });
    const whole = combine(listing, earlier);
    if (whole !== null) return whole;
    earlier.unshift(listing);
  }
  throw new IncompleteListError(union(earlier));
}

/** All that was seen, in the order of the last listing, which is the first here. */
function union(listings: readonly Listing[]): PlaylistList {
  const playlists = new Map<string, ListedPlaylist>();
  for (const one of listings.flatMap(({ list }) => list.playlists)) {
    if (!playlists.has(one.id)) playlists.set(one.id, one);
  }
  return {
    playlists: [...playlists.values()],
    hidden: Math.min(...listings.map(({ list }) => list.hidden)),
  };
}

/** The list as it was read once, without the rows that came twice. */
interface Listing {
  readonly list: PlaylistList;
  readonly total: number;
  /** How many rows came twice, or may have where they are hidden. */
  readonly repeated: number;
}

async function readListing(api: Api, accountId: string): Promise<Listing> {
  const walk = await walkPages(pageReader(api, CALL, schema, (row) => row));
  const rows = [...walk.first];
  let repeated = 0;
  for await (const page of walk.rest()) {
    // Hidden rows look alike: these two may be one that moved past the border, as any other would.
    if (rows.at(-1) === null && page[0] === null) repeated += 1;
    rows.push(...page);
  }
  const shown = rows.filter((row) => row !== null);
  const byId = new Map<string, ListedPlaylist>();
  for (const row of shown) {
    if (!byId.has(row.id)) byId.set(row.id, toListed(row, accountId));
  }
  return {
    list: { playlists: [...byId.values()], hidden: rows.length - shown.length },
    total: walk.total,
    repeated: repeated + shown.length - byId.size,
  };
}

/**
 * What `last` shows together with as many of those before it, newest first, as it takes to come to
 * the total; `null` when they do not. What `last` lacks comes after what it came after before.
 */
function combine(last: Listing, earlier: readonly Listing[]): PlaylistList | null {
  const playlists = [...last.list.playlists];
  let { hidden } = last.list;
  for (const { total, list } of earlier) {
    // Of another total: what was deleted since must not stand in for what is missing.
    if (total !== last.total) return null;
    let at = 0;
    for (const one of list.playlists) {
      const found = playlists.findIndex(({ id }) => id === one.id);
      if (found < 0) playlists.splice(at, 0, one);
      at = (found < 0 ? at : found) + 1;
    }
    // A hidden row that came twice was counted twice.
    hidden = Math.min(hidden, list.hidden);
    if (playlists.length + hidden === total) return { playlists, hidden };
  }
  return null;
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
