import {
  countOwnPartials,
  findOwnNewestSnapshotAt,
  likesOverTime,
  type OwnHistory,
} from "../src/app/history.ts";
import { toAppError } from "../src/errors.ts";
import type { ActionContext } from "./context.ts";

/**
 * Counts how many of the user's newest snapshots in a row are partial; 0 if they cannot be read.
 */
export function partialsOf(
  context: ActionContext,
  history: OwnHistory,
  user: string,
): Promise<number> {
  return attempt(context, 0, () => countOwnPartials(history, user, context.world));
}

/** When the newest snapshot was made that did not fail; `null` when that cannot be read. */
export function newestOf(context: ActionContext, history: OwnHistory): Promise<Date | null> {
  return attempt(context, null, () => findOwnNewestSnapshotAt(history, context.world));
}

/** The likes of the user over the last 30 days; none if they cannot be read. */
export function recentLikesOf(
  context: ActionContext,
  history: OwnHistory,
  user: string,
): Promise<readonly number[]> {
  return attempt(context, [], () => likesOverTime(history, user, context.world));
}

/** The backup is over by now: an error here must not change how it ended. */
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
