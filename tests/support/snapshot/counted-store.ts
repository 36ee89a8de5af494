import type { SnapshotStore } from "../../../src/model/snapshot-store.ts";

/** A store, and the names of the files that were read from it, in order. */
export interface CountedStore {
  readonly store: SnapshotStore;
  readonly files: string[];
}

/** Notes each file that is read from `store`. */
export function countReads(store: SnapshotStore): CountedStore {
  const files: string[] = [];
  const noting: SnapshotStore = {
    ...store,
    read(ref, name) {
      files.push(name);
      return store.read(ref, name);
    },
    open(ref, name) {
      files.push(name);
      return store.open(ref, name);
    },
  };
  return { store: noting, files };
}
