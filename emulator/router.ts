import { readAlbum, readTrack } from "./read-catalog.ts";
import {
  readAlbums,
  readAudiobooks,
  readContains,
  readEpisodes,
  readFollowing,
  readLikes,
  readProfile,
  readShows,
} from "./read-library.ts";
import { readImages, readItems, readPlaylist, readPlaylists } from "./read-playlists.ts";
import { forbid, type Reply, refuse } from "./replies.ts";
import { requireScope } from "./scopes.ts";
import { search } from "./search.ts";
import type { Call } from "./world.ts";
import { changeItems, deleteItems, postItems } from "./write-items.ts";
import { removeFromLibrary, saveLikes, saveToLibrary } from "./write-library.ts";
import { changePlaylist, postPlaylist, putImage } from "./write-playlists.ts";

/** One endpoint. `*` in a path stands for an id. The handler gets the id. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  /** The scopes that are always needed; more may depend on the request. */
  readonly scopes: readonly string[];
  readonly handle: (call: Call, id: string) => Reply;
}

/** All endpoints of the emulated Spotify. */
export const ROUTES: readonly Route[] = [
  get("/me", [], readProfile),
  get("/me/tracks", ["user-library-read"], readLikes),
  get("/me/albums", ["user-library-read"], readAlbums),
  get("/me/shows", ["user-library-read"], readShows),
  get("/me/episodes", ["user-library-read", "user-read-playback-position"], readEpisodes),
  get("/me/audiobooks", ["user-library-read"], readAudiobooks),
  get("/me/following", ["user-follow-read"], readFollowing),
  get("/me/playlists", ["playlist-read-private"], readPlaylists),
  get("/me/library/contains", [], readContains),
  get("/playlists/*", [], readPlaylist),
  get("/playlists/*/items", ["playlist-read-private"], readItems),
  get("/playlists/*/images", [], readImages),
  get("/search", [], search),
  get("/tracks/*", [], readTrack),
  get("/albums/*", [], readAlbum),
  write("PUT", "/me/library", saveToLibrary),
  write("DELETE", "/me/library", removeFromLibrary),
  write("PUT", "/me/tracks", saveLikes),
  write("POST", "/me/playlists", postPlaylist),
  write("PUT", "/playlists/*", changePlaylist),
  write("POST", "/playlists/*/items", postItems),
  write("PUT", "/playlists/*/items", changeItems),
  write("DELETE", "/playlists/*/items", deleteItems),
  write("PUT", "/playlists/*/images", putImage),
];

/** Endpoints that Development Mode lost: 403 for every request. `undefined`: every method. */
export const RETIRED: readonly { readonly method?: string; readonly path: string }[] = [
  { path: "/playlists/*/tracks" },
  { path: "/playlists/*/followers" },
  { path: "/playlists/*/followers/contains" },
  { path: "/users/*" },
  { path: "/users/*/playlists" },
  ...["tracks", "albums", "shows", "episodes", "audiobooks", "following"].flatMap((list) => [
    { path: `/me/${list}/contains` },
    { method: "DELETE", path: `/me/${list}` },
    ...(list === "tracks" ? [] : [{ method: "PUT", path: `/me/${list}` }]),
  ]),
  ...["tracks", "albums", "artists", "shows", "episodes", "audiobooks", "chapters"].map((list) => ({
    method: "GET",
    path: `/${list}`,
  })),
];

/** Answers a call, or throws a `Refusal`: 403 retired, 404 unknown path, 405 wrong method. */
export function route(method: string, path: string, call: Call): Reply {
  for (const gone of RETIRED) {
    if ((gone.method ?? method) === method && idIn(gone.path, path) !== undefined) forbid();
  }
  let known = false;
  for (const candidate of ROUTES) {
    const id = idIn(candidate.path, path);
    if (id === undefined) continue;
    known = true;
    if (candidate.method !== method) continue;
    for (const scope of candidate.scopes) requireScope(call, scope);
    return candidate.handle(call, id);
  }
  // The path exists, although nobody may read it.
  if (known || path === "/me/library") refuse(405, "Method Not Allowed");
  return refuse(404, "Service not found");
}

/**
 * The id in `path` at the `*` of `pattern`; "" for a pattern without one; `undefined` if it does
 * not match.
 */
function idIn(pattern: string, path: string): string | undefined {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === path ? "" : undefined;
  const tail = pattern.slice(star + 1);
  if (!path.startsWith(pattern.slice(0, star)) || !path.endsWith(tail)) return undefined;
  const id = path.slice(star, path.length - tail.length);
  return id === "" || id.includes("/") ? undefined : id;
}

function get(path: string, scopes: readonly string[], handle: Route["handle"]): Route {
  return { method: "GET", path, scopes, handle };
}

/** A write. The scope it needs depends on its targets, so its handler checks the scope. */
function write(method: Route["method"], path: string, handle: Route["handle"]): Route {
  return { method, path, scopes: [], handle };
}
