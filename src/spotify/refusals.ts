import { AuthError, ProviderError } from "../errors.ts";
import type { HttpResponse } from "../http/http.ts";
import { RefusedError } from "../model/writer.ts";
import { errorSchema } from "./wire.ts";

/** What was asked for, and what it takes. */
export interface Subject {
  /** In words that give nothing away, for messages: `the liked songs`. */
  readonly what: string;
  /** The scopes it needs. Spotify: Web API reference, "Authorization scopes". */
  readonly scopes: readonly string[];
  /** Set when it is to be changed, and not only read. */
  readonly changes?: true;
  /** Set where a 400 or 413 is about what was sent along, a {@link RefusedError}. */
  readonly refusable?: true;
}

type Answer = HttpResponse & { readonly json: unknown };

const APP_BLOCKED =
  /premium|not (?:be )?registered|developer dashboard|developer\.spotify\.com\/dashboard|allow-?list/i;

/** What a 400 says when nothing that was sent along is to blame. */
const NOT_THE_CONTENT = /out of bounds|size limit|missing required/i;

/** Without it, Spotify answers 401 where it answers 403 without any other. */
export const UPLOAD_SCOPE = "ugc-image-upload";

/** The error for an answer that is not the one asked for. `granted`: see `TokenSource.scopes`. */
export function toError(
  answer: Answer,
  subject: Subject,
  granted: readonly string[] | null,
): AuthError | ProviderError | RefusedError {
  const { status } = answer;
  const { what } = subject;
  const said = messageOf(answer);
  // What it said is not repeated: Spotify names accounts in some of its refusals.
  const cause = new Error(`Spotify answered ${status}.`);
  switch (status) {
    case 401:
      if (lacksScope(subject, granted)) return scopeError(subject, granted, cause);
      return new AuthError("auth/expired", "Spotify does not accept the login, not even renewed.", {
        cause,
        hint: "Log in again and replace SPOTIFY_REFRESH_TOKEN.",
      });
    case 403:
      return /scope/i.test(said)
        ? scopeError(subject, granted, cause)
        : forbidden(subject, said, cause);
    case 404:
      return new ProviderError("provider/not-found", `Spotify does not find ${what}.`, { cause });
    case 405:
    case 410:
      return new ProviderError("provider/gone", `Spotify no longer offers ${what}.`, { cause });
  }
  const isAboutContent = (status === 400 || status === 413) && !NOT_THE_CONTENT.test(said);
  if (subject.refusable && isAboutContent) return notAccepted(what, cause);
  const refused = `Spotify refused to ${verbOf(subject)} ${what} (${status}).`;
  return new ProviderError("provider/refused", refused, { cause });
}

/** Something that was to be given to Spotify is not acceptable, by its answer or without asking. */
export function notAccepted(what: string, cause?: Error): RefusedError {
  return new RefusedError(`Spotify does not accept what ${what} was to be given.`, { cause });
}

/** The login does not have the scopes for the subject. */
export function scopeError(
  { what, scopes, changes }: Subject,
  granted: readonly string[] | null,
  cause?: Error,
): AuthError {
  const missing = missingScopes(scopes, granted);
  const wanted = missing.length > 0 ? missing : scopes;
  return new AuthError(
    "auth/scope",
    `The login does not cover ${changes ? "changes of " : ""}${what}.`,
    {
      cause,
      hint: `Log in again, replace SPOTIFY_REFRESH_TOKEN and allow: ${wanted.join(" ")}`,
    },
  );
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
function forbidden(subject: Subject, said: string, cause: Error): ProviderError {
  if (APP_BLOCKED.test(said)) {
    return new ProviderError("provider/app-blocked", "Spotify closed the app to this account.", {
      cause,
      hint: "The owner of the Spotify app needs an active Premium subscription (a renewed one can take hours to count), and this account must be listed under User Management in the app's dashboard.",
    });
  }
  const refused = `Spotify refuses to ${verbOf(subject)} ${subject.what}.`;
  return new ProviderError("provider/forbidden", refused, {
    cause,
    hint: "Check in the Spotify dashboard that this account is listed under User Management, and that the app's owner has Premium.",
  });
}

/** Whether a 401 to a token fresh from the login service is about scopes. */
function lacksScope({ scopes }: Subject, granted: readonly string[] | null): boolean {
  const canTell = granted !== null || scopes.includes(UPLOAD_SCOPE);
  return canTell && missingScopes(scopes, granted).length > 0;
}

function verbOf({ changes }: Subject): string {
  return changes ? "change" : "show";
}

/** What an answer that is no JSON error says is text: so are some of Spotify's own 403s. */
function messageOf({ json, body }: Answer): string {
  const error = errorSchema.safeParse(json);
  return (error.success ? error.data.error.message : Buffer.from(body).toString()).slice(0, 200);
}
