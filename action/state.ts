import { join } from "node:path";
import {
  type KeptDirectory,
  openStates,
  type StateOwner,
  type States,
  withTimesOf,
} from "../src/app/state.ts";
import type { AppError } from "../src/errors.ts";
import { errorText } from "../src/report/error.ts";
import { createActionsCache } from "./cache.ts";
import { type ActionContext, type TargetRepository, temporaryOf } from "./context.ts";

/**
 * Opens what backups leave for later ones: in the cache of Actions, and until then on the runner. A
 * job that has the identity never unpacks what other workflows may have put into the cache.
 */
export async function statesOfBackups(
  context: ActionContext,
  target: TargetRepository,
): Promise<(owner: StateOwner) => States> {
  const { env, inputs, world } = context;
  const root = join(temporaryOf(context), "tracksafe-state");
  const cache = createActionsCache({ env, clock: world.clock, log: world.log });
  const own = inputs.ageIdentity === null ? { root, cache } : { root };
  const ofRestores = await restoreDirectory(context, target);
  return (owner) =>
    withTimesOf(openStates(owner, ofRestores, world), openStates(owner, own, world));
}

/**
 * The directory in which restores record how far they are, and that they wrote into an account. It
 * is saved on the branch of the snapshots, and until then it is on the runner. It is not saved
 * where everybody could keep a copy of it.
 */
export async function restoreDirectory(
  context: ActionContext,
  { isPublic, savedDirectories }: TargetRepository,
): Promise<KeptDirectory> {
  const root = join(temporaryOf(context), "tracksafe-restore");
  if (isPublic && !context.inputs.allowPublic) return { root };
  let isTold = false;
  const onUnsaved = (error: AppError): void => {
    if (!isTold) context.output.warning(unsavedText(error));
    isTold = true;
  };
  return { root, cache: await savedDirectories({ onUnsaved }) };
}

function unsavedText(error: AppError): string {
  return `The progress of the restore could not be stored beside the snapshots. The next run reads the account again, which only costs requests. Run the next backup of this account with "full", because it does not know about the restore. ${errorText(error)}`;
}
