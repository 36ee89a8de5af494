import { createHash, randomInt } from "node:crypto";
import { idOf } from "./ids.ts";
import {
  type AccountState,
  type Content,
  type LikedTrack,
  type PlaylistContent,
  type PlaylistItem,
  type PlaylistState,
  type Track,
  uriOf,
} from "./library.ts";

/** The first number for playlists made at run time; generated ones have lower numbers. */
const NEW_PLAYLISTS = 30_000_000_000;

/**
 * Puts tracks among the likes at the position of their date; of equal dates, the last given one is
 * on top. Tracks that are liked already stay as they are.
 */
export function like(account: AccountState, tracks: readonly Track[], addedAt: string): void {
  const wanted = new Map(tracks.map((track) => [track.id, track]));
  for (const { track } of account.likes) wanted.delete(track.id);
  const added = [...wanted.values()].map((track) => ({ addedAt, track })).reverse();
  account.likes = insertByDate(account.likes, added, addedAt);
}

/** Removes tracks from the likes, by URI. */
export function unlike(account: AccountState, uris: readonly string[]): void {
  const gone = new Set(uris);
  account.likes = account.likes.filter(({ track }) => !gone.has(uriOf(track)));
}

/**
 * Saves or follows things of any kind except playlists, on top of their lists. Things that are
 * there already stay as they are.
 */
export function save(account: AccountState, things: readonly Content[], addedAt: string): void {
  const saved = savedAmong(account, things);
  const fresh = things.filter((thing) => !saved.has(uriOf(thing))).reverse();
  const of = <K extends Content["kind"]>(kind: K) =>
    fresh.filter((thing): thing is Extract<Content, { kind: K }> => thing.kind === kind);
  like(account, of("track").reverse(), addedAt);
  account.albums = [...of("album").map((album) => ({ addedAt, album })), ...account.albums];
  account.artists = [...of("artist"), ...account.artists];
  account.shows = [...of("show").map((show) => ({ addedAt, show })), ...account.shows];
  account.episodes = [
    ...of("episode").map((episode) => ({ addedAt, episode })),
    ...account.episodes,
  ];
  account.audiobooks = [
    ...of("audiobook").map((audiobook) => ({ addedAt, audiobook })),
    ...account.audiobooks,
  ];
}

/** Undoes {@link save}, by URI. */
export function unsave(account: AccountState, uris: readonly string[]): void {
  const gone = new Set(uris);
  const stays = (thing: Content) => !gone.has(uriOf(thing));
  account.likes = account.likes.filter(({ track }) => stays(track));
  account.albums = account.albums.filter(({ album }) => stays(album));
  account.artists = account.artists.filter(stays);
  account.shows = account.shows.filter(({ show }) => stays(show));
  account.episodes = account.episodes.filter(({ episode }) => stays(episode));
  account.audiobooks = account.audiobooks.filter(({ audiobook }) => stays(audiobook));
}

/** The URIs of the given things that the account saved, liked or follows. */
export function savedAmong(account: AccountState, things: readonly Content[]): Set<string> {
  const asked = new Map(things.map((thing) => [thing.id, uriOf(thing)]));
  const saved = new Set<string>();
  const look = (thing: Content) => {
    const uri = asked.get(thing.id);
    if (uri !== undefined) saved.add(uri);
  };
  const kinds = new Set(things.map(({ kind }) => kind));
  if (kinds.has("track")) for (const { track } of account.likes) look(track);
  if (kinds.has("album")) for (const { album } of account.albums) look(album);
  if (kinds.has("artist")) for (const artist of account.artists) look(artist);
  if (kinds.has("show")) for (const { show } of account.shows) look(show);
  if (kinds.has("episode")) for (const { episode } of account.episodes) look(episode);
  if (kinds.has("audiobook")) for (const { audiobook } of account.audiobooks) look(audiobook);
  return saved;
}

/** The details of a new playlist; only the name is required. */
export interface NewPlaylist {
  readonly name: string;
  readonly description?: string | null;
  readonly public?: boolean;
  readonly collaborative?: boolean;
  readonly items?: readonly PlaylistItem[];
}

