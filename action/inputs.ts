import { KINDS, type Kind } from "../src/app/backup.ts";
import { readDay, requireNoClientId, requireWellFormed } from "../src/app/credentials.ts";
import { parseOnly } from "../src/app/restore.ts";
import { UsageError } from "../src/errors.ts";
import { Secret } from "../src/secret.ts";
import { choiceOf, countOf, type Environment, flagOf, listOf, textOf } from "./read-inputs.ts";

/** The commands of the action. */
export const COMMANDS = ["backup", "restore", "verify", "prune", "reauthorize"] as const;

export type CommandName = (typeof COMMANDS)[number];

/** The inputs of the action, once understood. `null`: not given. */
export interface Inputs {
  readonly command: CommandName;
  /** Of an app and its login; each is needed as soon as there is something to back up. */
  readonly spotify: {
    readonly clientId: string | null;
    readonly clientSecret: Secret | null;
    readonly refreshToken: Secret | null;
    readonly authorizedAt: string | null;
  };
  readonly sealed: boolean;
  readonly ageRecipients: string | null;
  /** Never looked at by a backup. */
  readonly ageIdentity: Secret | null;
  /** The key ids on record for the snapshots; empty: there is no record. */
  readonly keyIds: readonly string[];
  /** `owner/name`; default the repository that runs the workflow. */
  readonly repository: string | null;
  readonly token: Secret | null;
  readonly runToken: Secret | null;
  readonly branch: string | null;
  readonly path: string | null;
  readonly include: readonly Kind[];
  readonly full: boolean;
  readonly covers: boolean;
  /** The longest time that a run waits in all when Spotify wants fewer requests. */
  readonly maxWaitMs: number;
  /** `null`: all. */
  readonly snapshot: string | null;
  readonly user: string | null;
  /** Kinds, ids of files and names of playlists to restore; empty: all. */
  readonly only: readonly string[];
  /** Whether a restore goes into the account that the snapshot came from. */
  readonly sameAccount: boolean;
  /** Whether a restore may write what nothing proves. */
  readonly unproved: boolean;
  readonly dryRun: boolean;
  /** Whether the secret with the identity stays after a restore. */
  readonly keepIdentity: boolean;
  readonly newUser: boolean;
  readonly notify: boolean;
  readonly failOn: "failed" | "partial";
  readonly allowPublic: boolean;
  /** May write the secrets of the repository that runs the workflow. */
  readonly secretsToken: Secret | null;
  /** The name of the repository secret with the login; accounts beside each other differ in it. */
  readonly refreshTokenSecret: string;
  /**
   * The address that the browser ended at after a login was allowed. It holds a code, so it is
   * secret.
   */
  readonly redirectedUrl: Secret | null;
  readonly names: "auto" | "show" | "hide";
}

/** The inputs that are secrets. */
const SECRETS = [
  "spotify-client-secret",
  "spotify-refresh-token",
  "age-identity",
  "token",
  "run-token",
  "secrets-token",
  "redirected-url",
];

/**
 * Reads the inputs. `onSecret` is told every secret among them before anything else happens.
 *
 * Throws `UsageError` `config/invalid` for a value that is not known, naming the input.
 */
