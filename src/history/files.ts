import type { SnapshotFiles } from "../snapshot/content.ts";
import type { SnapshotRef, SnapshotStore } from "../store/store.ts";

/** The files of one snapshot of `store`. */
export function snapshotFiles(store: SnapshotStore, ref: SnapshotRef): SnapshotFiles {
  return {
    files: () => store.files(ref),
    read: (name) => store.read(ref, name),
    open: (name) => store.open(ref, name),
  };
}
