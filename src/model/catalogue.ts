import type { Track } from "./records.ts";

/**
 * Finds recordings in the whole catalogue of a provider, for the account of a login. Each of its
 * answers takes one request at most, and has the provider's references.
 *
 * Every method that asks throws the errors of `MusicProvider`.
 */
export interface Catalogue {
  /** The key under which its references are stored in `Refs`: `spotify`. */
  readonly name: string;
  /** Recordings with this ISRC, best first; empty when there is none, or for a malformed code. */
  byIsrc(isrc: string): Promise<readonly Track[]>;
  /** The first recordings that the provider finds for the words, best first; a few at most. */
  search(words: SearchWords): Promise<readonly Track[]>;
  /** The reference of the recording that a link or an identifier means; `null`: it means none. */
  recordingAt(link: string): string | null;
  /** The web address of the recording that `reference` names; `null`: there is none. */
  link(reference: string): string | null;
}

/** The words to search for. */
export interface SearchWords {
  readonly title: string;
  readonly artist: string;
  /**
   * `fields`: the words are in the title and in the name of an artist. `anywhere`: they are in any
   * field.
   */
  readonly within: "fields" | "anywhere";
}
