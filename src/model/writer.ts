import type { Collection, Playlist } from "./records.ts";

/**
 * Writes to one account's library, for restoring. Things are named by the provider's own references
 * (`refs[name]` of a record, `spotify:track:…`). A writer makes no decisions, keeps no memory, and
 * repeats nothing that is not safe to repeat: that is up to the restore.
 *
 * Every method throws the errors of `MusicProvider`, and `RefusedError` where it says so.
 */
export interface MusicWriter {
  /**
   * The most references that one {@link MusicWriter.save} or {@link MusicWriter.contains} takes.
   */
  readonly saveLimit: number;
  /** The most references that one {@link MusicWriter.addItems} takes. */
  readonly itemLimit: number;
  /**
   * Throws `AuthError` `auth/scope`, with the missing scopes, when the login is known not to be
   * able to write `kinds`. Does nothing where the provider does not tell.
   */
  checkScopes(kinds: readonly (Collection | "playlists" | "covers")[]): Promise<void>;
  /** Whether each of up to `saveLimit` references is in the library, in their order. */
  contains(references: readonly string[]): Promise<readonly boolean[]>;
  /**
   * Likes tracks with the dates they were first liked at; `unsupported` where the provider does not
   * let this login do so. At most `saveLimit`. Safe to repeat. Throws `RefusedError`.
   */
  likeDated(
    likes: readonly { readonly reference: string; readonly addedAt: string }[],
  ): Promise<"done" | "unsupported">;
  /**
   * Puts up to `saveLimit` references into the library, the last one on top: tracks are liked,
   * artists and playlists followed. Safe to repeat. Throws `RefusedError` when one of them is not
   * accepted; then none of them was saved.
   */
  save(references: readonly string[]): Promise<void>;
  /** Makes an empty playlist at the top of the list and returns its id. NOT safe to repeat. */
  createPlaylist(playlist: PlaylistDetails): Promise<string>;
  /** Sets name, description and flags of an own playlist. Safe to repeat. */
  updatePlaylist(id: string, playlist: PlaylistDetails): Promise<void>;
  /**
   * Inserts up to `itemLimit` references before position `at` of an own playlist. NOT safe to
   * repeat: after an error they may have been inserted. Throws `RefusedError` when one of them is
   * not accepted; then none of them was inserted.
   */
  addItems(id: string, references: readonly string[], at: number): Promise<void>;
  /** Sets the cover of an own playlist: a JPEG. Safe to repeat. Throws `RefusedError`. */
  setCover(id: string, jpeg: Uint8Array): Promise<void>;
}

/** The settable fields of a playlist. */
export type PlaylistDetails = Pick<
  Playlist,
  "name" | "description" | "visibility" | "collaborative"
>;

/** The provider did not accept the content of a change (a dead reference, too large an image). */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}
