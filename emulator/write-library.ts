import { type Content, type Track, timestamp, uriOf } from "./library.ts";
import { deletePlaylist, followPlaylist, like, save, unsave } from "./mutate.ts";
import { forbid, type Reply, refuse } from "./replies.ts";
import { jsonBody, textList } from "./request.ts";
import { requireScope } from "./scopes.ts";
import { LIBRARY_KINDS, requestedUris, type Uri } from "./uris.ts";
import { type Call, findContent, findPlaylist } from "./world.ts";

const TIMESTAMPED_MAXIMUM = 50;
const OK: Reply = { status: 200 };

/**
 * PUT /me/library: saves all of the URIs or, if one is invalid, none. The date is the present time.
 */
export function saveToLibrary(call: Call): Reply {
  const { account, world } = call;
  const uris = writableUris(call);
  const playlists = uris
    .filter(({ kind }) => kind === "playlist")
    .map(({ id }) => {
      const playlist = findPlaylist(world, account, id);
      if (playlist === undefined || playlist.access === "null-entry")
        refuse(400, "Invalid playlist");
      return playlist;
    });
  const things = contentsOf(call, uris).filter(
    ({ kind }) => kind !== "artist" || world.behaviour.artistWrites === "follow",
  );
  const ordered = <T>(batch: readonly T[]) =>
    world.behaviour.batchOrder === "last-on-top" ? batch : batch.toReversed();
  save(account, ordered(things), timestamp(world.now()));
  for (const playlist of ordered(playlists)) followPlaylist(account, playlist);
  const users = uris.filter(({ kind }) => kind === "user").map(({ id }) => id);
  account.users = [...new Set([...account.users, ...users])];
  return OK;
}

/** DELETE /me/library. */
export function removeFromLibrary(call: Call): Reply {
  const { account } = call;
  const uris = writableUris(call);
  unsave(
    account,
    uris.map(({ uri }) => uri),
  );
  for (const { kind, id } of uris) {
    if (kind === "playlist") deletePlaylist(account, id);
    if (kind === "user") account.users = account.users.filter((user) => user !== id);
  }
  return OK;
}

/** PUT /me/tracks, deprecated. It is the only way to save with a date, and closed to most apps. */
export function saveLikes(call: Call): Reply {
  const { account, world } = call;
  const { timestampedIds: mode } = world.behaviour;
  if (mode === false) forbid();
  requireScope(call, "user-library-modify");
  const body = jsonBody(call);
  if (body["timestamped_ids"] === undefined) {
    const ids = textList(body["ids"], "ids", TIMESTAMPED_MAXIMUM);
    like(
      account,
      ids.map((id) => trackOf(call, id)),
      timestamp(world.now()),
    );
    return OK;
  }
  const dated = timestampedIds(call, body["timestamped_ids"]);
  if (mode === "ignored") return OK;
  for (const { track, addedAt } of dated) {
    like(account, [track], mode === "undated" ? timestamp(world.now()) : addedAt);
  }
  return OK;
}

function timestampedIds(call: Call, list: unknown): { track: Track; addedAt: string }[] {
  if (!Array.isArray(list) || list.length === 0 || list.length > TIMESTAMPED_MAXIMUM) {
    refuse(400, "Invalid timestamped_ids");
  }
  return list.map((entry: unknown) => {
    const { id, added_at: addedAt } = Object(entry) as { id?: unknown; added_at?: unknown };
    const written = typeof addedAt === "string" ? addedAt : "";
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(written) || Number.isNaN(Date.parse(written))) {
      refuse(400, "Invalid added_at");
    }
    if (typeof id !== "string") refuse(400, "Invalid base62 id");
    // Spotify keeps the order "with minute granularity".
    return { track: trackOf(call, id), addedAt: `${written.slice(0, 17)}00Z` };
  });
}

function trackOf(call: Call, id: string): Track {
  const track = findContent(call.world, `spotify:track:${id}`);
  const isShown = track?.kind === "track" && !call.account.greyed.has(uriOf(track));
  if (!isShown) refuse(400, "Invalid base62 id");
  return track;
}

/** The URIs of a write, if the token allows each of their kinds. */
function writableUris(call: Call): Uri[] {
  const artists = call.world.behaviour.artistWrites === "refuse" ? [] : ["artist"];
  const uris = requestedUris(call, [...LIBRARY_KINDS, ...artists]);
  for (const { kind } of uris) requireScope(call, WRITE_SCOPE[kind] ?? "user-library-modify");
  return uris;
}

function contentsOf({ world, account }: Call, uris: readonly Uri[]): Content[] {
  return uris
    .filter(({ kind }) => kind !== "playlist" && kind !== "user")
    .map(({ uri }) => {
      const thing = findContent(world, uri);
      if (thing === undefined || account.greyed.has(uriOf(thing))) refuse(400, "Invalid base62 id");
      return thing;
    });
}

const WRITE_SCOPE: Readonly<Record<string, string>> = {
  artist: "user-follow-modify",
  user: "user-follow-modify",
  playlist: "playlist-modify-public",
};
