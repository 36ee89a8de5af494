import { isDamage } from "../errors.ts";
import { decodeMetadata, METADATA_FILE } from "../snapshot/metadata.ts";
import type { SnapshotRef, SnapshotStore } from "../store/store.ts";

/** More are not worth a read: the third is when somebody is told. */
const REACH = 3;

/**
 * How many of the user's newest snapshots in a row are partial; 3 stands for more, too. One that
 * cannot be read ends the row. Throws what the store throws.
 */
export async function countPartials(store: SnapshotStore, user: string): Promise<number> {
  let partials = 0;
  for (const ref of (await store.list(user)).slice(-REACH).reverse()) {
    if (!(await isPartial(store, ref))) break;
    partials += 1;
  }
  return partials;
}

async function isPartial(store: SnapshotStore, ref: SnapshotRef): Promise<boolean> {
  try {
    return decodeMetadata(await store.read(ref, METADATA_FILE)).status === "partial";
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
}
