import { randomUUID } from "node:crypto";
import { looksLikeJpeg } from "./image.ts";
import type { PlaylistState } from "./library.ts";
import { createPlaylist, touch } from "./mutate.ts";
import { owns, readPlaylist } from "./read-playlists.ts";
import { forbid, type Reply, refuse } from "./replies.ts";
import { jsonBody, optionalFlag, optionalText } from "./request.ts";
import { requireModifyScope, requireScope } from "./scopes.ts";
import { type Call, findPlaylist } from "./world.ts";

const PLAYLISTS_MAXIMUM = 11_000;
const NAME_MAXIMUM = 100;
const DESCRIPTION_MAXIMUM = 300;
const IMAGE_MAXIMUM_BYTES = 256 * 1024;

/** POST /me/playlists. `public: false` needs its scope, but changes nothing. */
export function postPlaylist(call: Call): Reply {
  const details = detailsOf(call);
  requireModifyScope(call, { public: details.public ?? true });
  if (details.collaborative === true) {
    requireCollaborationScopes(call);
    if (details.public !== false) refuse(400, "Collaborative playlists must not be public");
  }
  if (details.name === undefined) refuse(400, "Missing required field: name");
  if (call.account.playlists.length >= PLAYLISTS_MAXIMUM) forbid("Playlist limit reached");
  const { name, description, collaborative } = details;
  const { id } = createPlaylist(call.account, {
    name,
    ...(description !== undefined && { description }),
    ...(collaborative !== undefined && { collaborative }),
  });
  // The answer to a creation is the new playlist, even if reads lag behind.
  return { status: 201, body: readPlaylist(fresh(call), id).body };
}

/** PUT /playlists/{id}: for owners only. `public` is accepted and ignored. */
export function changePlaylist(call: Call, id: string): Reply {
  const playlist = owned(call, id);
  const { name, description, collaborative, public: visible } = detailsOf(call);
  // Spotify refuses the whole change for an empty description, but accepts it in a creation.
  if (description === "") refuse(400, "Attribute 'description' is empty");
  if (collaborative === true) {
    requireCollaborationScopes(call);
    if (visible !== false && playlist.public !== false) {
      refuse(400, "Collaborative playlists must not be public");
    }
  }
  playlist.name = name ?? playlist.name;
  playlist.description = description ?? playlist.description;
  playlist.collaborative = collaborative ?? playlist.collaborative;
  touch(playlist);
  return { status: 200 };
}

/** PUT /playlists/{id}/images: base64 of a JPEG and nothing around it. */
export function putImage(call: Call, id: string): Reply {
  // Reported as 401, unlike every other missing scope.
  if (!call.scopes.has("ugc-image-upload")) refuse(401, "Unauthorized.");
  const playlist = owned(call, id);
  if (!/^image\/jpeg\s*(;|$)/i.test(call.contentType)) refuse(400, "Invalid content type");
  if (call.body.length > IMAGE_MAXIMUM_BYTES) refuse(413, "Request entity too large");
  const text = call.body.toString("latin1");
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text || !looksLikeJpeg(bytes)) refuse(400, "Invalid image");
  const cover = { id: `ab67706c${randomUUID().replaceAll("-", "")}` };
  call.world.covers.set(cover.id, bytes);
  playlist.images = [cover];
  touch(playlist);
  return { status: 202 };
}

interface Details {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly public: boolean | undefined;
  readonly collaborative: boolean | undefined;
}

/** The fields of the body. Names and descriptions that make Spotify fail give its 500. */
function detailsOf(call: Call): Details {
  const body = jsonBody(call);
  const name = optionalText(body["name"]);
  const description = optionalText(body["description"]);
  if (name?.trim() === "") refuse(400, "Missing required field: name");
  if (name !== undefined && unfit(name, NAME_MAXIMUM)) refuse(500, "Server error");
  const isUnfit = description !== undefined && unfit(description, DESCRIPTION_MAXIMUM);
  const isLost = isUnfit && call.world.behaviour.longDescriptions === "lost";
  if (isUnfit && !isLost) refuse(500, "Server error");
  return {
    name,
    description: isLost ? undefined : description,
    public: optionalFlag(body["public"]),
    collaborative: optionalFlag(body["collaborative"]),
  };
}

function unfit(text: string, maximum: number): boolean {
  return text.length > maximum || /[\r\n]/.test(text);
}

function owned(call: Call, id: string): PlaylistState {
  const playlist = findPlaylist(call.world, call.account, id);
  if (playlist === undefined || playlist.access !== "normal") refuse(404, "Resource not found");
  requireModifyScope(call, playlist);
  if (!owns(call, playlist)) forbid("You cannot change a playlist you don't own.");
  return playlist;
}

function requireCollaborationScopes(call: Call): void {
  requireScope(call, "playlist-modify-public");
  requireScope(call, "playlist-modify-private");
}

function fresh(call: Call): Call {
  return { ...call, seen: call.account };
}
