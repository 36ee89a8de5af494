import type { AccountState, Cover, PlaylistItem, PlaylistState } from "./library.ts";
import { uriOf } from "./library.ts";
import type { Wire } from "./wire.ts";

/** The circumstances that the JSON of a playlist depends on. */
export interface PlaylistContext {
  readonly wire: Wire;
  readonly apiUrl: string;
  /** The address of a cover's bytes. */
  readonly coverUrl: (cover: Cover) => string;
  /** Whether fields have their names from before 2026: `track` and `tracks`. */
  readonly oldFieldNames: boolean;
  /** The account that sees it. Content that was greyed out for this account is null. */
  readonly account: AccountState;
  /** Whether the client said that it knows episodes. If not, they are null too. */
  readonly episodes: boolean;
}

/** A playlist without its items. */
export function playlistHead(playlist: PlaylistState, context: PlaylistContext): object {
  const { id, ownerId } = playlist;
  return {
    collaborative: playlist.collaborative,
    description: playlist.description === null ? null : escapeHtml(playlist.description),
    external_urls: { spotify: `https://open.spotify.com/playlist/${id}` },
    href: `${context.apiUrl}/playlists/${id}`,
    id,
    images: playlistImages(playlist, context),
    name: playlist.name,
    owner: { display_name: playlist.ownerName, ...userJson(ownerId, context.apiUrl) },
    primary_color: null,
    public: playlist.public,
    snapshot_id: playlist.snapshotId,
    type: "playlist",
    uri: `spotify:playlist:${id}`,
  };
}

/** A playlist in the list of `/me/playlists`; `null` for one that Spotify hides. */
export function listedPlaylist(playlist: PlaylistState, context: PlaylistContext): object | null {
  if (playlist.access === "null-entry") return null;
  const total = playlist.access === "metadata" ? null : playlist.items.length;
  const items = { href: `${context.apiUrl}/playlists/${playlist.id}/items`, total };
  return { ...playlistHead(playlist, context), ...named("items", items, context) };
}

/**
 * A custom cover comes in one size, which is not stated. Without a custom cover, Spotify shows the
 * picture of the first album, or a mosaic of four albums.
 */
export function playlistImages(
  playlist: PlaylistState,
  { coverUrl }: Pick<PlaylistContext, "coverUrl">,
): object[] | null {
  if (playlist.images === null) return null;
  if (playlist.images.length > 0) {
    return playlist.images.map((cover) => ({ url: coverUrl(cover), height: null, width: null }));
  }
  const [first, ...others] = albumsOf(playlist);
  if (first === undefined) return [];
  return [640, 300, 60].map((side) => ({
    url:
      others.length < 3
        ? coverUrl({ id: pictureOf(first) })
        : `https://mosaic.scdn.co/${side}/${[first, ...others].map(pictureOf).join("")}`,
    height: side,
    width: side,
  }));
}

/** The ids of up to four albums in a playlist. */
function albumsOf({ items }: PlaylistState): readonly string[] {
  const albums = new Set<string>();
  for (const { content } of items) {
    if (content?.kind === "track") albums.add(content.album.id);
    if (albums.size === 4) break;
  }
  return [...albums];
}

function pictureOf(album: string): string {
  return `ab67616d0000b273${album}`;
}

/** One row of a playlist. */
export function playlistRow(item: PlaylistItem, context: PlaylistContext): object {
  const { addedAt, addedBy, content } = item;
  return {
    added_at: addedAt,
    added_by: addedBy === null ? null : userJson(addedBy, context.apiUrl),
    is_local: content?.kind === "local",
    primary_color: null,
    ...named("item", contentJson(item, context), context),
  };
}

/** `value` under `key`, or under its old name for an app of the old generation. */
export function named(
  key: "item" | "items",
  value: unknown,
  { oldFieldNames }: Pick<PlaylistContext, "oldFieldNames">,
): Record<string, unknown> {
  if (!oldFieldNames) return { [key]: value };
  return { [key === "item" ? "track" : "tracks"]: value };
}

function contentJson({ content }: PlaylistItem, context: PlaylistContext): object | null {
  if (content === null) return null;
  if (content.kind === "local") return context.wire.local(content);
  if (context.account.greyed.has(uriOf(content))) return null;
  if (content.kind === "track") return context.wire.track(content);
  return context.episodes ? context.wire.episode(content) : null;
}

function userJson(id: string, apiUrl: string): object {
  const name = encodeURIComponent(id);
  return {
    external_urls: { spotify: `https://open.spotify.com/user/${name}` },
    href: `${apiUrl}/users/${name}`,
    id,
    type: "user",
    uri: `spotify:user:${name}`,
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
  "/": "&#x2F;",
};

/** Escapes a description. Spotify returns them escaped, however they were written. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"'/]/g, (character) => ENTITIES[character] ?? character);
}
