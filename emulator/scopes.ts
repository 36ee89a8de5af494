import type { PlaylistState } from "./library.ts";
import { forbid } from "./replies.ts";
import type { Call } from "./world.ts";

/** All scopes that the emulated endpoints know. Requests for any other scope are refused. */
export const ALL_SCOPES = [
  "playlist-read-private",
  "playlist-read-collaborative",
  "playlist-modify-public",
  "playlist-modify-private",
  "user-library-read",
  "user-library-modify",
  "user-follow-read",
  "user-follow-modify",
  "user-read-playback-position",
  "user-read-private",
  "user-read-email",
  "ugc-image-upload",
] as const;

/** Refuses with 403 unless the token was granted `scope`. */
export function requireScope({ scopes }: Call, scope: string): void {
  if (!scopes.has(scope)) forbid("Insufficient client scope");
}

/**
 * Refuses a change of a playlist without its scope: public playlists need one scope, others
 * another.
 */
export function requireModifyScope(call: Call, playlist: Pick<PlaylistState, "public">): void {
  requireScope(call, `playlist-modify-${playlist.public === true ? "public" : "private"}`);
}
