import { readFile } from "node:fs/promises";
import { UsageError } from "../errors.ts";
import {
  createOpen,
  KINDS,
  type Kind,
  type Open,
  readRecipients,
  Secret,
  type SpotifySettings,
} from "../index.ts";
import type { Terminal } from "./io.ts";

/**
 * The settings of the Spotify login, from the environment. `onSecret` is told each secret first.
 *
 * Throws `UsageError` `config/missing` and `config/invalid`, naming the variable.
 */
export function readSpotifySettings(
  env: Terminal["env"],
  onSecret: (secret: Secret) => void,
): SpotifySettings {
  const secret = (name: string) => {
    const value = env[name]?.trim();
    if (!value) return null;
    const hidden = new Secret(value);
    onSecret(hidden);
    return hidden;
  };
  const clientSecret = secret("SPOTIFY_CLIENT_SECRET");
  const refreshToken = secret("SPOTIFY_REFRESH_TOKEN");
  const clientId = env["SPOTIFY_CLIENT_ID"]?.trim();
  if (!clientId) throw missing("SPOTIFY_CLIENT_ID", "the client ID from your Spotify dashboard");
  if (refreshToken === null) {
    throw missing("SPOTIFY_REFRESH_TOKEN", "the refresh token of your Spotify login");
  }
  requireWellFormed("SPOTIFY_CLIENT_ID", clientId);
  requireWellFormed("SPOTIFY_CLIENT_SECRET", clientSecret?.reveal());
  requireWellFormed("SPOTIFY_REFRESH_TOKEN", refreshToken.reveal());
  return {
    clientId,
    refreshToken,
    ...(clientSecret === null ? {} : { clientSecret }),
    ...optional("apiUrl", env["SPOTIFY_API_URL"]),
    ...optional("accountsUrl", env["SPOTIFY_ACCOUNTS_URL"]),
  };
}

/** Finds what comes of careless pasting (quotes, line breaks), which Spotify would only refuse. */
function requireWellFormed(name: string, value: string | undefined): void {
  if (value === undefined || /^[\w.~+/=-]+$/.test(value)) return;
  throw new UsageError("config/invalid", `${name} has characters that do not belong there.`, {
    hint: `Set ${name} again, as one line without quotes or spaces.`,
  });
}

/**
 * Whom to seal for: the flags, or else AGE_RECIPIENTS. Empty: nobody. Throws `UsageError`
 * `config/…-recipient`.
 */
export async function readRecipientSettings(
  flags: readonly string[],
  env: Terminal["env"],
): Promise<readonly string[]> {
  if (flags.length > 0) return readRecipients(flags.join("\n"), "--recipient");
  const value = env["AGE_RECIPIENTS"]?.trim();
  return value ? readRecipients(value, "AGE_RECIPIENTS") : [];
}

/**
 * What opens sealed files: AGE_IDENTITY, a key or the name of a file with one. `null` when it is not
 * set. Throws `KeyError`, and `UsageError` `config/invalid` for a file that cannot be read.
 */
export async function readIdentity(
  env: Terminal["env"],
  onSecret: (secret: Secret) => void,
): Promise<Open | null> {
  const value = env["AGE_IDENTITY"]?.trim();
  if (!value) return null;
  const isKey = /AGE-SECRET-KEY-|\n/i.test(value);
  const text = new Secret(isKey ? value : await readIdentityFile(value));
  for (const line of text.reveal().split(/\s+/)) {
    if (/^AGE-SECRET-KEY-/i.test(line)) onSecret(new Secret(line));
  }
  return createOpen(text);
}

async function readIdentityFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new UsageError("config/invalid", "AGE_IDENTITY is neither a key nor a readable file.", {
      cause,
      hint: "Set it to the key (AGE-SECRET-KEY-…), or to the path of the identity file.",
    });
  }
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  const result: { [P in K]?: string } = {};
  if (value?.trim()) result[key] = value.trim();
  return result;
}

function missing(name: string, what: string): UsageError {
  return new UsageError("config/missing", `${name} is not set.`, {
    hint: `Set the environment variable ${name} to ${what}.`,
  });
}

/** Kinds as a flag names them: `likes,playlists`. Throws `UsageError` `usage/include`. */
export function parseKinds(value: string): readonly Kind[] {
  const names = value.split(/[\s,]+/).filter(Boolean);
  return names.map((name) => {
    const kind = KINDS.find((known) => known === name);
    if (kind !== undefined) return kind;
    throw new UsageError("usage/include", `--include does not know "${name}".`, {
      hint: `Choose from ${KINDS.join(",")}.`,
    });
  });
}
