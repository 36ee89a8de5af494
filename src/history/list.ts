import { NotFoundError } from "../errors.ts";
import type { SnapshotRef, SnapshotStore, UnfinishedSnapshot } from "../model/snapshot-store.ts";
import { checkMac, type Evidence, type Judgement, judgeSnapshot } from "../snapshot/doubt.ts";
import { chooseLatest } from "../snapshot/latest.ts";
import { METADATA_FILE, type Metadata } from "../snapshot/metadata.ts";
import { type SnapshotSummary, summarize } from "../snapshot/summary.ts";
import { isSameUser, namesLike, nearestHint, type SnapshotSelection } from "./address.ts";
import { createKeyFinder, type KeyFinder, type OwnerKeys } from "./owner-keys.ts";
import { readAhead } from "./read-ahead.ts";
import { holdsSealed, type ReadSnapshot, readMetadata } from "./walk-snapshots.ts";

/** A snapshot in a listing. */
export interface ListedSnapshot extends SummarizedSnapshot, Judgement {
  /** Whether `latest` means this one. */
  readonly latest: boolean;
  /**
   * Whether it is one that somebody should be told of: not believed, and not merely from before the
   * owner began to seal, or to seal with this key.
   */
  readonly isForeign: boolean;
}

/** A snapshot with the summary of its metadata; `null`: see `ReadSnapshot`. */
interface SummarizedSnapshot extends Omit<ReadSnapshot, "metadata"> {
  readonly metadata: SnapshotSummary | null;
}

/** One account's snapshots, and the evidence by which they were judged. */
export interface AccountHistory {
  readonly user: string;
  /** Oldest first. */
  readonly snapshots: readonly ListedSnapshot[];
  readonly evidence: Evidence;
  /**
   * The key id that is believed only because the snapshots name no other; `null`: there is none.
   */
  readonly assumedKeyId: string | null;
  /** The key ids that the snapshots name, with the snapshots of each, oldest first. */
  readonly keyIds: ReadonlyMap<string, readonly string[]>;
}

/**
 * The snapshots of a store with their metadata, user by user, oldest first. Each is judged by what
 * all of its account are, also where the selection leaves one only.
 *
 * Throws `NotFoundError` `snapshot/not-found` when a selection fits nothing, and what the store
 * throws.
 */
export async function listStoredSnapshots(
  store: SnapshotStore,
  selection: SnapshotSelection,
  ownerKeys: OwnerKeys,
): Promise<readonly ListedSnapshot[]> {
  const all: ListedSnapshot[] = [];
  for (const user of await selectUsers(store, selection)) {
    const { snapshots } = await readHistory(store, user, ownerKeys);
    all.push(...snapshots);
  }
  const listed = selectNames(all, selection);
  if (listed.length === 0 && (selection.user ?? selection.name) !== undefined) {
    const names = all.map(({ name }) => name).sort();
    throw new NotFoundError(
      "snapshot/not-found",
      `${store.location} has no snapshot of this name.`,
      { hint: names.length === 0 ? LIST : nearestHint(names, selection.name ?? "") },
    );
  }
  return listed;
}

/**
 * Finds snapshots that a run is still writing, or left when it was interrupted. Throws what the
 * store throws.
 */
export async function findUnfinished(
  store: SnapshotStore,
  selection: SnapshotSelection,
): Promise<readonly UnfinishedSnapshot[]> {
  const users = await selectUsers(store, selection);
  const found = await Promise.all(users.map((one) => store.unfinished(one)));
  return selectNames(found.flat(), selection);
}

const LIST = "`tracksafe list` shows the existing snapshots.";

async function selectUsers(
  store: SnapshotStore,
  { user }: SnapshotSelection,
): Promise<readonly string[]> {
  const users = await store.users();
  return user === undefined ? users : users.filter((one) => isSameUser(one, user));
}

function selectNames<S extends { readonly name: string }>(
  snapshots: readonly S[],
  { name }: SnapshotSelection,
): readonly S[] {
  if (name === undefined) return snapshots;
  const names = namesLike(
    snapshots.map((one) => one.name),
    name,
  );
  return snapshots.filter((one) => names.includes(one.name));
}

/** Is told of the metadata of each snapshot, before the snapshot is judged. */
export type MetadataListener = (ref: SnapshotRef, metadata: Metadata) => void;

