import { AuthError, ProviderError } from "../errors.ts";
import type { HttpResponse } from "../http/http.ts";
import { RefusedError } from "../model/writer.ts";
import { errorSchema } from "./wire-schemas.ts";

/** The thing that was asked for, and the scopes that it takes. */
export interface RequestSubject {
  /** A description without private data, for messages: `the liked songs`. */
  readonly what: string;
  /** The scopes it needs. Spotify: Web API reference, "Authorization scopes". */
  readonly scopes: readonly string[];
  /** Set when it is to be changed, and not only read. */
  readonly changes?: true;
  /** Set where a 400 or 413 means that the sent content was refused, a {@link RefusedError}. */
  readonly refusable?: true;
}

type Answer = HttpResponse & { readonly json: unknown };

const APP_BLOCKED =
  /premium|not (?:be )?registered|developer dashboard|developer\.spotify\.com\/dashboard|allow-?list/i;

/** A 400 with one of these messages is not about the sent content. */
const NOT_THE_CONTENT = /out of bounds|size limit|missing required/i;

/**
 * If a login lacks this scope, Spotify answers 401. If it lacks any other scope, it answers 403.
 */
export const UPLOAD_SCOPE = "ugc-image-upload";

/** The error for an answer that is no success. `granted`: see `TokenSource.scopes`. */
export function toError(
  answer: Answer,
  subject: RequestSubject,
  granted: readonly string[] | null,
): AuthError | ProviderError | RefusedError {
  const { status } = answer;
  const { what } = subject;
  const said = messageOf(answer);
  // Spotify's own message is not repeated: some of its refusals name accounts.
  const cause = new Error(`Spotify answered ${status}.`);
  switch (status) {
    case 401:
      if (lacksScope(subject, granted)) return scopeError(subject, granted, cause);
      return new AuthError(
        "auth/expired",
        "Spotify does not accept the login, even after its token was renewed.",
        {
          cause,
          hint: "Log in again and replace SPOTIFY_REFRESH_TOKEN.",
        },
      );
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

/** Spotify refused the content of a change, or it was clear beforehand that it would. */
export function notAccepted(what: string, cause?: Error): RefusedError {
  return new RefusedError(`Spotify does not accept the new content for ${what}.`, { cause });
}

/** The login does not have the scopes for the subject. */
export function scopeError(
  { what, scopes, changes }: RequestSubject,
  granted: readonly string[] | null,
  cause?: Error,
): AuthError {
  const missing = missingScopes(scopes, granted);
  const wanted = missing.length > 0 ? missing : scopes;
  return new AuthError(
    "auth/scope",
    `The login lacks the permission for ${changes ? "changes of " : ""}${what}.`,
    {
      cause,
      hint: `Log in again, replace SPOTIFY_REFRESH_TOKEN and allow: ${wanted.join(" ")}`,
    },
  );
}

/** The scopes that are not known to be granted. */
export function missingScopes(
  scopes: readonly string[],
  granted: readonly string[] | null,
): readonly string[] {
  return scopes.filter((scope) => !granted?.includes(scope));
}

/**
 * A 403 has many meanings, and only its text tells them apart. Besides missing scopes it can mean:
 * the app's owner has no Premium, the account is not allowed to use the app, the playlist belongs
 * to somebody else, the call was retired.
 */
function forbidden(subject: RequestSubject, said: string, cause: Error): ProviderError {
  if (APP_BLOCKED.test(said)) {
    return new ProviderError("provider/app-blocked", "Spotify blocks the app for this account.", {
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

/** Whether a 401 to a new token means that a scope is missing. */
function lacksScope({ scopes }: RequestSubject, granted: readonly string[] | null): boolean {
  const canTell = granted !== null || scopes.includes(UPLOAD_SCOPE);
  return canTell && missingScopes(scopes, granted).length > 0;
}

function verbOf({ changes }: RequestSubject): string {
  return changes ? "change" : "show";
}

/**
 * The message of an answer. Without a JSON error it is the text: some 403s of Spotify are plain
 * text.
 */
function messageOf({ json, body }: Answer): string {
  const error = errorSchema.safeParse(json);
  return (error.success ? error.data.error.message : Buffer.from(body).toString()).slice(0, 200);
}
