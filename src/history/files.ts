import type { SnapshotFiles } from "../model/snapshot-files.ts";
import type { SnapshotRef, SnapshotStore } from "../model/snapshot-store.ts";

/** The files of one snapshot of `store`. */
export function snapshotFiles(store: SnapshotStore, ref: SnapshotRef): SnapshotFiles {
  return {
    files: () => store.files(ref),
    read: (name) => store.read(ref, name),
    open: (name) => store.open(ref, name),
  };
}
