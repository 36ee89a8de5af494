import type { Collection, Entry, Playlist } from "./records.ts";

/** The account a session is logged in to. */
export interface Account {
  /** The provider's most stable identifier. Never printed or stored in the clear. */
  readonly id: string;
  /** Older identifiers of the same account, under which an earlier backup may be filed. */
  readonly aliases: readonly string[];
  /** What to call the account in front of its owner. */
  readonly displayName: string;
}

/**
 * The start of an ordered list, and the way to the rest of it. `first` and `total` are one answer
 * of the provider, so they belong to one moment.
 */
export interface Walk {
  readonly total: number;
  readonly first: readonly Entry[];
  /**
   * The remaining pages in order. Throws {@link MovedError} when the list was seen to change on the
   * way (another total, a repeat that cannot be, a count that does not add up). Walks once.
   */
  rest(): AsyncIterable<readonly Entry[]>;
  /**
   * The pages from row `row` on, counted from 0; throws as {@link Walk.rest} does. Absent where the
   * provider only reads from the start.
   */
  readonly from?: (row: number) => AsyncIterable<readonly Entry[]>;
}

/** A list changed while it was read; what was read of it so far is worth nothing. Read it again. */
export class MovedError extends Error {
  override readonly name = "MovedError";
}

/** A playlist as the account's list of playlists shows it. */
export interface ListedPlaylist {
  /** The provider's identifier: opaque, stable, unique in a list. */
  readonly id: string;
  /** Names a version of the playlist, entries and all. Equal revisions, equal content. */
  readonly revision: string;
  readonly playlist: Playlist;
  /** How many entries the list says it has; `null`: it does not say. */
  readonly total: number | null;
  /** Where its cover is, when the owner set one and the provider tells. Short-lived. */
  readonly coverUrl: string | null;
}

/** The account's playlists, in the order of its list. */
export interface PlaylistList {
  readonly playlists: readonly ListedPlaylist[];
  /** Rows the provider shows without saying what they are. */
  readonly hidden: number;
}

/**
 * Reads one account's library. Nothing here is specific to a provider, and nothing is cached.
 *
 * Every method throws `AuthError` (the login is dead), `RateLimitError` (with `retryAt`),
 * `ProviderError` (this read failed; others may work), `CancelledError`.
 */
export interface MusicProvider {
  /** The key under which its references are stored in {@link Refs}: `spotify`. */
  readonly name: string;
  /** Where a person finds what `reference` names, in a browser; `null`: nowhere. */
  link(reference: string): string | null;
  /** How many requests were sent so far, those for the login included. */
  requests(): number;
  account(): Promise<Account>;
  /** Newest first where the provider has dates, else in the provider's order. */
  collection(collection: Collection): Promise<Walk>;
  playlists(): Promise<PlaylistList>;
  /**
   * The entries of a playlist, from row `row` on (default: all); `withheld` where the provider does
   * not show those of others.
   */
  entries(playlist: ListedPlaylist, row?: number): Promise<Walk | "withheld">;
  /** The bytes of the cover image (JPEG); `null` when there is none. */
  cover(playlist: ListedPlaylist): Promise<Uint8Array | null>;
}

/** The list of playlists could not be read without a gap; `seen` is all that was seen of it. */
export class IncompleteListError extends MovedError {
  readonly seen: PlaylistList;

  constructor(seen: PlaylistList) {
    super("A playlist came twice, so that another is missing.");
    this.seen = seen;
  }
}