/** Reads and judges all snapshots of `user`. Throws what the store throws. */
export async function readHistory(
  store: SnapshotStore,
  user: string,
  ownerKeys: OwnerKeys,
  onMetadata: MetadataListener = () => {},
): Promise<AccountHistory> {
  const finder = await createKeyFinder(store, user, ownerKeys);
  const reads = await readAll(store, user, finder, onMetadata);
  const keyIds = groupByKey(reads);
  const recorded = ownerKeys.keyIds(user);
  const isSealed = keyIds.size > 0 || recorded.length > 0 || (await holdsSealed(store));
  const { believed, assumedKeyId } = chooseBelieved(reads, finder.ownKeyId, recorded);
  const evidence: Evidence = {
    believed,
    keys: finder.found,
    isAmbiguous: believed.size === 0 && keyIds.size > 1,
    isSealed,
    now: ownerKeys.now,
  };
  const judged = reads.map(({ macFits, ...read }): SummarizedSnapshot & Judgement => {
    const { metadata } = read;
    if (metadata === null) return { ...read, doubt: null, proved: false };
    return { ...read, ...judgeSnapshot(read, metadata, macFits, evidence) };
  });
  return { user, snapshots: mark(judged), evidence, assumedKeyId, keyIds };
}

/** A snapshot as it was read, and whether its MAC fits; `null` where that cannot be checked. */
interface Read extends SummarizedSnapshot {
  readonly macFits: boolean | null;
}

/** The number of snapshots of which the metadata is read ahead together. */
export const READ_AHEAD = 100;

/** The number of snapshots of which the metadata is decoded while the one before is judged. */
const AT_ONCE = 4;

/** One pass over all metadata, newest first, so that a key is mostly found with the first read. */
async function readAll(
  store: SnapshotStore,
  user: string,
  { find, found }: KeyFinder,
  onMetadata: MetadataListener,
): Promise<readonly Read[]> {
  const reads: Read[] = [];
  const refs = (await store.list(user)).toReversed();
  await store.prefetch(refs.slice(0, 2 * READ_AHEAD), METADATA_FILE);
  const readRef = async (ref: SnapshotRef) => ({ ref, ...(await readMetadata(store, ref)) });
  for await (const read of readAhead(refs, AT_ONCE, readRef)) {
    const { ref, metadata, bytes, problem, code } = read;
    const at = reads.length;
    if (at > 0 && at % READ_AHEAD === 0) {
      // The next ones are read while these are decoded, in a store that reads on its own.
      await store.prefetch(refs.slice(at + READ_AHEAD, at + 2 * READ_AHEAD), METADATA_FILE);
    }
    if (metadata !== null) {
      onMetadata(ref, metadata);
      await find(ref, metadata, bytes);
    }
    const macFits = metadata && (await checkMac(metadata, bytes, found));
    reads.push({ ...ref, metadata: metadata && summarize(metadata), problem, code, macFits });
  }
  // A key that was found late is tried on those that were read before.
  for (const [at, read] of reads.entries()) {
    const { metadata, macFits } = read;
    if (macFits !== null || !found.has(metadata?.encryption?.keyId ?? "")) continue;
    const again = await readMetadata(store, read);
    if (again.metadata === null) continue;
    reads[at] = { ...read, macFits: await checkMac(again.metadata, again.bytes, found) };
  }
  return reads.reverse();
}

function groupByKey(reads: readonly Read[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { name, metadata } of reads) {
    const keyId = metadata?.encryption?.keyId;
    if (keyId !== undefined) groups.set(keyId, [...(groups.get(keyId) ?? []), name]);
  }
  return groups;
}

/**
 * The content keys that are believed: those on record, and the one of the app's secret where it
 * made any of the snapshots. Without a record it is the only one there is; of several, none.
 */
function chooseBelieved(
  reads: readonly Read[],
  ownKeyId: string | null,
  recorded: readonly string[],
): Pick<Evidence, "believed"> & Pick<AccountHistory, "assumedKeyId"> {
  const own = reads.some(({ metadata, macFits }) => {
    return macFits === true && metadata?.encryption?.keyId === ownKeyId;
  });
  const known = [...recorded, ...(ownKeyId !== null && own ? [ownKeyId] : [])];
  if (known.length > 0) return { believed: new Set(known), assumedKeyId: null };
  const claimed = new Set(reads.flatMap(({ metadata }) => metadata?.encryption?.keyId ?? []));
  const [only = null] = claimed.size === 1 ? claimed : [];
  return { believed: new Set(only === null ? [] : [only]), assumedKeyId: only };
}

/** Whether a snapshot can be read and nothing speaks against it. */
export function isBelieved<
  S extends { readonly metadata: object | null } & Pick<Judgement, "doubt">,
>(snapshot: S): snapshot is S & { readonly metadata: NonNullable<S["metadata"]> } {
  return snapshot.metadata !== null && snapshot.doubt === null;
}

function mark(judged: readonly (SummarizedSnapshot & Judgement)[]): readonly ListedSnapshot[] {
  const believed = judged.filter(isBelieved);
  const latest = chooseLatest(believed)?.name;
  const firstBelieved = judged.findIndex(({ name }) => name === believed[0]?.name);
  return judged.map((each, at) => {
    const { name, doubt } = each;
    const isEarlier = at < firstBelieved && (doubt === "plain" || doubt === "other-key");
    return { ...each, latest: name === latest, isForeign: doubt !== null && !isEarlier };
  });
}
