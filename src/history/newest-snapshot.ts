import type { SnapshotStore } from "../model/snapshot-store.ts";
import type { Evidence } from "../snapshot/doubt.ts";
import { isBelieved, type ListedSnapshot } from "./list.ts";
import { type JudgedSnapshot, walkNewest } from "./walk-snapshots.ts";

/**
 * The time at which the newest snapshot was finished that is believed and does not come from a
 * failed run. With several users, each has a newest snapshot, and the oldest of these counts: every
 * user has a schedule that can stop. `null`: there is no such snapshot.
 */
export function newestSnapshotAt(
  snapshots: readonly (ListedSnapshot | JudgedSnapshot)[],
): Date | null {
  const newestByUser = new Map<string, number>();
  for (const snapshot of snapshots) {
    if (!isBelieved(snapshot) || snapshot.metadata.status === "failed") continue;
    const at = Date.parse(snapshot.metadata.finishedAt);
    newestByUser.set(snapshot.user, Math.max(at, newestByUser.get(snapshot.user) ?? at));
  }
  return newestByUser.size === 0 ? null : new Date(Math.min(...newestByUser.values()));
}

/**
 * Finds {@link newestSnapshotAt} for all users of a store. It reads metadata from the newest
 * snapshot back and stops as soon as it can, because each metadata file is a request on GitHub.
 * Throws what the store throws.
 */
export async function findNewestSnapshotAt(
  store: SnapshotStore,
  evidenceOf: (user: string) => Promise<Evidence>,
): Promise<Date | null> {
  const newest: JudgedSnapshot[] = [];
  for (const user of await store.users()) {
    for await (const snapshot of walkNewest(store, user, await evidenceOf(user))) {
      if (newestSnapshotAt([snapshot]) === null) continue;
      newest.push(snapshot);
      break;
    }
  }
  return newestSnapshotAt(newest);
}
