import type { SnapshotStore } from "../model/snapshot-store.ts";
import type { Evidence } from "../snapshot/doubt.ts";
import { isBelieved, type ListedSnapshot } from "./list.ts";
import { type JudgedSnapshot, walkNewest } from "./walk.ts";

/**
 * When the newest snapshot was made that is believed and not a failed run's; of several users the
 * one whose newest is the oldest, for each has a schedule that can stop. `null`: there is none.
 */
export function newestSnapshotAt(
  snapshots: readonly (ListedSnapshot | JudgedSnapshot)[],
): Date | null {
  const newest = new Map<string, number>();
  for (const snapshot of snapshots) {
    if (!isBelieved(snapshot) || snapshot.metadata.status === "failed") continue;
    const at = Date.parse(snapshot.metadata.finishedAt);
    newest.set(snapshot.user, Math.max(at, newest.get(snapshot.user) ?? at));
  }
  return newest.size === 0 ? null : new Date(Math.min(...newest.values()));
}

/**
 * The same of all users of a store. Metadata is read from the newest on, and no further than it
 * takes: on GitHub, each is a request. Throws what the store throws.
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
