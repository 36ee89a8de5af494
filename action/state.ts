import { join } from "node:path";
import { withMarksOf } from "../src/app/marks.ts";
import { openStates, type StateOwner, type StatePlace, type States } from "../src/app/state.ts";
import type { AppError } from "../src/errors.ts";
import { errorText } from "../src/report/error.ts";
import { createActionsCache } from "./cache.ts";
import { type ActionContext, temporaryOf } from "./context.ts";
import type { Target } from "./places.ts";

/**
 * What backups leave for later ones is in the cache of Actions, and until then on the runner. A job
 * that holds the identity never unpacks what other workflows may have put there.
 */
export async function openBackupStates(
  context: ActionContext,
  target: Target,
  owner: StateOwner,
): Promise<States> {
  const { env, inputs, world } = context;
  const root = join(temporaryOf(context), "tracksafe-state");
  const cache = createActionsCache({ env, clock: world.clock, log: world.log });
  const place = inputs.ageIdentity === null ? { root, cache } : { root };
  const restores = openStates(owner, await restorePlace(context, target), world);
  return withMarksOf(restores, openStates(owner, place, world));
}

/**
 * Where restores leave how far they are, and that they wrote into an account: on the branch of the
 * snapshots, and until then on the runner. Not where everybody could keep a copy of it.
 */
export async function restorePlace(
  context: ActionContext,
  { isPublic, keptDirectories }: Target,
): Promise<StatePlace> {
  const root = join(temporaryOf(context), "tracksafe-restore");
  if (isPublic && !context.inputs.allowPublic) return { root };
  let isTold = false;
  const onUnkept = (error: AppError): void => {
    if (!isTold) context.output.warning(unkeptText(error));
    isTold = true;
  };
  return { root, cache: await keptDirectories({ onUnkept }) };
}

function unkeptText(error: AppError): string {
  return `How far the restore is could not be kept beside the snapshots. The next run looks at the account again, which costs requests and nothing else; but run the next backup of this account with "full", since it does not know of the restore. ${errorText(error)}`;
}
