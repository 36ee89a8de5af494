import { readDay, requireNoClientId, requireWellFormed } from "../src/app/credentials.ts";
import { UsageError } from "../src/errors.ts";
import type { Secret } from "../src/secret.ts";
import type { Inputs } from "./inputs.ts";

/** An input that a workflow fills from a setting of the repository, and that may be needed. */
export type SettingInput = keyof typeof VALUES;

const VALUES = {
  "spotify-client-id": ({ spotify }: Inputs) => spotify.clientId,
  "spotify-client-secret": ({ spotify }: Inputs) => spotify.clientSecret,
  "spotify-refresh-token": ({ spotify }: Inputs) => spotify.refreshToken,
  "age-recipients": ({ sealed, ageRecipients }: Inputs) => (sealed ? ageRecipients : ""),
  "secrets-token": ({ secretsToken }: Inputs) => secretsToken,
} as const;

const APP = ["spotify-client-id", "spotify-client-secret"] as const;
const SPOTIFY = [...APP, "spotify-refresh-token"] as const;

/** The inputs that a backup needs. */
export const BACKUP_NEEDS = [...SPOTIFY, "age-recipients"] as const;

/** The inputs that a login through a link needs. */
export const LINK_NEEDS = [...APP, "secrets-token"] as const;

/** Whether the input has a value, or is not needed. */
export function isGiven(input: SettingInput, inputs: Inputs): boolean {
  return VALUES[input](inputs) !== null;
}

/**
 * The secret or variable that an input is filled from by convention. The settings of an app are
 * named after its login: `TARGET_SPOTIFY_CLIENT_ID` belongs to `TARGET_SPOTIFY_REFRESH_TOKEN`.
 */
export function settingOf(input: SettingInput, { refreshTokenSecret, sameApp }: Inputs): string {
  if (input === "spotify-refresh-token") return refreshTokenSecret;
  const usual = input.toUpperCase().replaceAll("-", "_");
  const [, owner] = /^(.+_)REFRESH_TOKEN$/i.exec(refreshTokenSecret) ?? [];
  if (owner === undefined || sameApp) return usual;
  return usual.replace(/^SPOTIFY_/, owner);
}

/** Whether there is anything of a login to Spotify in the inputs. */
export function hasLogin(inputs: Inputs): boolean {
  return SPOTIFY.some((input) => isGiven(input, inputs));
}

/** The login of a backup, and the keys that it seals for. */
export interface BackupInputs extends LoginInputs {
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
export async function requireBackupInputs(
  inputs: Inputs,
  readRecipients: (text: string, setting: string) => Promise<readonly string[]>,
): Promise<BackupInputs> {
  const { spotify, sealed, ageRecipients } = inputs;
  const missing = missingInputs(BACKUP_NEEDS, inputs);
  if (missing !== null) throw missing;
  return {
    ...requireSpotify(inputs),
    authorizedAt: dateOf(spotify.authorizedAt),
    recipients: sealed
      ? await readRecipients(ageRecipients ?? "", named("age-recipients", inputs))
      : [],
  };
}

/** A login to Spotify, with its app. */
export interface LoginInputs extends AppInputs {
  readonly refreshToken: Secret;
}

/** The login to Spotify, as a whole. Throws `UsageError` `config/missing`, `config/invalid`. */
export function requireSpotify(inputs: Inputs): LoginInputs {
  const { clientId, refreshToken } = inputs.spotify;
  const missing = missingInputs(SPOTIFY, inputs);
  if (missing !== null || clientId === null || refreshToken === null) throw missing;
  const name = `The input ${named("spotify-refresh-token", inputs)}`;
  requireWellFormed(name, refreshToken.reveal());
  requireNoClientId(name, refreshToken.reveal(), clientId);
  return { ...requireApp(inputs), refreshToken };
}

/** An app that was registered with Spotify. */
export interface AppInputs {
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** The app, without a login. Throws as {@link requireSpotify} does. */
export function requireApp(inputs: Inputs): AppInputs {
  const { clientId, clientSecret } = inputs.spotify;
  const missing = missingInputs(APP, inputs);
  if (missing !== null || clientId === null || clientSecret === null) throw missing;
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

/** The error that names those of `needed` that are empty; `null`: none is. */
export function missingInputs(needed: readonly SettingInput[], inputs: Inputs): UsageError | null {
  const missing = needed.filter((input) => !isGiven(input, inputs));
  if (missing.length === 0) return null;
  const list = missing.map((input) => named(input, inputs)).join(", ");
  const isTarget = missing.some((input) => settingOf(input, inputs).startsWith("TARGET_"));
  return new UsageError(
    "config/missing",
    missing.length === 1 ? `The input ${list} is empty.` : `These inputs are empty: ${list}.`,
    {
      hint: `Add what is missing in the repository's settings, under Secrets and variables > Actions. ${missing.map((input) => ORIGIN[input]).join(" ")}${isTarget ? TARGET_HINT : ""}`,
    },
  );
}

/** The places where a person finds the value of an input. */
const ORIGIN: Readonly<Record<SettingInput, string>> = {
  "spotify-client-id": "The Spotify dashboard shows the client ID of an app under Settings.",
  "spotify-client-secret": "It shows the client secret below the client ID.",
  "spotify-refresh-token":
    "The workflow Log in to Spotify stores a login, and `tracksafe auth --print` prints one.",
  "age-recipients":
    "The page docs/tracksafe.html makes a key and shows its recipient, and so does `tracksafe keygen`.",
  "secrets-token":
    "The token has to be fine-grained, for this repository only, with Secrets and Variables: Read and write.",
};

const TARGET_HINT =
  " For the account to restore into, run the workflow Log in to Spotify with the account `restore`; with `same-app` it stores the app of the backups as well.";

/** An input with the setting behind it, for messages. */
function named(input: SettingInput, inputs: Inputs): string {
  return `${input} (secret ${settingOf(input, inputs)})`;
}
