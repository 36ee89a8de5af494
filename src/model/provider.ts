import type { Collection, Entry, Playlist } from "./records.ts";

/** The account that a session is logged in to. */
export interface Account {
  /** The provider's most stable identifier. Never printed or stored in the clear. */
  readonly id: string;
  /** Older identifiers of the same account, under which an earlier backup may be filed. */
  readonly aliases: readonly string[];
  /** The name to show to the account's owner. */
  readonly displayName: string;
}

/**
 * The start of an ordered list, and the way to read the rest of it. `first` and `total` come from
 * one answer of the provider, so they belong to one moment.
 */
export interface Walk {
  /** The number of rows that the provider announces, even if it shows fewer. */
  readonly total: number;
  readonly first: readonly Entry[];
  /** Whether `first` is the whole list. */
  readonly isWhole: boolean;
  /**
   * The remaining pages in order, up to the end that the provider names. Throws {@link MovedError}
   * if it notices that the list changed on the way. It can be iterated over once.
   */
  rest(): AsyncIterable<readonly Entry[]>;
  /**
   * The pages from row `row` on, counted from 0; throws as {@link Walk.rest} does. Absent where the
   * provider only reads from the start.
   */
  readonly from?: (row: number) => AsyncIterable<readonly Entry[]>;
  /** Oddities of the pages so far. */
  report(): WalkReport;
}

/**
 * Oddities in the pages of a walk. They make it doubtful; a second walk shows whether the list is
 * really so.
 */
export interface WalkReport {
  /** Pages whose own figures were inconsistent, and that were asked for twice. */
  readonly disagreeing: number;
  /** Rows that came twice in a list that should have everything once. */
  readonly repeats: number;
  /** Rows that are not as the provider documents them. They become `unavailable` entries. */
  readonly malformed: number;
}

/**
 * Whether a walk from start to end with this number of entries can be believed without a second
 * one: all pages had consistent figures, nothing came twice, and the count is right. Any other walk
 * must be confirmed by a second one that shows the same.
 */
export function isSound({ total, report }: Pick<Walk, "total" | "report">, entries = 0): boolean {
  const { disagreeing, repeats } = report();
  return disagreeing === 0 && repeats === 0 && entries === total;
}

/**
 * The list changed while it was read. The part that was read so far is useless; read the list
 * again.
 */
export class MovedError extends Error {
  override readonly name = "MovedError";
}

/** A playlist as the account's list of playlists shows it. */
export interface ListedPlaylist {
  /** The provider's identifier: opaque, stable, unique in a list. */
  readonly id: string;
  /**
   * Names a version of the playlist including its entries. Equal revisions mean equal content;
   * empty where the provider does not tell.
   */
  readonly revision: string;
  readonly playlist: Playlist;
  /** The number of entries according to the list; `null`: it does not say. */
  readonly total: number | null;
  /**
   * The address of its cover, when the owner set one and the provider tells. Valid for a short
   * time.
   */
  readonly coverUrl: string | null;
}

/** The account's playlists, in the order of its list. */
export interface PlaylistList {
  readonly playlists: readonly ListedPlaylist[];
  /** The number of rows for which the provider does not say which playlist they are. */
  readonly hidden: number;
  /**
   * The number of rows that are not as the provider documents them, shown as far as they can be
   * read.
   */
  readonly malformed: number;
  /**
   * The number of different rows that the list shows, and the number that the provider announces.
   */
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
  /** The web address of the thing that `reference` names; `null`: there is none. */
  link(reference: string): string | null;
  /** The number of requests sent so far, including those for the login. */
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

/**
 * The list of playlists could not be read without a gap. `seen` holds everything that was seen of
 * it.
 */
export class IncompleteListError extends MovedError {
  readonly seen: PlaylistList;

  constructor(seen: PlaylistList) {
    super("The list shows a playlist twice, so another one is missing.");
    this.seen = seen;
  }
}
