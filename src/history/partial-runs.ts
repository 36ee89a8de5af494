import type { SnapshotStore } from "../model/snapshot-store.ts";
import type { Evidence } from "../snapshot/doubt.ts";
import { walkNewest } from "./walk-snapshots.ts";

/**
 * The owner is told at the third partial snapshot in a row, so counting further would be a waste.
 */
const COUNTED_AT_MOST = 3;

/**
 * Counts how many of the user's newest snapshots in a row are partial: 0 to 3, where 3 means three
 * or more. Snapshots that `evidence` does not prove are skipped. Throws what the store throws.
 */
export async function countPartials(
  store: SnapshotStore,
  user: string,
  evidence: Evidence,
): Promise<number> {
  let partials = 0;
  for await (const { metadata, doubt, proved } of walkNewest(store, user, evidence)) {
    if (metadata === null || doubt !== null || !proved) continue;
    if (metadata.status !== "partial") break;
    partials += 1;
    if (partials === COUNTED_AT_MOST) break;
  }
  return partials;
}
