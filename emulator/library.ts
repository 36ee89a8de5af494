/**
 * The content of an emulated account. Lists are replaced, never changed in place: see `mutate.ts`.
 */

export interface Artist {
  readonly kind: "artist";
  readonly id: string;
  readonly name: string;
}

export interface Album {
  readonly kind: "album";
  readonly id: string;
  readonly name: string;
  readonly artists: readonly Artist[];
  readonly albumType: "album" | "single" | "compilation";
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  readonly releaseDate: string;
  readonly totalTracks: number;
  readonly upc: string;
}

export interface Track {
  readonly kind: "track";
  readonly id: string;
  readonly name: string;
  readonly artists: readonly Artist[];
  readonly album: Album;
  readonly durationMs: number;
  readonly discNumber: number;
  readonly trackNumber: number;
  readonly explicit: boolean;
  /** `null`: Spotify does not know it. */
  readonly isrc: string | null;
}

/** A file of the user's own computer, in a playlist. */
export interface LocalFile {
  readonly kind: "local";
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  readonly durationMs: number;
}

export interface Show {
  readonly kind: "show";
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly totalEpisodes: number;
}

export interface Episode {
  readonly kind: "episode";
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly show: Show;
  readonly durationMs: number;
  readonly releaseDate: string;
  readonly explicit: boolean;
}

export interface Audiobook {
  readonly kind: "audiobook";
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly authors: readonly string[];
  readonly narrators: readonly string[];
  readonly totalChapters: number;
}

/** The content of a slot of a playlist. */
export type PlaylistContent = Track | Episode | LocalFile;

/** Anything with a Spotify URI that a library can save, playlists aside. */
export type Content = Artist | Album | Track | Show | Episode | Audiobook;

export interface LikedTrack {
  /** `YYYY-MM-DDTHH:MM:SSZ`, as everywhere below. */
  readonly addedAt: string;
  readonly track: Track;
}

export interface SavedAlbum {
  readonly addedAt: string;
  readonly album: Album;
}

export interface SavedShow {
  readonly addedAt: string;
  readonly show: Show;
}

export interface SavedEpisode {
  readonly addedAt: string;
  readonly episode: Episode;
}

export interface SavedAudiobook {
  readonly addedAt: string;
  readonly audiobook: Audiobook;
}

export interface PlaylistItem {
  /** `null` in very old playlists. `addedBy`, the adder's user id, may be `null` as well. */
  readonly addedAt: string | null;
  readonly addedBy: string | null;
  /** `null`: Spotify shows nothing in this slot. */
  readonly content: PlaylistContent | null;
}

/** A custom cover; its bytes are served at `/image/{id}`. */
export interface Cover {
  readonly id: string;
}

export interface PlaylistState {
  readonly id: string;
  name: string;
  /** Plain text; the wire escapes it. */
  description: string | null;
  public: boolean | null;
  collaborative: boolean;
  readonly ownerId: string;
  readonly ownerName: string | null;
  /** Every function of `mutate.ts` that changes the playlist changes this. */
  snapshotId: string;
  items: readonly PlaylistItem[];
  /** `null` where Spotify sends no array at all. */
  images: readonly Cover[] | null;
  /**
   * `normal`: readable as usual. `metadata`: Spotify-owned, listed without a count, 404 when read.
   * `null-entry`: Spotify-owned, `null` in the list, 404 when read.
   */
  access: "normal" | "metadata" | "null-entry";
}

export interface AccountState {
  /** Spotify's immutable `account_id`. */
  readonly accountId: string;
  /** The older user `id`, the one in `owner.id`. */
  id: string;
  displayName: string | null;
  /** Whether the app's owner allowed this user; if not, every API call gets a 403. */
  allowlisted: boolean;
  /** Newest first, like the other dated lists. */
  likes: readonly LikedTrack[];
  /** Owned and followed, in the order of the sidebar. */
  playlists: readonly PlaylistState[];
  /** Own playlists that were deleted. They still exist, but not in the list. */
  deletedPlaylists: readonly PlaylistState[];
  albums: readonly SavedAlbum[];
  artists: readonly Artist[];
  shows: readonly SavedShow[];
  episodes: readonly SavedEpisode[];
  audiobooks: readonly SavedAudiobook[];
  /** Ids of the followed users. */
  users: readonly string[];
  /** The URIs that this account can no longer see: see `greyOut`. */
  greyed: ReadonlySet<string>;
}

/** An account with nothing in it. */
export function createAccount(accountId: string, id = accountId): AccountState {
  return {
    accountId,
    id,
    displayName: `Listener ${id}`,
    allowlisted: true,
    likes: [],
    playlists: [],
    deletedPlaylists: [],
    albums: [],
    artists: [],
    shows: [],
    episodes: [],
    audiobooks: [],
    users: [],
    greyed: new Set(),
  };
}

/** The Spotify URI of a thing. */
export function uriOf(thing: Content | LocalFile): string {
  if (thing.kind !== "local") return `spotify:${thing.kind}:${thing.id}`;
  const seconds = Math.floor(thing.durationMs / 1000);
  const words = [thing.artist, thing.album, thing.title].map(formEncode);
  return `spotify:local:${words.join(":")}:${seconds}`;
}

/** `ms` since 1970 in Spotify's form. */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function formEncode(text: string): string {
  return encodeURIComponent(text).replaceAll("%20", "+");
}
