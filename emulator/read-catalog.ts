import { type Album, type Track, uriOf } from "./library.ts";
import { pageOf, requestedWindow } from "./page.ts";
import { type Reply, refuse } from "./replies.ts";
import { type Call, everything, findContent, wireOf } from "./world.ts";

const TYPES = ["album", "artist", "playlist", "track", "show", "episode", "audiobook"];

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

/** GET /search. Only the filters `isrc:` and `upc:` find anything. */
export function search(call: Call): Reply {
  const { query } = call;
  const words = query.get("q");
  if (words === null || words.trim() === "") refuse(400, "No search query");
  const types = (query.get("type") ?? "").split(",");
  if (types.some((type) => !TYPES.includes(type))) refuse(400, "Bad search type field");
  const window = requestedWindow(call, { limit: 5, maximum: 10, offset: 1000 });
  const wire = wireOf(call);
  const page = <T>(items: readonly T[], show: (item: T) => object) =>
    pageOf(call, "/search", items, show, window);
  const body: Record<string, object> = {};
  for (const type of types) {
    if (type === "track") body["tracks"] = page(tracksOf(call, words), wire.track);
    else if (type === "album") body["albums"] = page(albumsOf(call, words), wire.simplifiedAlbum);
    else body[`${type}s`] = page([], () => ({}));
  }
  return { status: 200, body };
}

function tracksOf(call: Call, words: string): Track[] {
  const isrc = /^isrc:(\S+)$/i.exec(words)?.[1]?.toUpperCase();
  if (isrc === undefined) return [];
  const known = call.world.catalog.tracksByIsrc(isrc);
  const found = known.length > 0 ? known : everything(call.world).filter(isTrack);
  return distinct(found.filter((track) => track.isrc === isrc && !greyed(call, track)));
}

function albumsOf(call: Call, words: string): Album[] {
  const upc = /^upc:(\S+)$/i.exec(words)?.[1];
  if (upc === undefined) return [];
  const known = call.world.catalog.albumsByUpc(upc);
  const found = known.length > 0 ? known : everything(call.world).filter(isAlbum);
  return distinct(found.filter((album) => album.upc === upc && !greyed(call, album)));
}

function greyed({ seen }: Call, thing: Track | Album): boolean {
  return seen.greyed.has(uriOf(thing));
}

function distinct<T extends Track | Album>(things: readonly T[]): T[] {
  return [...new Map(things.map((thing) => [thing.id, thing])).values()];
}

function isTrack(thing: { readonly kind: string }): thing is Track {
  return thing.kind === "track";
}

function isAlbum(thing: { readonly kind: string }): thing is Album {
  return thing.kind === "album";
}