/** A new playlist of the account's own, at the top of its list. */
export function createPlaylist(account: AccountState, wanted: NewPlaylist): PlaylistState {
  const id = idOf("playlist", NEW_PLAYLISTS + randomInt(20_000_000_000));
  const playlist: PlaylistState = {
    id,
    name: wanted.name,
    description: wanted.description ?? "",
    public: wanted.public ?? true,
    collaborative: wanted.collaborative ?? false,
    ownerId: account.id,
    ownerName: account.displayName,
    snapshotId: nextSnapshot(id),
    items: wanted.items ?? [],
    images: [],
    access: "normal",
  };
  account.playlists = [playlist, ...account.playlists];
  return playlist;
}

/** Removes a playlist from the list. An own playlist still exists afterwards. */
export function deletePlaylist(account: AccountState, id: string): void {
  const gone = account.playlists.filter((playlist) => playlist.id === id);
  account.playlists = account.playlists.filter((playlist) => playlist.id !== id);
  const own = gone.filter((playlist) => playlist.ownerId === account.id);
  account.deletedPlaylists = [...account.deletedPlaylists, ...own];
}

/** Puts a playlist at the top of the list. A deleted own playlist comes back unchanged. */
export function followPlaylist(account: AccountState, playlist: PlaylistState): void {
  if (account.playlists.some(({ id }) => id === playlist.id)) return;
  account.deletedPlaylists = account.deletedPlaylists.filter(({ id }) => id !== playlist.id);
  account.playlists = [playlist, ...account.playlists];
}

/** The details of adding items. */
export interface Adding {
  readonly addedAt: string | null;
  /** The adder's user id. */
  readonly addedBy: string | null;
  /** Zero-based; default: the end. */
  readonly position?: number;
}

export function addItems(
  playlist: PlaylistState,
  contents: readonly PlaylistContent[],
  { addedAt, addedBy, position = playlist.items.length }: Adding,
): void {
  const added = contents.map((content) => ({ addedAt, addedBy, content }));
  playlist.items = playlist.items.toSpliced(position, 0, ...added);
  touch(playlist);
}

/** Removes every item with one of these URIs. */
export function removeItems(playlist: PlaylistState, uris: readonly string[]): void {
  const gone = new Set(uris);
  playlist.items = playlist.items.filter(
    ({ content }) => content === null || !gone.has(uriOf(content)),
  );
  touch(playlist);
}

/** Replaces all items. Items that were there before keep their time and their adder. */
export function replaceItems(
  playlist: PlaylistState,
  contents: readonly PlaylistContent[],
  { addedAt, addedBy }: Adding,
): void {
  const known = new Map(
    playlist.items.flatMap((item) =>
      item.content === null ? [] : [[uriOf(item.content), item] as const],
    ),
  );
  playlist.items = contents.map(
    (content) => known.get(uriOf(content)) ?? { addedAt, addedBy, content },
  );
  touch(playlist);
}

/**
 * Moves `length` items from `start` to before the item at `insertBefore`, as Spotify's PUT does.
 */
export function reorder(
  playlist: PlaylistState,
  start: number,
  insertBefore: number,
  length = 1,
): void {
  const moved = playlist.items.slice(start, start + length);
  const rest = playlist.items.toSpliced(start, length);
  const target = insertBefore > start ? Math.max(start, insertBefore - length) : insertBefore;
  playlist.items = rest.toSpliced(target, 0, ...moved);
  touch(playlist);
}

export function renamePlaylist(playlist: PlaylistState, name: string): void {
  playlist.name = name;
  touch(playlist);
}

/** Changes the playlist's `snapshot_id`, after changes made by hand. */
export function touch(playlist: PlaylistState): void {
  playlist.snapshotId = nextSnapshot(playlist.snapshotId);
}

/**
 * Makes a track or episode unavailable to the account: its playlist slots turn to null, it is not
 * found by id or search and cannot be added. A like of it stays. No `snapshot_id` changes, because
 * no playlist was changed.
 */
export function greyOut(account: AccountState, uri: string): void {
  account.greyed = new Set([...account.greyed, uri]);
}

/** The `snapshot_id` that follows another one. */
export function nextSnapshot(previous: string): string {
  return createHash("sha256").update(previous).digest("base64").slice(0, 32);
}

function insertByDate(
  likes: readonly LikedTrack[],
  added: readonly LikedTrack[],
  addedAt: string,
): readonly LikedTrack[] {
  const at = likes.findIndex((liked) => liked.addedAt <= addedAt);
  return likes.toSpliced(at < 0 ? likes.length : at, 0, ...added);
}
