import type { BackupResult } from "../src/app/backup.ts";
import { recordHostedKeyId } from "../src/app/keys.ts";
import { CancelledError, toAppError } from "../src/errors.ts";
import type { ActionContext, RunRepositories } from "./context.ts";

/**
 * Puts the key id of a snapshot on record in the variable TRACKSAFE_KEY_ID, where whoever can write
 * to the snapshots alone cannot change it. Gives the key id that a person has to put there, since
 * there is no token that may, or it failed; `null`: it is on record, or there is none.
 */
export async function recordSnapshotKeyId(
  { inputs, output }: ActionContext,
  repositories: RunRepositories,
  { keyId, snapshot }: BackupResult,
): Promise<string | null> {
  if (keyId === null || snapshot === null || inputs.keyIds.includes(keyId)) return null;
  try {
    const repository = await repositories.settings();
    if (repository === null) return keyId;
    await recordHostedKeyId(repository, keyId);
    return null;
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    output.log.warn("action.key-record", { code: toAppError(error).code });
    return keyId;
  }
}
