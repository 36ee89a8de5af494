import type { SnapshotStore } from "../model/snapshot-store.ts";
import type { Evidence } from "../snapshot/doubt.ts";
import { walkNewest } from "./walk.ts";

/** More are not worth a read: the third is when somebody is told. */
const REACH = 3;

/**
 * How many of the user's newest snapshots in a row are partial; 3 stands for more, too. Those that
 * `evidence` does not prove are passed over. Throws what the store throws.
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
    if (partials === REACH) break;
  }
  return partials;
}
