import { toAppError } from "../src/errors.ts";
import {
  countPartials,
  createOwnEvidence,
  findNewestSnapshotAt,
  type Secret,
  type SnapshotStore,
} from "../src/index.ts";
import type { ActionContext } from "./context.ts";

/** The snapshots that a backup looks back at; it believes what its own key proves. */
export interface History {
  readonly store: SnapshotStore;
  /** What its content keys are derived from; `null`: it does not seal. */
  readonly keySource: Secret | null;
}

/** How many of the user's newest snapshots in a row are partial; 0 when that cannot be read. */
export function partialsOf(
  context: ActionContext,
  { store, keySource }: History,
  user: string,
): Promise<number> {
  return attempt(context, 0, async () =>
    countPartials(store, user, await createOwnEvidence(keySource, user, context.world)),
  );
}

/** When the newest snapshot was made, as `newestSnapshotAt` says; `null` when that cannot be read. */
export function newestOf(
  context: ActionContext,
  { store, keySource }: History,
): Promise<Date | null> {
  return attempt(context, null, () =>
    findNewestSnapshotAt(store, (user) => createOwnEvidence(keySource, user, context.world)),
  );
}

/** The backup is over by now: what goes wrong here must not change how it ended. */
async function attempt<T>(
  { output }: ActionContext,
  otherwise: T,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    output.log.warn("action.history", { code: toAppError(error).code });
    return otherwise;
  }
}
