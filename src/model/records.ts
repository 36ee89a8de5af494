/**
 * The canonical records: a music library, independent of the provider it came from. A field is here
 * only if a person would miss it. Values that change by themselves (popularity, markets, previews)
 * are left out.
 */

/** The identifiers of a thing, by provider, such as `spotify:track:…`. */
export type Refs = Readonly<Record<string, string>>;

/** The credit of a track or album. */
export interface Artist {
  readonly name: string;
  readonly refs: Refs;
}

/** The album a track is on, or one that was saved. */
export interface Album {
  readonly title: string;
  readonly artists: readonly Artist[];
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as precise as the provider knows. */
  readonly releaseDate?: string;
  /** `album`, `single`, `compilation`, … */
  readonly type?: string;
  readonly upc?: string;
  readonly refs: Refs;
}

/**
 * A recording. A local file is a recording too, with fewer fields and a provider's local reference.
 */
export interface Track {
  readonly title: string;
  readonly artists: readonly Artist[];
  readonly album?: Album;
  readonly durationMs: number;
  /** Upper case, without hyphens. May be wrong: labels misreport them. */
  readonly isrc?: string;
  readonly discNumber?: number;
  readonly trackNumber?: number;
  readonly explicit?: boolean;
  readonly refs: Refs;
}

/** A podcast. */
export interface Show {
  readonly title: string;
  readonly publisher?: string;
  readonly refs: Refs;
}

/** One episode of a podcast. */
export interface Episode {
  readonly title: string;
  readonly show?: Show;
  readonly durationMs: number;
  readonly releaseDate?: string;
  readonly explicit?: boolean;
  readonly refs: Refs;
}

/** An audiobook. */
export interface Audiobook {
  readonly title: string;
  readonly authors: readonly string[];
  readonly narrators: readonly string[];
  readonly publisher?: string;
  readonly refs: Refs;
}

/** The record that belongs to each entry type that has one. */
export interface RecordOf {
  readonly track: Track;
  readonly episode: Episode;
  readonly local: Track;
  readonly album: Album;
  readonly artist: Artist;
  readonly show: Show;
  readonly audiobook: Audiobook;
}

/**
 * The time when something was added, and in a playlist the person who added it. ISO 8601 in UTC;
 * `null`: never recorded.
 */
export interface Added {
  readonly addedAt: string | null;
  /** The adder's reference, such as `spotify:user:…`. Only in playlists. */
  readonly addedBy?: string | null;
}

/** A record together with its type. */
export type Known = {
  readonly [T in keyof RecordOf]: { readonly type: T; readonly item: RecordOf[T] };
}[keyof RecordOf];

/**
 * A slot whose content the provider no longer shows. It keeps its position. `known` is the last
 * record of it that an earlier snapshot had.
 */
export interface Unavailable extends Added {
  readonly type: "unavailable";
  readonly known?: Known;
}

/** One row of a collection or playlist. */
export type Entry = (Added & Known) | Unavailable;

/** Everything a backup can include, in the order in which it is backed up. */
export const KINDS = [
  "likes",
  "playlists",
  "albums",
  "artists",
  "shows",
  "episodes",
  "audiobooks",
] as const;

/** One of {@link KINDS}. */
export type Kind = (typeof KINDS)[number];

/** A kind that consists of one list. */
export type Collection = Exclude<Kind, "playlists">;

/** A playlist without its entries. */
export interface Playlist {
  readonly name: string;
  /** Plain text, HTML entities resolved. `null`: the provider has none. */
  readonly description: string | null;
  /** Whether the provider shows it on the owner's profile. `unknown`: it does not say. */
  readonly visibility: "public" | "private" | "unknown";
  readonly collaborative: boolean;
  readonly owner: Artist;
  /**
   * Whether it belongs to the account that was backed up, or to somebody else whose playlist it
   * follows.
   */
  readonly relation: "owned" | "followed";
  readonly refs: Refs;
}
