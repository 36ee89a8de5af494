import { type Verification, verifySnapshot } from "../snapshot/verify.ts";
import type { SnapshotRef, SnapshotStore } from "../store/store.ts";
import { listSnapshots, type Selection } from "./list.ts";

/** What verifying one snapshot found. */
export interface VerifiedSnapshot extends SnapshotRef {
  readonly verification: Verification;
}

/**
 * Verifies every selected snapshot of a store, byte by byte; see `verifySnapshot`. Throws as
 * `listSnapshots` does.
 */
export async function verifySnapshots(
  store: SnapshotStore,
  selection: Selection = {},
): Promise<readonly VerifiedSnapshot[]> {
  const verified: VerifiedSnapshot[] = [];
  for (const { user, name } of await listSnapshots(store, selection)) {
    const ref = { user, name };
    const verification = await verifySnapshot({
      files: () => store.files(ref),
      read: (file) => store.read(ref, file),
    });
    verified.push({ ...ref, verification });
  }
  return verified;
}
