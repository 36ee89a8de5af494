import { KINDS, type Kind } from "../src/app/backup.ts";
import type { KeepRules } from "../src/app/prune.ts";
import { parseOnly } from "../src/app/restore.ts";
import { UsageError } from "../src/errors.ts";
import { Secret } from "../src/secret.ts";
import {
  choiceInput,
  countInput,
  type Environment,
  flagInput,
  listInput,
  textInput,
} from "./read-inputs.ts";

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
  /** The largest number of requests that a backup sends. */
  readonly maxRequests: number;
  /** `null`: all. */
  readonly snapshot: string | null;
  readonly user: string | null;
  /** Kinds, ids of files and names of playlists to restore; empty: all. */
  readonly only: readonly string[];
  /** The decisions about recordings that the person gives back. */
  readonly review: string | null;
  /** Whether a restore goes into the account that the snapshot came from. */
  readonly sameAccount: boolean;
  /** Whether a restore may write files without a proof. */
  readonly unproved: boolean;
  readonly dryRun: boolean;
  /** Whether a verification reads every file. */
  readonly all: boolean;
  /** Whether the secret with the identity stays after a restore. */
  readonly keepIdentity: boolean;
  readonly newUser: boolean;
  /** The rules of a pruning. */
  readonly keep: KeepRules;
  readonly notify: boolean;
  readonly failOn: "failed" | "partial";
  readonly allowPublic: boolean;
  /** May write the secrets of the repository that runs the workflow. */
  readonly secretsToken: Secret | null;
  /** The name of the repository secret with the login; accounts beside each other differ in it. */
  readonly refreshTokenSecret: string;
  /** The account to log in: that of the backups, or the one to restore into. */
  readonly account: "backup" | "restore";
  /** Whether the account to restore into is logged in with the app of the backups. */
  readonly sameApp: boolean;
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
    const value = textInput(env, name);
    if (value !== "") onSecret(new Secret(value));
  }
  const text = (name: string): string | null => textInput(env, name) || null;
  const secret = (name: string): Secret | null => {
    const value = textInput(env, name);
    return value === "" ? null : new Secret(value);
  };
  const snapshot = text("snapshot");
  const account = choiceInput(env, "account", ["backup", "restore"]);
  return {
    command: choiceInput(env, "command", COMMANDS),
    spotify: {
      clientId: text("spotify-client-id"),
      clientSecret: secret("spotify-client-secret"),
      refreshToken: secret("spotify-refresh-token"),
      authorizedAt: text("spotify-authorized-at"),
    },
    sealed: choiceInput(env, "encryption", ["age", "none"]) === "age",
    ageRecipients: text("age-recipients"),
    ageIdentity: secret("age-identity"),
    keyIds: keyIdsOf(env),
    repository: text("repository"),
    token: secret("token"),
    runToken: secret("run-token"),
    branch: text("branch"),
    path: text("path"),
    include: listInput(env, "include", KINDS),
    full: flagInput(env, "full", false),
    covers: flagInput(env, "covers", false),
    maxWaitMs: countInput(env, "max-wait", 10) * 60_000,
    maxRequests: countInput(env, "max-requests", Number.POSITIVE_INFINITY, 500),
    snapshot: snapshot === "latest" ? null : snapshot,
    user: text("user"),
    only: parseOnly(textInput(env, "only")),
    review: text("review"),
    sameAccount: choiceInput(env, "target", ["other", "same"]) === "same",
    unproved: flagInput(env, "unproved", false),
    dryRun: flagInput(env, "dry-run", true),
    all: flagInput(env, "all", false),
    keepIdentity: flagInput(env, "keep-identity", false),
    newUser: flagInput(env, "new-user", false),
    keep: keepRulesOf(env),
    notify: choiceInput(env, "notify", ["issue", "none"]) === "issue",
    failOn: choiceInput(env, "fail-on", ["failed", "partial"]),
    allowPublic: flagInput(env, "allow-public", false),
    secretsToken: secret("secrets-token"),
    refreshTokenSecret: secretNameOf(env, "refresh-token-secret") ?? LOGIN_SECRET[account],
    account,
    sameApp: account === "restore" && flagInput(env, "same-app", false),
    redirectedUrl: secret("redirected-url"),
    names: choiceInput(env, "names", ["auto", "show", "hide"]),
  };
}

/** The secrets that hold a login, by the account that it is of. */
const LOGIN_SECRET = {
  backup: "SPOTIFY_REFRESH_TOKEN",
  restore: "TARGET_SPOTIFY_REFRESH_TOKEN",
} as const;

function keepRulesOf(env: Environment): KeepRules {
  return {
    last: countInput(env, "keep-last", 0, 30),
    daily: countInput(env, "keep-daily", 0, 30),
    weekly: countInput(env, "keep-weekly", 0, 30),
    monthly: countInput(env, "keep-monthly", 0, 30),
    yearly: countInput(env, "keep-yearly", 0, 30),
  };
}

/** The key ids in the input `key-id`. Throws `UsageError` `config/invalid`. */
function keyIdsOf(env: Environment): readonly string[] {
  const keyIds = textInput(env, "key-id")
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
 * The name of a secret (GitHub: Actions > Secrets > Naming your secrets). A text that is no name
 * may be the secret itself, so it is not repeated.
 */
function secretNameOf(env: Environment, name: string): string | null {
  const text = textInput(env, name);
  if (text === "") return null;
  if (/^(?!GITHUB_)[A-Z_][A-Z0-9_]{0,99}$/i.test(text)) return text;
  throw new UsageError("config/invalid", `The input ${name} is not the name of a secret.`, {
    hint: `Set ${name} to a name such as SPOTIFY_REFRESH_TOKEN, not to the content of the secret.`,
  });
}

/** Whether the inputs say which snapshots are meant, or where on which branch they are. */
export function namesSnapshots({ branch, path, user, snapshot }: Inputs): boolean {
  const elsewhere = path !== null && path !== DEFAULT_PATH;
  return elsewhere || [branch, user, snapshot].some((one) => one !== null);
}

/** The runner passes it on as if somebody had given it. */
const DEFAULT_PATH = "backups";
