import { type AppError, CancelledError, toAppError } from "../errors.ts";
import type { Secret } from "../secret.ts";

/** What becomes of a login that the provider replaces while it is used. */
export interface LoginKeeping {
  /** Keeps a refresh token that the provider gave in place of the old one, before it is relied on. */
  readonly keepLogin?: (token: Secret) => Promise<void>;
  /** Told why it could not be kept, and the session goes on with it. Without, that ends the session. */
  readonly onLoginLost?: (error: AppError) => void;
}

/** A login, and what it was replaced by. */
export interface KeptLogin {
  /** Keeps `token` in its place. */
  replace(token: Secret): Promise<void>;
  /** The newest that is kept. */
  current(): Secret;
  /** Whether the newest is one that nobody has kept. */
  isLost(): boolean;
}

/** Follows a login from `first` on. */
export function createKeptLogin(
  first: Secret,
  { keepLogin, onLoginLost }: LoginKeeping,
): KeptLogin {
  let current = first;
  let isLost = false;
  return {
    async replace(token) {
      isLost = true;
      if (keepLogin === undefined) return;
      try {
        await keepLogin(token);
        isLost = false;
        current = token;
      } catch (error) {
        if (onLoginLost === undefined || error instanceof CancelledError) throw error;
        onLoginLost(toAppError(error));
      }
    },
    current: () => current,
    isLost: () => isLost,
  };
}
