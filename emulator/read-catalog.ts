import { type Album, type Track, uriOf } from "./library.ts";
import { type Reply, refuse } from "./replies.ts";
import { type Call, findContent, wireOf } from "./world.ts";

/** GET /tracks/{id}. */
export function readTrack(call: Call, id: string): Reply {
  const track = findContent(call.world, `spotify:track:${id}`);
  if (track?.kind !== "track" || greyed(call, track)) refuse(404, "Resource not found");
  return { status: 200, body: wireOf(call).track(track) };
}

/** GET /albums/{id}. */
export function readAlbum(call: Call, id: string): Reply {
  const album = findContent(call.world, `spotify:album:${id}`);
  if (album?.kind !== "album" || greyed(call, album)) refuse(404, "Resource not found");
  const tracks = call.world.catalog.albumTracks(album);
  return { status: 200, body: wireOf(call).album(album, tracks) };
}

function greyed({ seen }: Call, thing: Track | Album): boolean {
  return seen.greyed.has(uriOf(thing));
}
