import type { WorkflowRepository } from "../model/workflow-repository.ts";
import type { Secret } from "../secret.ts";

/** The secrets and variables of the running repository, as its workflows read them. */
export const SETTING = {
  clientId: "SPOTIFY_CLIENT_ID",
  clientSecret: "SPOTIFY_CLIENT_SECRET",
  refreshToken: "SPOTIFY_REFRESH_TOKEN",
  authorizedAt: "SPOTIFY_AUTHORIZED_AT",
  recipients: "AGE_RECIPIENTS",
  secretsToken: "SECRETS_TOKEN",
  repository: "BACKUP_REPOSITORY",
  repositoryToken: "BACKUP_TOKEN",
  keyId: "TRACKSAFE_KEY_ID",
} as const;

/** The settings that a backup in a workflow needs. */
export const NEEDED = [
  SETTING.clientId,
  SETTING.clientSecret,
  SETTING.refreshToken,
  SETTING.recipients,
] as const;

/** Those that the workflows read from secrets alone. */
const SECRET_ONLY: ReadonlySet<string> = new Set([
  SETTING.clientSecret,
  SETTING.refreshToken,
  SETTING.secretsToken,
  SETTING.repositoryToken,
]);

/** The secrets and variables that are set. The values of secrets cannot be read. */
export interface Settings {
  /** Whether it is set where the workflows read it. For a secret, a variable is not enough. */
  has(name: string): boolean;
  /** Whether there is a secret of this name. */
  isSecret(name: string): boolean;
  /** A variable's value; `null`: there is none, or it is a secret. */
  value(name: string): string | null;
}

/** Reads what is set. Throws as {@link WorkflowRepository} does. */
export async function readSettings(
  workflows: Pick<WorkflowRepository, "secretNames" | "variables">,
): Promise<Settings> {
  const [secrets, variables] = [await workflows.secretNames(), await workflows.variables()];
  return {
    has: (name) =>
      secrets.has(name) || (!SECRET_ONLY.has(name) && Boolean(variables.get(name)?.trim())),
    isSecret: (name) => secrets.has(name),
    value: (name) => variables.get(name)?.trim() || null,
  };
}

/** Something to be written. */
export interface SettingChange {
  readonly name: string;
  /** A `Secret` becomes a secret, a string a variable. */
  readonly value: Secret | string;
}

/** Writes settings, and says so, one after the other. */
export async function writeSettings(
  workflows: WorkflowRepository,
  changes: readonly SettingChange[],
  onWritten: (what: string) => void,
): Promise<void> {
  for (const { name, value } of changes) {
    if (typeof value === "string") await workflows.setVariable(name, value);
    else await workflows.setSecret(name, value);
    onWritten(settingText({ name, value }));
  }
}

/** Describes a change without its value: `secret SPOTIFY_REFRESH_TOKEN`. */
function settingText({ name, value }: SettingChange): string {
  return `${typeof value === "string" ? "variable" : "secret"} ${name}`;
}

/** The key ids in the text of the variable. Other words are ignored. */
export function parseRecordedKeyIds(text: string | null): readonly string[] {
  const words = text?.toLowerCase().split(/[\s,]+/) ?? [];
  return words.filter((word) => /^[0-9a-f]{16}$/.test(word));
}

/**
 * The changes that add a key id to those in `text`, the value of the variable; none if it is one of
 * them. The others stay, because older snapshots have older keys.
 */
export function keyIdChanges(text: string | null, keyId: string): readonly SettingChange[] {
  const recorded = parseRecordedKeyIds(text);
  if (recorded.includes(keyId)) return [];
  return [{ name: SETTING.keyId, value: [...recorded, keyId].join(" ") }];
}

/** Adds a key id to those on record in the variable. Throws what setting a variable throws. */
export async function recordKeyId(workflows: WorkflowRepository, keyId: string): Promise<void> {
  const text = (await workflows.variables()).get(SETTING.keyId) ?? null;
  await writeSettings(workflows, keyIdChanges(text, keyId), () => {});
}