export function readInputs(env: Environment, onSecret: (secret: Secret) => void): Inputs {
  for (const name of SECRETS) {
    const value = textOf(env, name);
    if (value !== "") onSecret(new Secret(value));
  }
  const text = (name: string): string | null => textOf(env, name) || null;
  const secret = (name: string): Secret | null => {
    const value = textOf(env, name);
    return value === "" ? null : new Secret(value);
  };
  const snapshot = text("snapshot");
  return {
    command: choiceOf(env, "command", COMMANDS),
    spotify: {
      clientId: text("spotify-client-id"),
      clientSecret: secret("spotify-client-secret"),
      refreshToken: secret("spotify-refresh-token"),
      authorizedAt: text("spotify-authorized-at"),
    },
    sealed: choiceOf(env, "encryption", ["age", "none"]) === "age",
    ageRecipients: text("age-recipients"),
    ageIdentity: secret("age-identity"),
    keyIds: keyIdsOf(env),
    repository: text("repository"),
    token: secret("token"),
    runToken: secret("run-token"),
    branch: text("branch"),
    path: text("path"),
    include: listOf(env, "include", KINDS),
    full: flagOf(env, "full", false),
    covers: flagOf(env, "covers", false),
    maxWaitMs: countOf(env, "max-wait", 10) * 60_000,
    snapshot: snapshot === "latest" ? null : snapshot,
    user: text("user"),
    only: parseOnly(textOf(env, "only")),
    sameAccount: choiceOf(env, "target", ["other", "same"]) === "same",
    unproved: flagOf(env, "unproved", false),
    dryRun: flagOf(env, "dry-run", true),
    keepIdentity: flagOf(env, "keep-identity", false),
    newUser: flagOf(env, "new-user", false),
    notify: choiceOf(env, "notify", ["issue", "none"]) === "issue",
    failOn: choiceOf(env, "fail-on", ["failed", "partial"]),
    allowPublic: flagOf(env, "allow-public", false),
    secretsToken: secret("secrets-token"),
    refreshTokenSecret: secretNameOf(env, "refresh-token-secret") ?? "SPOTIFY_REFRESH_TOKEN",
    redirectedUrl: secret("redirected-url"),
    names: choiceOf(env, "names", ["auto", "show", "hide"]),
  };
}

/** The key ids in the input `key-id`. Throws `UsageError` `config/invalid`. */
function keyIdsOf(env: Environment): readonly string[] {
  const keyIds = textOf(env, "key-id")
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  if (keyIds.every((keyId) => /^[0-9a-f]{16}$/.test(keyId))) return keyIds;
  throw new UsageError(
    "config/invalid",
    "The input key-id (variable TRACKSAFE_KEY_ID) is not a key id.",
    {
      hint: "A key id has 16 digits and letters from a to f; several are separated by spaces. The summary of a backup shows it.",
    },
  );
}

/**
 * The name of a secret (GitHub: Actions > Secrets > Naming your secrets). What is no name may be
 * the secret itself, so it is not repeated.
 */
function secretNameOf(env: Environment, name: string): string | null {
  const text = textOf(env, name);
  if (text === "") return null;
  if (/^(?!GITHUB_)[A-Z_][A-Z0-9_]{0,99}$/i.test(text)) return text;
  throw new UsageError("config/invalid", `The input ${name} is not the name of a secret.`, {
    hint: `Set ${name} to a name such as SPOTIFY_REFRESH_TOKEN, not to the content of the secret.`,
  });
}

/** An input with the repository secret that it is filled from by convention. */
function named(input: string, { refreshTokenSecret }: Inputs): string {
  const isLogin = input === "spotify-refresh-token";
  const secret = isLogin ? refreshTokenSecret : input.toUpperCase().replaceAll("-", "_");
  return `${input} (secret ${secret})`;
}

/** Whether there is anything of a login to Spotify in the inputs. */
export function hasLogin({ spotify }: Inputs): boolean {
  return [spotify.clientId, spotify.clientSecret, spotify.refreshToken].some((one) => one !== null);
}

/** Whether the inputs say which snapshots are meant, or where on which branch they are. */
export function namesSnapshots({ branch, path, user, snapshot }: Inputs): boolean {
  const elsewhere = path !== null && path !== DEFAULT_PATH;
  return elsewhere || [branch, user, snapshot].some((one) => one !== null);
}

/** The runner passes it on as if somebody had given it. */
const DEFAULT_PATH = "backups";

/** The login of a backup, and the keys that it seals for. */
export interface Login {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly refreshToken: Secret;
  /** Empty when the snapshot is not to be sealed. */
  readonly recipients: readonly string[];
  /** When the login was made, if somebody said so. */
  readonly authorizedAt: Date | null;
}

/**
 * Gives the inputs that a backup needs, complete and well-formed.
 *
 * Throws `UsageError` `config/missing`, naming each input that is empty and the repository secret
 * behind it; `config/invalid`; and what `readRecipients` throws.
 */
