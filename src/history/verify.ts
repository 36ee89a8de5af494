import { KeyError } from "../errors.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import type { Doubt } from "../snapshot/doubt.ts";
import { METADATA_FILE, type PartRecord } from "../snapshot/metadata.ts";
import { snapshotName } from "../snapshot/names.ts";
import type { SnapshotSummary } from "../snapshot/summary.ts";
import {
  findDamage,
  type KnownContents,
  type Problem,
  type Proves,
  type Verification,
  verifySnapshot,
} from "../snapshot/verify.ts";
import type { SnapshotSelection } from "./address.ts";
import { chooseReads, type Readable } from "./choose-reads.ts";
import { type ListedSnapshot, listStoredSnapshots, READ_AHEAD } from "./list.ts";
import type { OwnerKeys } from "./owner-keys.ts";
import { snapshotFiles } from "./walk-snapshots.ts";

/** A listed snapshot, and the result of its verification. */
export interface VerifiedSnapshot extends ListedSnapshot {
  readonly verification: Omit<Verification, "metadata"> & Pick<ListedSnapshot, "metadata">;
}

/** The number of files that may be read although the store proves their bytes. */
export type ReadsLeft = () => number;

/**
 * Verifies every selected snapshot of a store, byte by byte; see `verifySnapshot`. A snapshot that
 * `open` cannot open is verified without it.
 *
 * With `readsLeft`, files of which the store proves the bytes are read last, as many as it allows: new
 * ones first, then others in turn. A file that `open` opens is always read.
 *
 * `onProgress` is told after each snapshot how many of them are verified.
 *
 * Throws as `listStoredSnapshots` does, and `KeyError` when `open` opens none of them.
 */
export async function verifyStoredSnapshots(
  store: SnapshotStore,
  selection: SnapshotSelection,
  ownerKeys: OwnerKeys,
  readsLeft: ReadsLeft | null = null,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<readonly VerifiedSnapshot[]> {
  const { open } = ownerKeys;
  const verified: VerifiedSnapshot[] = [];
  let refusal: KeyError | null = null;
  const unread = new Map<string, UnreadFile>();
  const known: KnownContents = new Map();
  const all = await listStoredSnapshots(store, selection, ownerKeys);
  for (const [at, listed] of all.entries()) {
    const { user, name } = listed;
    const ref = { user, name };
    const files = snapshotFiles(store, ref);
    const proves = readsLeft && proverOf(store, listed, at, unread);
    if (at % READ_AHEAD === 0) await store.prefetch(all.slice(at, at + READ_AHEAD), METADATA_FILE);
    const verification = await verifySnapshot(files, open, proves, known).catch(
      (error: unknown) => {
        if (!(error instanceof KeyError)) throw error;
        // It may be sealed for an older key. Its bytes can still be checked.
        refusal = error;
        return verifySnapshot(files, null, proves, known);
      },
    );
    const problems = [...verification.problems, ...problemsOfDoubt(listed, verification)];
    const metadata = verification.metadata && listed.metadata;
    verified.push({ ...listed, verification: { ...verification, metadata, problems } });
    onProgress(verified.length, all.length);
  }
  if (refusal !== null && !verified.some(({ verification }) => verification.opened)) throw refusal;
  const chosen = chooseReads([...unread.values()], readsLeft?.() ?? 0, ownerKeys.now);
  for (const { at, part } of chosen) {
    const snapshot = verified[at];
    if (snapshot !== undefined) verified[at] = await readAlso(store, snapshot, part);
  }
  return verified;
}

/** A file that was not read, and the number of the oldest snapshot that has it. */
interface UnreadFile extends Readable {
  readonly at: number;
  readonly part: PartRecord;
}

/** Answers for parts of the snapshot with the number `at`, and notes those in `unread`, by their names. */
function proverOf(
  store: SnapshotStore,
  snapshot: ListedSnapshot,
  at: number,
  unread: Map<string, UnreadFile>,
): Proves {
  const since = snapshot.metadata?.createdAt ?? "";
  return async (part) => {
    if (part.blob === undefined || !(await store.proves(snapshot, part))) return false;
    if (!unread.has(part.blob)) unread.set(part.blob, { at, part, since });
    return true;
  };
}

/** The snapshot with what reading one more of its files brought. */
async function readAlso(
  store: SnapshotStore,
  snapshot: VerifiedSnapshot,
  part: PartRecord,
): Promise<VerifiedSnapshot> {
  const { verification } = snapshot;
  const problem = await findDamage(snapshotFiles(store, snapshot), part);
  const problems = [...verification.problems, ...(problem === null ? [] : [problem])];
  return {
    ...snapshot,
    verification: { ...verification, unread: verification.unread - 1, problems },
  };
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
