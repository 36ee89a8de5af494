import { AuthError, ProviderError } from "../errors.ts";
import type { HttpResponse } from "../http/http.ts";
import { errorSchema } from "./wire.ts";

/** What was asked for, and what it takes. */
export interface Subject {
  /** In words that give nothing away, for messages: `the liked songs`. */
  readonly what: string;
  /** The scopes it needs. Spotify: Web API reference, "Authorization scopes". */
  readonly scopes: readonly string[];
}

const APP_BLOCKED =
  /premium|not (?:be )?registered|developer dashboard|developer\.spotify\.com\/dashboard|allow-?list/i;

/** The error for an answer that is not the one asked for. `granted`: see `TokenSource.scopes`. */
export function toError(
  answer: HttpResponse & { readonly json: unknown },
  subject: Subject,
  granted: readonly string[] | null,
): AuthError | ProviderError {
  const { status } = answer;
  const { what } = subject;
  const said = messageOf(answer);
  // What it said is not repeated: Spotify names accounts in some of its refusals.
  const cause = new Error(`Spotify answered ${status}.`);
  switch (status) {
    case 401:
      return new AuthError("auth/expired", "Spotify does not accept the login, not even renewed.", {
        cause,
        hint: "Log in again and replace SPOTIFY_REFRESH_TOKEN.",
      });
    case 403:
      return /scope/i.test(said)
        ? scopeError(subject, granted, cause)
        : forbidden(what, said, cause);
    case 404:
      return new ProviderError("provider/not-found", `Spotify does not find ${what}.`, { cause });
    case 405:
    case 410:
      return new ProviderError("provider/gone", `Spotify no longer offers ${what}.`, { cause });
    default:
      return new ProviderError("provider/refused", `Spotify refused to show ${what} (${status}).`, {
        cause,
      });
  }
}

/** The login does not have the scopes for the subject. */
export function scopeError(
  { what, scopes }: Subject,
  granted: readonly string[] | null,
  cause?: Error,
): AuthError {
  const missing = missingScopes(scopes, granted);
  const wanted = missing.length > 0 ? missing : scopes;
  return new AuthError("auth/scope", `The login does not cover ${what}.`, {
    cause,
    hint: `Log in again, replace SPOTIFY_REFRESH_TOKEN and allow: ${wanted.join(" ")}`,
  });
}

/** Those of the scopes that are not known to be granted. */
export function missingScopes(
  scopes: readonly string[],
  granted: readonly string[] | null,
): readonly string[] {
  return scopes.filter((scope) => !granted?.includes(scope));
}

/**
 * A 403 has many meanings that only its text tells apart: besides scopes, an app whose owner is
 * without Premium, an account the app is not open to, somebody else's playlist, a retired call.
 */
function forbidden(what: string, said: string, cause: Error): ProviderError {
  if (APP_BLOCKED.test(said)) {
    return new ProviderError("provider/app-blocked", "Spotify closed the app to this account.", {
      cause,
      hint: "The owner of the Spotify app needs an active Premium subscription (a renewed one can take hours to count), and this account must be listed under User Management in the app's dashboard.",
    });
  }
  return new ProviderError("provider/forbidden", `Spotify refuses to show ${what}.`, {
    cause,
    hint: "Check in the Spotify dashboard that this account is listed under User Management, and that the app's owner has Premium.",
  });
}

/** What an answer that is no JSON error says is text: so are some of Spotify's own 403s. */
function messageOf({ json, body }: { readonly json: unknown; readonly body: Uint8Array }): string {
  const error = errorSchema.safeParse(json);
  return (error.success ? error.data.error.message : Buffer.from(body).toString()).slice(0, 200);
}
