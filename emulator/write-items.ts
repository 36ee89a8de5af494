import type { PlaylistContent, PlaylistState } from "./library.ts";
import { timestamp, uriOf } from "./library.ts";
import { type Adding, addItems, removeItems, reorder, replaceItems } from "./mutate.ts";
import { wholeNumber } from "./page.ts";
import { collaborates } from "./read-playlists.ts";
import { forbid, type Reply, refuse } from "./replies.ts";
import { jsonBody, optionalCount, optionalText, textList } from "./request.ts";
import { requireModifyScope } from "./scopes.ts";
import { parseUri } from "./uris.ts";
import { type Call, findContent, findPlaylist } from "./world.ts";

const BATCH = 100;
const PLAYLIST_MAXIMUM = 10_000;

/** POST /playlists/{id}/items. A deleted playlist accepts items like any other. */
export function postItems(call: Call, id: string): Reply {
  const playlist = writable(call, id);
  const inQuery = call.query.get("uris");
  const body = inQuery !== null && call.body.length === 0 ? {} : jsonBody(call);
  const uris = textList(inQuery?.split(",") ?? body["uris"], "uris", BATCH);
  if (uris.length === 0) refuse(400, "No uris provided");
  const length = playlist.items.length;
  const position =
    wholeNumber(call.query.get("position"), optionalCount(body["position"]) ?? length) ?? -1;
  if (position < 0 || position > length) {
    refuse(400, "Index out of bounds");
  }
  const contents = contentsOf(call, uris);
  if (length + contents.length > PLAYLIST_MAXIMUM) refuse(400, "Playlist size limit reached");
  addItems(playlist, contents, { ...adding(call), position });
  return { status: 201, body: { snapshot_id: playlist.snapshotId } };
}

/** PUT /playlists/{id}/items: replaces or reorders, never both. */
export function changeItems(call: Call, id: string): Reply {
  const playlist = writable(call, id);
  const inQuery = call.query.get("uris");
  const body = inQuery !== null && call.body.length === 0 ? {} : jsonBody(call);
  const wanted = inQuery?.split(",").filter((uri) => uri !== "") ?? body["uris"];
  const start = optionalCount(body["range_start"]);
  if (wanted !== undefined && start !== undefined) refuse(400, "Use either uris or range_start");
  if (start === undefined) {
    const uris = textList(wanted, "uris", BATCH);
    replaceItems(playlist, contentsOf(call, uris), adding(call));
  } else {
    requireCurrent(playlist, body["snapshot_id"]);
    move(playlist, start, body);
  }
  return { status: 200, body: { snapshot_id: playlist.snapshotId } };
}

/** DELETE /playlists/{id}/items: removes every item with one of the URIs. */
export function deleteItems(call: Call, id: string): Reply {
  const playlist = writable(call, id);
  const body = jsonBody(call);
  requireCurrent(playlist, body["snapshot_id"]);
  const list = body["items"];
  const uris = Array.isArray(list) ? list.map((entry: unknown) => Object(entry).uri) : undefined;
  removeItems(
    playlist,
    textList(uris, "items", BATCH).map((uri) => parsePlaylistUri(uri)),
  );
  return { status: 200, body: { snapshot_id: playlist.snapshotId } };
}

function move(playlist: PlaylistState, start: number, body: Record<string, unknown>): void {
  const before = optionalCount(body["insert_before"]);
  const length = optionalCount(body["range_length"]) ?? 1;
  const total = playlist.items.length;
  if (before === undefined || before > total || length === 0 || start + length > total) {
    refuse(400, "Index out of bounds");
  }
  reorder(playlist, start, before, length);
}

/** The playlist, if it exists and the account and the token may change it. Otherwise refuses. */
function writable(call: Call, id: string): PlaylistState {
  const playlist = findPlaylist(call.world, call.account, id);
  if (playlist === undefined || playlist.access !== "normal") refuse(404, "Resource not found");
  requireModifyScope(call, playlist);
  if (!collaborates(call, playlist)) forbid("You cannot add tracks to a playlist you don't own.");
  return playlist;
}

function contentsOf({ world, account }: Call, uris: readonly string[]): PlaylistContent[] {
  return uris.map((uri) => {
    const thing = findContent(world, parsePlaylistUri(uri));
    if (thing?.kind !== "track" && thing?.kind !== "episode") refuse(400, "Invalid track uri");
    if (account.greyed.has(uriOf(thing))) refuse(400, "Invalid track uri");
    return thing;
  });
}

/** A track or episode URI. Local files cannot be added or removed by URI. */
function parsePlaylistUri(uri: string): string {
  const { kind } = parseUri(uri);
  if (kind !== "track" && kind !== "episode") refuse(400, "Invalid track uri");
  return uri;
}

function requireCurrent(playlist: PlaylistState, snapshot: unknown): void {
  if (optionalText(snapshot) === undefined || snapshot === playlist.snapshotId) return;
  refuse(400, "Invalid snapshot id");
}

function adding({ world, account }: Call): Adding {
  return { addedAt: timestamp(world.now()), addedBy: account.id };
}
