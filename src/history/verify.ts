import { KeyError } from "../errors.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import type { Doubt } from "../snapshot/doubt.ts";
import { METADATA_FILE } from "../snapshot/metadata.ts";
import { snapshotName } from "../snapshot/names.ts";
import type { SnapshotSummary } from "../snapshot/summary.ts";
import { type Problem, type Verification, verifySnapshot } from "../snapshot/verify.ts";
import type { Selection } from "./address.ts";
import { type ListedSnapshot, listSnapshots } from "./list.ts";
import type { OwnerKeys } from "./owner-keys.ts";
import { snapshotFiles } from "./walk-snapshots.ts";

/** A listed snapshot, and what was found when it was verified. */
export interface VerifiedSnapshot extends ListedSnapshot {
  readonly verification: Omit<Verification, "metadata"> & Pick<ListedSnapshot, "metadata">;
}

/**
 * Verifies every selected snapshot of a store, byte by byte; see `verifySnapshot`. A snapshot that
 * `open` cannot open is verified without it. Throws as `listSnapshots` does, and `KeyError` when
 * `open` opens none of them.
 */
export async function verifySnapshots(
  store: SnapshotStore,
  selection: Selection,
  ownerKeys: OwnerKeys,
): Promise<readonly VerifiedSnapshot[]> {
  const { open } = ownerKeys;
  const verified: VerifiedSnapshot[] = [];
  let refusal: KeyError | null = null;
  for (const listed of await listSnapshots(store, selection, ownerKeys)) {
    const { user, name } = listed;
    const ref = { user, name };
    const files = snapshotFiles(store, ref);
    const verification = await verifySnapshot(files, open).catch((error: unknown) => {
      if (!(error instanceof KeyError)) throw error;
      // It may be sealed for an older key. Its bytes can still be checked.
      refusal = error;
      return verifySnapshot(files);
    });
    const problems = [...verification.problems, ...problemsOfDoubt(listed, verification)];
    const metadata = verification.metadata && listed.metadata;
    verified.push({ ...listed, verification: { ...verification, metadata, problems } });
  }
  if (refusal !== null && !verified.some(({ verification }) => verification.opened)) throw refusal;
  return verified;
}

/**
 * The problem that the doubt about a snapshot amounts to. A snapshot from before the owner began to
 * seal is no problem: it is only reported as not proved.
 */
function problemsOfDoubt(
  { doubt, isForeign, metadata }: ListedSnapshot,
  { problems }: Verification,
): readonly Problem[] {
  if (doubt === null || !isForeign || metadata === null) return [];
  const isKnown = doubt === "forged" && problems.some(({ code }) => code === "snapshot/forged");
  if (isKnown) return [];
  const { code, message } = DOUBTS[doubt];
  return [{ file: METADATA_FILE, code, message: `${METADATA_FILE} ${message(metadata)}` }];
}

const DOUBTS: Readonly<
  Record<Doubt, { readonly code: string; readonly message: (metadata: SnapshotSummary) => string }>
> = {
  forged: {
    code: "snapshot/forged",
    message: () => "was not written by the maker of the other snapshots.",
  },
  "other-key": {
    code: "snapshot/foreign",
    message: ({ encryption }) => `has another key id (${encryption?.keyId}) than yours.`,
  },
  "several-keys": {
    code: "snapshot/several-keys",
    message: ({ encryption }) =>
      `has the key id ${encryption?.keyId}, but the snapshots have several. Give yours with --key-id.`,
  },
  plain: {
    code: "snapshot/foreign",
    message: () => "is not sealed, but other snapshots there are: nothing proves who wrote it.",
  },
  misplaced: {
    code: "snapshot/misplaced",
    message: ({ createdAt }) =>
      `belongs to another snapshot, of ${snapshotName(new Date(createdAt))}.`,
  },
  future: {
    code: "snapshot/future",
    message: ({ createdAt }) => `is dated in the future: ${createdAt}.`,
  },
};
