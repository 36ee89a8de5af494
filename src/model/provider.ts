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
  /** How many rows the provider says there are, whether or not it shows as many. */
  readonly total: number;
  readonly first: readonly Entry[];
  /** Whether `first` is all of it. */
  readonly isWhole: boolean;
  /**
   * The remaining pages in order, to the end that the provider names. Throws {@link MovedError} when
   * the list was seen to change on the way. Walks once.
   */
  rest(): AsyncIterable<readonly Entry[]>;
  /**
   * The pages from row `row` on, counted from 0; throws as {@link Walk.rest} does. Absent where the
   * provider only reads from the start.
   */
  readonly from?: (row: number) => AsyncIterable<readonly Entry[]>;
  /** What was odd about the pages so far. */
  report(): WalkReport;
}

/** What makes the pages of a walk doubtful: whether that is how the list is, another walk shows. */
export interface WalkReport {
  /** Pages that did not agree with themselves, asked for twice. */
  readonly disagreeing: number;
  /** Rows that came twice in a list that should have everything once. */
  readonly repeats: number;
  /** Rows that are not as the provider documents them, `unavailable` here. */
  readonly malformed: number;
}

/**
 * Whether a walk from start to end that came to so many entries is to be believed by itself: its
 * pages agree with themselves, nothing came twice, and the count is right. Of any other, a second one
 * has to show the same.
 */
export function isSound({ total, report }: Pick<Walk, "total" | "report">, entries = 0): boolean {
  const { disagreeing, repeats } = report();
  return disagreeing === 0 && repeats === 0 && entries === total;
}

/** A list changed while it was read; what was read of it so far is worth nothing. Read it again. */
export class MovedError extends Error {
  override readonly name = "MovedError";
}

/** A playlist as the account's list of playlists shows it. */
export interface ListedPlaylist {
  /** The provider's identifier: opaque, stable, unique in a list. */
  readonly id: string;
  /**
   * Names a version of the playlist, entries and all. Equal revisions, equal content; empty where
   * the provider does not tell.
   */
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
  /** Rows that are not as the provider documents them, shown as far as they can be read. */
  readonly malformed: number;
  /** How many different rows it shows, and how many the provider says there are. */
  readonly shown: number;
  readonly total: number;
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
