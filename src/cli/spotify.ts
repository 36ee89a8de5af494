import {
  openCredentials,
  profileOf,
  requireNoClientId,
  requireWellFormed,
} from "../app/credentials.ts";
import type { SpotifySettings } from "../app/session.ts";
import type { World } from "../app/world.ts";
import { AppError, UsageError } from "../errors.ts";
import { Secret } from "../secret.ts";
import type { Terminal } from "./io.ts";

/** A Spotify login. */
export interface FoundLogin {
  readonly settings: SpotifySettings;
  /**
   * Stores a refresh token that replaces the one in `settings`. Absent: the login is from the
   * environment, where nothing can be stored.
   */
  readonly storeToken?: (token: Secret) => Promise<void>;
}

/**
 * The Spotify login: the environment's, or else the one that `tracksafe auth` has stored. Either as
 * a whole, never mixed.
 *
 * Throws `UsageError` `config/missing` and `config/invalid`, naming the variable, and
 * `config/credentials`.
 */
export async function readSpotifyLogin(
  { env }: Pick<Terminal, "env">,
  world: World,
): Promise<FoundLogin> {
  const refreshToken = readSecret(env, "SPOTIFY_REFRESH_TOKEN", world.onSecret);
  if (refreshToken !== null) {
    if (env["TRACKSAFE_PROFILE"]?.trim()) throw twoLogins();
    const app = readSpotifyApp(env, world.onSecret);
    if (app === null)
      throw missing("SPOTIFY_CLIENT_ID", "the client ID from your Spotify dashboard");
    requireNoClientId("SPOTIFY_REFRESH_TOKEN", refreshToken.reveal(), app.clientId);
    return { settings: { ...app, refreshToken, ...readSpotifyAddresses(env) } };
  }
  const store = openCredentials(env, world);
  const stored = (await store?.read()) ?? null;
  if (store === null || stored === null) throw notLoggedIn();
  const clientId = env["SPOTIFY_CLIENT_ID"]?.trim();
  if (clientId && clientId !== stored.clientId) {
    throw new UsageError(
      "config/missing",
      "SPOTIFY_REFRESH_TOKEN is not set, and the stored login is of another app than SPOTIFY_CLIENT_ID.",
      { hint: "Set all of SPOTIFY_…, or none to use the stored login." },
    );
  }
  return {
    settings: { ...stored, ...readSpotifyAddresses(env) },
    storeToken: store.keeperOf(stored),
  };
}

/**
 * The secret that the content keys of this machine's backups are derived from: the client secret of
 * the environment, else of the stored login. `null` where there is none, or it cannot be read: then
 * less can be proved.
 */
export async function readContentKeySource(
  env: Terminal["env"],
  world: World,
): Promise<Secret | null> {
  profileOf(env);
  try {
    const secret = readSecret(env, "SPOTIFY_CLIENT_SECRET", world.onSecret);
    return secret ?? (await openCredentials(env, world)?.read())?.clientSecret ?? null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    world.log.warn("login.unreadable", { code: error.code });
    return null;
  }
}

function twoLogins(): UsageError {
  return new UsageError(
    "config/invalid",
    "A profile is named, and SPOTIFY_REFRESH_TOKEN is set as well.",
    { hint: "Unset SPOTIFY_REFRESH_TOKEN to use the stored login, or name no profile." },
  );
}

function notLoggedIn(): UsageError {
  return new UsageError(
    "config/missing",
    "There is no login: SPOTIFY_REFRESH_TOKEN is not set, and none is stored.",
    { hint: "Use `tracksafe auth` to log in, or set SPOTIFY_REFRESH_TOKEN and SPOTIFY_CLIENT_ID." },
  );
}

/**
 * The Spotify app in the environment; `null` when it names none. `onSecret` is told its secret.
 *
 * Throws `UsageError` `config/invalid`, naming the variable.
 */
export function readSpotifyApp(
  env: Terminal["env"],
  onSecret: (secret: Secret) => void,
): Pick<SpotifySettings, "clientId" | "clientSecret"> | null {
  const clientSecret = readSecret(env, "SPOTIFY_CLIENT_SECRET", onSecret);
  const clientId = env["SPOTIFY_CLIENT_ID"]?.trim();
  if (!clientId) return null;
  requireWellFormed("SPOTIFY_CLIENT_ID", clientId);
  requireNoClientId("SPOTIFY_CLIENT_SECRET", clientSecret?.reveal() ?? "", clientId);
  return { clientId, ...(clientSecret && { clientSecret }) };
}

/** The addresses of Spotify, if the environment sets others than the usual ones. */
export function readSpotifyAddresses(
  env: Terminal["env"],
): Pick<SpotifySettings, "apiUrl" | "accountsUrl"> {
  return {
    ...optional("apiUrl", env["SPOTIFY_API_URL"]),
    ...optional("accountsUrl", env["SPOTIFY_ACCOUNTS_URL"]),
  };
}

function readSecret(
  env: Terminal["env"],
  name: string,
  onSecret: (secret: Secret) => void,
): Secret | null {
  const value = env[name]?.trim();
  if (!value) return null;
  const secret = new Secret(value);
  onSecret(secret);
  requireWellFormed(name, value);
  return secret;
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
