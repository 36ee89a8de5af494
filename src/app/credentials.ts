import { join } from "node:path";
import { type CredentialsStore, createCredentialsStore } from "../auth/credentials.ts";
import { createKnownKeys, type KnownKeys } from "../auth/known-keys.ts";
import { createPrivateFile, type PrivateFile } from "../disk/private-file.ts";
import { configDirectory } from "../disk/user-directories.ts";
import type { World } from "./world.ts";

export type { Credentials, CredentialsStore } from "../auth/credentials.ts";
export { loginExpiry } from "../model/login-expiry.ts";
export { readDay, requireNoClientId, requireWellFormed } from "../setup/check-answers.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The login stored in the settings directory that `env` names; `null` when it names none. */
export function openCredentials(env: Environment, world: World): CredentialsStore | null {
  const file = openSettingsFile("credentials.json", env, world);
  return file && createCredentialsStore(file, world.onSecret);
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
