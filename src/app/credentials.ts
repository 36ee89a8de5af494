import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type CredentialsStore, createCredentialsStore } from "../auth/credentials.ts";
import { createKnownKeys, type KnownKeys } from "../auth/known-keys.ts";
import { credentialsName, parseCredentialsName, profileOf } from "../auth/profiles.ts";
import { createPrivateFile, type PrivateFile } from "../disk/private-file.ts";
import { configDirectory } from "../disk/user-directories.ts";
import type { World } from "./world.ts";

export type { Credentials, CredentialsStore } from "../auth/credentials.ts";
export { profileOf } from "../auth/profiles.ts";
export { loginExpiry } from "../model/login-expiry.ts";
export { readDay, requireNoClientId, requireWellFormed } from "../setup/check-answers.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The login of a profile in the settings directory that `env` names; `null` when it names none.
 * Default: the profile that `env` names. Throws `UsageError` `config/invalid` for a name that is
 * none.
 */
export function openCredentials(
  env: Environment,
  world: World,
  profile = profileOf(env),
): CredentialsStore | null {
  const file = openSettingsFile(credentialsName(profile), env, world);
  return file && createCredentialsStore(file, world.onSecret);
}

/** The profiles with a stored login, sorted. */
export async function listProfiles(env: Environment): Promise<readonly string[]> {
  const directory = configDirectory(env, process.platform);
  const names = directory === null ? [] : await readdir(directory).catch(() => []);
  return names.flatMap((name) => parseCredentialsName(name) ?? []).sort();
}

/** The key ids on record in the settings directory that `env` names; `null` when it names none. */
export function openKnownKeys(env: Environment, world: World): KnownKeys | null {
  const file = openSettingsFile("known-keys.json", env, world);
  return file && createKnownKeys(file);
}

function openSettingsFile(name: string, env: Environment, { clock }: World): PrivateFile | null {
  const directory = configDirectory(env, process.platform);
  return directory === null ? null : createPrivateFile(join(directory, name), clock);
}
