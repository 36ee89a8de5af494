import type { Command } from "commander";
import { openKnownKeys } from "../app/credentials.ts";
import type { OwnerKeyInputs } from "../app/history.ts";
import { createOpen, readKeyIdComments } from "../app/keys.ts";
import type { SnapshotRef } from "../app/store.ts";
import type { World } from "../app/world.ts";
import { AppError, UsageError } from "../errors.ts";
import type { CommandContext } from "./command.ts";
import type { Terminal } from "./io.ts";
import { readIdentityText } from "./settings.ts";
import { readContentKeySource } from "./spotify.ts";

/** The flag of a command that has to tell the owner's snapshots from others. */
export interface KeyIdFlags {
  readonly keyId?: string;
}

/** Adds the flag to a command. */
export function withKeyId(command: Command): Command {
  return command.option(
    "--key-id <id>",
    "key id of your own snapshots; separate several by commas (default: TRACKSAFE_KEY_ID, or the recorded ids)",
  );
}

/**
 * The evidence that tells the owner's snapshots from others. Key ids come from the flag, or else
 * from all of TRACKSAFE_KEY_ID, the comments of the identity file and what this machine has on
 * record.
 *
 * Throws `UsageError` `usage/key-id`, and what `readIdentityText` and `createOpen` throw.
 */
export async function readOwnerKeyInputs(
  { env }: Pick<Terminal, "env">,
  world: World,
  flags: KeyIdFlags,
): Promise<OwnerKeyInputs> {
  const identity = await readIdentityText(env, world.onSecret);
  const open = identity && (await createOpen(identity));
  const keySource = await readContentKeySource(env, world);
  const keyInputs = { open, keySource };
  if (flags.keyId !== undefined)
    return { ...keyInputs, keyIds: parseKeyIds(flags.keyId, "--key-id") };
  const named = env["TRACKSAFE_KEY_ID"]?.trim();
  const keyIds = [
    ...(named ? parseKeyIds(named, "TRACKSAFE_KEY_ID") : []),
    ...(identity === null ? [] : readKeyIdComments(identity)),
  ];
  const known = await readKnownKeys(env, world);
  return { ...keyInputs, keyIds, recorded: (user) => known.get(user) ?? [] };
}

/** The key ids on record on this machine. A record that cannot be read is as good as none. */
export async function readKnownKeys(
  env: Terminal["env"],
  world: World,
): Promise<ReadonlyMap<string, readonly string[]>> {
  try {
    return (await openKnownKeys(env, world)?.read()) ?? new Map();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    world.log.warn("known-keys.unreadable", { code: error.code });
    return new Map();
  }
}

/**
 * Puts the key id of a new snapshot on record, so that a restore can tell these snapshots from
 * others.
 */
export async function recordKnownKey(
  { keyId, snapshot }: { readonly keyId: string | null; readonly snapshot: SnapshotRef | null },
  { terminal, world }: Pick<CommandContext, "terminal" | "world">,
): Promise<void> {
  if (keyId === null || snapshot === null) return;
  try {
    await openKnownKeys(terminal.env, world)?.add(snapshot.user, keyId);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // The snapshot is stored in any case.
    world.log.warn("known-keys.unwritable", { code: error.code });
  }
}

/** Key ids as `setting` lists them. Throws `UsageError` `usage/key-id`. */
function parseKeyIds(text: string, setting: string): readonly string[] {
  const keyIds = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  if (keyIds.length > 0 && keyIds.every((keyId) => /^[0-9a-f]{16}$/.test(keyId))) return keyIds;
  throw new UsageError("usage/key-id", `${setting} is not a key id.`, {
    hint: "A key id has 16 digits and letters from a to f. `tracksafe list` shows the key ids of the snapshots.",
  });
}
