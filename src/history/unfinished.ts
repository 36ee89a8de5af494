import type { SnapshotStore, UnfinishedSnapshot } from "../model/snapshot-store.ts";
import type { Selection } from "./list.ts";

/**
 * Finds snapshots that a run is still writing, or left when it was interrupted. Throws what the
 * store throws.
 */
export async function findUnfinished(
  store: SnapshotStore,
  { user, name }: Selection,
): Promise<readonly UnfinishedSnapshot[]> {
  const users = (await store.users()).filter((one) => user === undefined || one === user);
  const found = await Promise.all(users.map((one) => store.unfinished(one)));
  return found.flat().filter((one) => name === undefined || one.name === name);
}
