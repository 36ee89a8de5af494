import { toAppError } from "../src/errors.ts";
import {
  countPartials,
  type ListedSnapshot,
  listSnapshots,
  newestSnapshotAt,
  type SnapshotStore,
} from "../src/index.ts";
import type { ActionContext } from "./context.ts";

/** How many of the user's newest snapshots in a row are partial; 0 when that cannot be read. */
export function partialsOf(
  context: ActionContext,
  store: SnapshotStore,
  user: string,
): Promise<number> {
  return attempt(context, 0, () => countPartials(store, user));
}

/** When the newest snapshot was made, as `newestSnapshotAt` says; `null` when that cannot be read. */
export function newestOf(context: ActionContext, store: SnapshotStore): Promise<Date | null> {
  return attempt(context, null, async () => {
    const newest: ListedSnapshot[] = [];
    for (const user of await store.users()) newest.push(...(await newestGood(store, user)));
    return newestSnapshotAt(newest);
  });
}

/** One at most. Older ones are not read: on GitHub, each is a request. */
async function newestGood(store: SnapshotStore, user: string): Promise<readonly ListedSnapshot[]> {
  for (const { name } of (await store.list(user)).toReversed()) {
    const listed = await listSnapshots(store, { user, name });
    if (newestSnapshotAt(listed) !== null) return listed;
  }
  return [];
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
