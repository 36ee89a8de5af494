import { KeyError } from "../errors.ts";
import type { Open } from "../snapshot/content.ts";
import { METADATA_FILE } from "../snapshot/metadata.ts";
import { snapshotName } from "../snapshot/names.ts";
import { type Problem, type Verification, verifySnapshot } from "../snapshot/verify.ts";
import type { SnapshotRef, SnapshotStore } from "../store/store.ts";
import { snapshotFiles } from "./files.ts";
import { listSnapshots, type Selection } from "./list.ts";

/** What verifying one snapshot found. */
export interface VerifiedSnapshot extends SnapshotRef {
  readonly verification: Verification;
}

/**
 * Verifies every selected snapshot of a store, byte by byte; see `verifySnapshot`. One that `open`
 * does not fit is verified without it. Throws as `listSnapshots` does, and `KeyError` when `open`
 * fits none.
 */
export async function verifySnapshots(
  store: SnapshotStore,
  selection: Selection = {},
  open: Open | null = null,
): Promise<readonly VerifiedSnapshot[]> {
  const verified: VerifiedSnapshot[] = [];
  let refusal: KeyError | null = null;
  for (const { user, name } of await listSnapshots(store, selection)) {
    const ref = { user, name };
    const files = snapshotFiles(store, ref);
    const verification = await verifySnapshot(files, open).catch((error: unknown) => {
      if (!(error instanceof KeyError)) throw error;
      // Sealed for an older key, perhaps. Its bytes can still be checked.
      refusal = error;
      return verifySnapshot(files);
    });
    const problems = [...verification.problems, ...findMisplaced(ref, verification)];
    verified.push({ ...ref, verification: { ...verification, problems } });
  }
  if (refusal !== null && !verified.some(({ verification }) => verification.opened)) throw refusal;
  return verified;
}

/** A snapshot in the place of another: an old one replayed as new is whole in itself. */
function findMisplaced({ user, name }: SnapshotRef, { metadata }: Verification): Problem[] {
  if (metadata === null) return [];
  const at = snapshotName(new Date(metadata.createdAt));
  if (metadata.user === user && name.slice(0, at.length) === at) return [];
  const message = `${METADATA_FILE} belongs to another snapshot, of ${at}.`;
  return [{ file: METADATA_FILE, code: "snapshot/misplaced", message }];
}
