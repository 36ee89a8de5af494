import { type AppError, CancelledError, toAppError } from "../errors.ts";
import type { Secret } from "../secret.ts";

/** The functions that are called when the provider replaces the refresh token. */
export interface RotationOptions {
  /** Stores the new token, before it is used. Absent: it cannot be stored. */
  readonly storeToken?: (token: Secret) => Promise<void>;
  /**
   * Told why `storeToken` failed; the session then goes on. Absent: the failure ends the session.
   */
  readonly onTokenLost?: (error: AppError) => void;
}

/** The refresh token of a session, which the provider may replace. */
export interface TokenRotation {
  /** Stores `token` in place of the one before. */
  rotate(token: Secret): Promise<void>;
  /** The newest token that is stored; the first one when none was stored after it. */
  stored(): Secret;
  /** Whether the newest token is stored nowhere. */
  isLost(): boolean;
}

/** Follows a refresh token, beginning with `first`. */
export function createTokenRotation(
  first: Secret,
  { storeToken, onTokenLost }: RotationOptions,
): TokenRotation {
  let stored = first;
  let isLost = false;
  return {
    async rotate(token) {
      isLost = true;
      if (storeToken === undefined) return;
      try {
        await storeToken(token);
        isLost = false;
        stored = token;
      } catch (error) {
        if (onTokenLost === undefined || error instanceof CancelledError) throw error;
        onTokenLost(toAppError(error));
      }
    },
    stored: () => stored,
    isLost: () => isLost,
  };
}
