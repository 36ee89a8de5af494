import type { PlaylistState } from "./library.ts";
import { pageOf, requestedWindow } from "./page.ts";
import { forbid, type Reply, refuse } from "./replies.ts";
import { requireScope } from "./scopes.ts";
import {
  listedPlaylist,
  named,
  type PlaylistContext,
  playlistHead,
  playlistImages,
  playlistRow,
} from "./wire-playlist.ts";
import { type Call, coverUrl, findPlaylist, wireOf } from "./world.ts";

/** The number of rows in GET /playlists/{id}: more than the items endpoint returns at once. */
const EMBEDDED = 100;

/** GET /me/playlists: owned and followed ones; collaborative ones only with their own scope. */
export function readPlaylists(call: Call): Reply {
  const window = requestedWindow(call, { limit: 20, maximum: 50, offset: 100_000 });
  const collaborative = call.scopes.has("playlist-read-collaborative");
  const visible = call.seen.playlists.filter(
    (playlist) => collaborative || !playlist.collaborative || owns(call, playlist),
  );
  const context = contextOf(call);
  const show = (playlist: PlaylistState) => listedPlaylist(playlist, context);
  const page = pageOf(call, "/me/playlists", visible, show, window);
  const from = call.world.behaviour.playlistsRepeatFrom;
  if (from === null || window.offset < Math.max(from, 1)) return { status: 200, body: page };
  const { offset, limit } = window;
  return {
    status: 200,
    body: { ...page, items: visible.slice(offset - 1, offset + limit - 1).map(show) },
  };
}

/** GET /playlists/{id}: the items only where the user is owner or collaborator. */
export function readPlaylist(call: Call, id: string): Reply {
  refuseFields(call);
  const playlist = readable(call, id);
  const context = contextOf(call);
  const head = playlistHead(playlist, context);
  if (!mayReadItems(call, playlist)) return { status: 200, body: head };
  const window = { offset: 0, limit: EMBEDDED };
  const rows = pageOf(call, itemsPath(call, id), playlist.items, row(context), window);
  return { status: 200, body: { ...head, ...named("items", rows, context) } };
}

/** GET /playlists/{id}/items: 403 for the playlists of others. */
export function readItems(call: Call, id: string): Reply {
  refuseFields(call);
  const window = requestedWindow(call);
  const playlist = readable(call, id);
  if (!mayReadItems(call, playlist)) forbid();
  const show = row(contextOf(call));
  return {
    status: 200,
    body: pageOf(call, itemsPath(call, id), playlist.items, show, window),
  };
}

/** GET /playlists/{id}/images. */
export function readImages(call: Call, id: string): Reply {
  return { status: 200, body: playlistImages(readable(call, id), contextOf(call)) ?? [] };
}

/** The circumstances of this request that the JSON of a playlist depends on. */
export function contextOf(call: Call): PlaylistContext {
  const { world, query, seen } = call;
  return {
    wire: wireOf(call),
    apiUrl: world.apiUrl,
    coverUrl: (cover) => coverUrl(world, cover),
    oldFieldNames: world.behaviour.oldFieldNames,
    account: seen,
    episodes: (query.get("additional_types") ?? "").split(",").includes("episode"),
  };
}

/** Whether the playlist is the account's own. */
export function owns({ account }: Call, { ownerId }: PlaylistState): boolean {
  return ownerId === account.id;
}

/** Whether the account may change the items: owners and collaborators may. */
export function collaborates(call: Call, playlist: PlaylistState): boolean {
  if (owns(call, playlist)) return true;
  return playlist.collaborative && call.account.playlists.some(({ id }) => id === playlist.id);
}

function readable(call: Call, id: string): PlaylistState {
  const playlist = findPlaylist(call.world, call.seen, id);
  if (playlist === undefined || playlist.access !== "normal") refuse(404, "Resource not found");
  if (playlist.public !== true) requireScope(call, "playlist-read-private");
  return playlist;
}

function mayReadItems(call: Call, playlist: PlaylistState): boolean {
  if (!collaborates(call, playlist)) return false;
  if (!owns(call, playlist)) requireScope(call, "playlist-read-collaborative");
  return true;
}

function row(context: PlaylistContext): (item: PlaylistState["items"][number]) => object {
  return (item) => playlistRow(item, context);
}

function itemsPath({ world }: Call, id: string): string {
  return `/playlists/${id}/${world.behaviour.nextNamesRetiredPath ? "tracks" : "items"}`;
}

/** Nobody knows whether `fields` works with the new names, so no client may rely on it. */
function refuseFields({ query }: Call): void {
  if (query.has("fields")) refuse(400, "Invalid fields");
}