export async function requireLogin(
  inputs: Inputs,
  readRecipients: (text: string, setting: string) => Promise<readonly string[]>,
): Promise<Login> {
  const { clientId, clientSecret, refreshToken, authorizedAt } = inputs.spotify;
  const recipients = inputs.sealed ? inputs.ageRecipients : "";
  const wanted = {
    "spotify-client-id": clientId,
    "spotify-client-secret": clientSecret,
    "spotify-refresh-token": refreshToken,
    "age-recipients": recipients,
  };
  if (clientId === null || clientSecret === null || refreshToken === null || recipients === null) {
    throw missingInputs(
      Object.entries(wanted).flatMap(([name, value]) => (value === null ? [name] : [])),
      inputs,
    );
  }
  return {
    ...requireSpotify(inputs),
    authorizedAt: dateOf(authorizedAt),
    recipients: inputs.sealed
      ? await readRecipients(recipients, named("age-recipients", inputs))
      : [],
  };
}

/** The part of a {@link Login} that Spotify needs. */
export type SpotifyLogin = Pick<Login, "clientId" | "clientSecret" | "refreshToken">;

/** The login to Spotify, as a whole. Throws `UsageError` `config/missing`, `config/invalid`. */
export function requireSpotify(inputs: Inputs): SpotifyLogin {
  const { clientId, clientSecret, refreshToken } = inputs.spotify;
  if (clientId === null || clientSecret === null || refreshToken === null) {
    const wanted = {
      "spotify-client-id": clientId,
      "spotify-client-secret": clientSecret,
      "spotify-refresh-token": refreshToken,
    };
    throw missingInputs(
      Object.entries(wanted).flatMap(([name, value]) => (value === null ? [name] : [])),
      inputs,
    );
  }
  const name = `The input ${named("spotify-refresh-token", inputs)}`;
  requireWellFormed(name, refreshToken.reveal());
  requireNoClientId(name, refreshToken.reveal(), clientId);
  return { ...requireApp(inputs), refreshToken };
}

/** The app, without a login. Throws as {@link requireSpotify} does. */
export function requireApp(inputs: Inputs): Pick<SpotifyLogin, "clientId" | "clientSecret"> {
  const { clientId, clientSecret } = inputs.spotify;
  if (clientId === null || clientSecret === null) {
    const wanted = { "spotify-client-id": clientId, "spotify-client-secret": clientSecret };
    throw missingInputs(
      Object.entries(wanted).flatMap(([name, value]) => (value === null ? [name] : [])),
      inputs,
    );
  }
  const name = `The input ${named("spotify-client-secret", inputs)}`;
  requireWellFormed(`The input ${named("spotify-client-id", inputs)}`, clientId);
  requireWellFormed(name, clientSecret.reveal());
  requireNoClientId(name, clientSecret.reveal(), clientId);
  return { clientId, clientSecret };
}

/** The newest of the dates in `text`: a variable and a secret may each have one. */
function dateOf(text: string | null): Date | null {
  if (text === null) return null;
  const newest = readDay(text);
  if (newest !== null) return newest;
  throw new UsageError("config/invalid", "The input spotify-authorized-at is not a date.", {
    hint: "Give the day of the login, such as 2026-11-22, or leave it out.",
  });
}

/** A token, which is there unless somebody set the input to something empty. */
export function requireToken(inputs: Inputs, name: "token" | "run-token"): Secret {
  const token = name === "token" ? inputs.token : inputs.runToken;
  if (token !== null) return token;
  throw new UsageError("config/missing", `The input ${name} is empty.`, {
    hint: `Leave ${name} out to use the workflow's own token, or check the secret that fills it.`,
  });
}

function missingInputs(names: readonly string[], inputs: Inputs): UsageError {
  const list = names.map((name) => named(name, inputs)).join(", ");
  return new UsageError(
    "config/missing",
    names.length === 1 ? `The input ${list} is empty.` : `These inputs are empty: ${list}.`,
    {
      hint: "Add the missing secrets in the repository's settings, under Secrets and variables > Actions. `tracksafe auth` makes a login, and `tracksafe keygen` makes a recipient.",
    },
  );
}
