import { removeHostedSecret } from "../src/app/keys.ts";
import { CancelledError, toAppError } from "../src/errors.ts";
import type { KeySecretState } from "../src/report/restore-summary.ts";
import type { ActionContext, RunRepositories } from "./context.ts";

/** The secret of the repository that the workflow Restore takes the identity from. */
const SECRET = "AGE_IDENTITY";

/**
 * Deletes the secret with the identity after a restore that came to its end: from then on it would
 * only be there to be stolen. Never throws but `CancelledError`: the restore is done.
 */
export async function dropIdentity(
  { inputs, output }: ActionContext,
  repositories: RunRepositories,
  isDone: boolean,
): Promise<KeySecretState> {
  if (inputs.ageIdentity === null || inputs.keepIdentity) return "none";
  if (!isDone) return "needed";
  try {
    const repository = await repositories.settings();
    const isDeleted = repository !== null && (await removeHostedSecret(repository, SECRET));
    return isDeleted ? "deleted" : "left";
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    output.log.warn("action.identity", { code: toAppError(error).code });
    return "left";
  }
}
