import type { SnapshotSelection } from "../history/address.ts";
import { type ChosenSnapshot, chooseSnapshot } from "../history/choose.ts";
import type { OwnerKeys } from "../history/owner-keys.ts";
import { snapshotFiles } from "../history/walk-snapshots.ts";
import type { SnapshotRef, SnapshotStore } from "../model/snapshot-store.ts";
import type { RestoreSource } from "./load-library.ts";

/** A store, of which one snapshot is chosen: the selected one, or the latest. */
export interface StoredSource {
  readonly store: SnapshotStore;
  readonly selection: SnapshotSelection;
}

/** A source to restore from, and the snapshot that it is; `null` for single files. */
export interface ChosenSource {
  readonly source: RestoreSource;
  readonly ref: ChosenSnapshot | null;
  /** Whether it was chosen because an unfinished restore had chosen it. */
  readonly isPinned: boolean;
}

/**
 * Chooses the snapshot to restore. `pinned` is the label of the source in the restore that goes on:
 * the same snapshot is chosen again, however many are newer. Throws as `chooseSnapshot` does.
 */
export async function chooseSource(
  source: RestoreSource | StoredSource,
  pinned: string | undefined,
  ownerKeys: OwnerKeys,
): Promise<ChosenSource> {
  if (!("store" in source)) return { source, ref: null, isPinned: false };
  const { store, selection } = source;
  const again = pinned === undefined ? null : await findPinned(source, pinned);
  const ref = await chooseSnapshot(store, again ?? selection, ownerKeys);
  return { source: snapshotSource(store, ref), ref, isPinned: again !== null };
}

async function findPinned(
  { store, selection }: StoredSource,
  pinned: string,
): Promise<SnapshotRef | null> {
  if (selection.name !== undefined) return null;
  for (const user of await store.users()) {
    const refs = await store.list(user);
    const ref = refs.find((one) => labelOf(store, one) === pinned);
    if (ref !== undefined) return ref;
  }
  return null;
}

/** A snapshot of a store as a source to restore from. */
export function snapshotSource(
  store: SnapshotStore,
  ref: SnapshotRef & Pick<ChosenSnapshot, "evidence">,
): RestoreSource {
  const { user, name, evidence } = ref;
  return {
    label: labelOf(store, ref),
    snapshot: { user, name, evidence, files: snapshotFiles(store, ref) },
  };
}

function labelOf(store: SnapshotStore, { user, name }: SnapshotRef): string {
  return `${store.location}/${user}/${name}`;
}
