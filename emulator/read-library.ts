import type { Artist } from "./library.ts";
import { savedAmong } from "./mutate.ts";
import { pageOf, wholeNumber } from "./page.ts";
import { type Reply, refuse } from "./replies.ts";
import { requireScope } from "./scopes.ts";
import { LIBRARY_KINDS, requestedUris } from "./uris.ts";
import { type Call, findContent, wireOf } from "./world.ts";

/** GET /me, with the fields that Development Mode still has. */
export function readProfile({ seen, world }: Call): Reply {
  const name = encodeURIComponent(seen.id);
  const body = {
    account_id: seen.accountId,
    display_name: seen.displayName,
    external_urls: { spotify: `https://open.spotify.com/user/${name}` },
    href: `${world.apiUrl}/users/${name}`,
    id: seen.id,
    images: [],
    type: "user",
    uri: `spotify:user:${name}`,
  };
  return { status: 200, body };
}

/** GET /me/tracks. */
export function readLikes(call: Call): Reply {
  const wire = wireOf(call);
  return page(call, "/me/tracks", call.seen.likes, ({ addedAt, track }) => ({
    added_at: addedAt,
    track: wire.track(track),
  }));
}

/** GET /me/albums. */
export function readAlbums(call: Call): Reply {
  const wire = wireOf(call);
  return page(call, "/me/albums", call.seen.albums, ({ addedAt, album }) => ({
    added_at: addedAt,
    album: wire.album(album, call.world.catalog.albumTracks(album)),
  }));
}

/** GET /me/shows. */
export function readShows(call: Call): Reply {
  const wire = wireOf(call);
  return page(call, "/me/shows", call.seen.shows, ({ addedAt, show }) => ({
    added_at: addedAt,
    show: wire.show(show),
  }));
}

/** GET /me/episodes. */
export function readEpisodes(call: Call): Reply {
  const wire = wireOf(call);
  return page(call, "/me/episodes", call.seen.episodes, ({ addedAt, episode }) => ({
    added_at: addedAt,
    episode: wire.episode(episode),
  }));
}

/** GET /me/audiobooks: bare, as in Spotify's own file, or with date and chapters. */
export function readAudiobooks(call: Call): Reply {
  const wire = wireOf(call);
  return page(call, "/me/audiobooks", call.seen.audiobooks, ({ addedAt, audiobook }) => {
    const bare = wire.audiobook(audiobook);
    if (call.world.behaviour.audiobooks === "bare") return bare;
    const chapters = wire.whole(`/audiobooks/${audiobook.id}/chapters`, []);
    return { added_at: addedAt, audiobook: { ...bare, chapters } };
  });
}

/** GET /me/following?type=artist. It has an order of its own, so that a cursor stays valid. */
export function readFollowing(call: Call): Reply {
  const { query, seen, world } = call;
  if (query.get("type") !== "artist") refuse(400, "Invalid type");
  const limit = wholeNumber(query.get("limit"), 20);
  if (limit === undefined || limit < 1 || limit > 50) refuse(400, "Invalid limit");
  const after = query.get("after");
  const artists = seen.artists.toSorted(byId);
  const rest = after === null ? artists : artists.filter(({ id }) => id > after);
  const items = rest.slice(0, limit);
  const last = rest.length > limit ? items.at(-1)?.id : undefined;
  const base = `${world.apiUrl}/me/following?type=artist&limit=${limit}`;
  const wire = wireOf(call);
  const body = {
    artists: {
      cursors: { after: last ?? null },
      href: after === null ? base : `${base}&after=${after}`,
      items: items.map(wire.artist),
      limit,
      next: last === undefined ? null : `${base}&after=${last}`,
      total: artists.length,
    },
  };
  return { status: 200, body };
}

/** GET /me/library/contains. */
export function readContains(call: Call): Reply {
  const { seen, world } = call;
  const uris = requestedUris(call, [...LIBRARY_KINDS, "artist"]);
  for (const { kind } of uris) requireScope(call, READ_SCOPE[kind] ?? "user-library-read");
  const things = uris.flatMap(({ uri }) => findContent(world, uri) ?? []);
  const saved = savedAmong(seen, things);
  const lists = new Set(seen.playlists.map(({ id }) => id));
  const body = uris.map(({ uri, kind, id }) => {
    if (kind === "playlist") return lists.has(id);
    return kind === "user" ? seen.users.includes(id) : saved.has(uri);
  });
  return { status: 200, body };
}

const READ_SCOPE: Readonly<Record<string, string>> = {
  artist: "user-follow-read",
  user: "user-follow-read",
  playlist: "playlist-read-private",
};

function page<T>(call: Call, path: string, items: readonly T[], show: (item: T) => object): Reply {
  return { status: 200, body: pageOf(call, path, items, show) };
}

function byId(a: Artist, b: Artist): number {
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
