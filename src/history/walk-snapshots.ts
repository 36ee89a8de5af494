import { isDamage, NotFoundError } from "../errors.ts";
import type { SnapshotFiles } from "../model/snapshot-files.ts";
import type { SnapshotRef, SnapshotStore } from "../model/snapshot-store.ts";
import { checkMac, type Evidence, type Judgement, judgeSnapshot } from "../snapshot/doubt.ts";
import { decodeMetadata, METADATA_FILE, type Metadata } from "../snapshot/metadata.ts";

/**
 * A snapshot with its metadata. `metadata` is `null` when it is damaged; `problem` then says how.
 */
export interface ReadSnapshot extends SnapshotRef {
  readonly metadata: Metadata | null;
  readonly problem: string | null;
  /** The error code of the same. */
  readonly code: string | null;
}

/** A snapshot, and whether it is believed. A snapshot with damaged metadata is never proved. */
export interface JudgedSnapshot extends ReadSnapshot, Judgement {}

/**
 * Reads the user's snapshots, newest first, and judges each by `evidence`. Throws what the store
 * throws.
 */
export async function* walkNewest(
  store: SnapshotStore,
  user: string,
  evidence: Evidence,
): AsyncGenerator<JudgedSnapshot> {
  for (const ref of (await store.list(user)).toReversed()) {
    const { bytes, ...read } = await readMetadata(store, ref);
    const { metadata } = read;
    if (metadata === null || bytes === null) {
      yield { ...ref, ...read, doubt: null, proved: false };
      continue;
    }
    const macFits = await checkMac(metadata, bytes, evidence.keys);
    yield { ...ref, ...read, ...judgeSnapshot(ref, metadata, macFits, evidence) };
  }
}

/**
 * Reads the metadata of a snapshot, with its stored bytes. Damaged metadata is no exception: the
 * result says what the problem is. Throws what the store throws.
 */
export async function readMetadata(
  store: SnapshotStore,
  ref: SnapshotRef,
): Promise<
  (
    | { readonly metadata: Metadata; readonly bytes: Uint8Array }
    | { readonly metadata: null; readonly bytes: null }
  ) &
    Pick<ReadSnapshot, "problem" | "code">
> {
  try {
    const bytes = await store.read(ref, METADATA_FILE);
    return { metadata: await decodeMetadata(bytes), bytes, problem: null, code: null };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { metadata: null, bytes: null, problem: error.message, code: error.code };
  }
}

/**
 * The metadata of a snapshot that a person chose, so that errors name the snapshot. Throws as
 * `decodeMetadata` and the store do.
 */
export async function readChosenMetadata(
  store: SnapshotStore,
  ref: SnapshotRef,
): Promise<Metadata> {
  return decodeMetadata(await store.read(ref, METADATA_FILE), `${ref.name}/${METADATA_FILE}`);
}

/** The files of one snapshot of `store`. */
export function snapshotFiles(store: SnapshotStore, ref: SnapshotRef): SnapshotFiles {
  return {
    files: () => store.files(ref),
    read: (name) => store.read(ref, name),
    open: (name) => store.open(ref, name),
  };
}

/** Whether any snapshot in the store is sealed. The names of its files show that. */
export async function holdsSealed(store: SnapshotStore): Promise<boolean> {
  for (const user of await store.users()) {
    for (const ref of (await store.list(user)).toReversed()) {
      if ((await filesOf(store, ref)).some((name) => name.endsWith(".age"))) return true;
    }
  }
  return false;
}

/** The names of the files of a snapshot; none if somebody has removed it since it was listed. */
async function filesOf(store: SnapshotStore, ref: SnapshotRef): Promise<readonly string[]> {
  try {
    return await store.files(ref);
  } catch (error) {
    if (error instanceof NotFoundError) return [];
    throw error;
  }
}
