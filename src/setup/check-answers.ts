import { UsageError } from "../errors.ts";
import { Secret } from "../secret.ts";

/** A line of an environment file: `SPOTIFY_REFRESH_TOKEN=AQ…`. */
const ASSIGNMENT = /^(?:export\s+)?[A-Z][A-Z0-9_]*=\S/;

/**
 * Finds what comes of careless pasting (a whole line, quotes, line breaks), which would only be
 * refused elsewhere. Throws `UsageError` `config/invalid` that names the setting as `name`.
 */
export function requireWellFormed(name: string, value: string): void {
  if (ASSIGNMENT.test(value)) {
    throw new UsageError(
      "config/invalid",
      `The answer for ${name} is a whole line of the form NAME=value.`,
      {
        hint: "Give only the part after the first equals sign, as one line.",
      },
    );
  }
  if (/^[\w.~+/=-]+$/.test(value)) return;
  throw new UsageError("config/invalid", `${name} has characters that are not allowed there.`, {
    hint: "Give it again, as one line without quotes or spaces.",
  });
}

/**
 * Finds the client ID in the place of something that is secret: the dashboard shows them alike.
 * Throws `UsageError` `config/invalid` that names the setting as `name`.
 */
export function requireNoClientId(name: string, value: string, clientId: string): void {
  if (value !== clientId) return;
  throw new UsageError("config/invalid", `${name} is the client ID.`, {
    hint: "Give the right value: the Spotify dashboard shows the client secret below the client ID, and `tracksafe auth --print` prints a login.",
  });
}

/**
 * A token for GitHub (GitHub: Blog > Behind GitHub's new authentication token formats). Throws
 * `UsageError` `config/invalid`, without the answer.
 */
export function readToken(answer: string): Secret {
  if (/^(github_pat_|gh[pousr]_)\w{20,}$/.test(answer)) return new Secret(answer);
  throw new UsageError("config/invalid", "The answer is not a GitHub token.", {
    hint: "Expected one line that begins with github_pat_ (or ghp_), without quotes or spaces. GitHub shows it once, when it is made.",
  });
}

/**
 * The day of a login in `text`, such as `2026-11-22`; the newest where there are several words.
 * `null` when one of them is no date, however much it looks like one to `Date`.
 */
export function readDay(text: string): Date | null {
  const words = text.trim().split(/\s+/);
  const times = words.map((word) => {
    return /^\d{4}-\d\d-\d\d(T|$)/.test(word) ? Date.parse(word) : Number.NaN;
  });
  const newest = Math.max(...times);
  return Number.isNaN(newest) ? null : new Date(newest);
}
