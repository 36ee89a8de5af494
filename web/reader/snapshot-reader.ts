import { StoreError } from "../../src/errors.ts";
import type { SnapshotStore } from "../../src/model/snapshot-store.ts";

/** The part of a store that a place needs of its own to be looked at. */
export type SnapshotReader = Pick<
  SnapshotStore,
  "location" | "users" | "list" | "unfinished" | "prefetch" | "files" | "read"
>;

/** A store that can only be read. Everything else throws `StoreError` `store/permission`. */
export function readOnlyStore(reader: SnapshotReader): SnapshotStore {
  const refuse = async (): Promise<never> => {
    throw new StoreError("store/permission", "The page only reads snapshots.", {
      hint: "Change the snapshots with the command line.",
    });
  };
  return {
    ...reader,
    async open(ref, name) {
      return inOnePiece(await reader.read(ref, name));
    },
    keepsFailedRuns: true,
    proves: async () => false,
    checkWritable: refuse,
    checkRemovable: refuse,
    remove: refuse,
    create: refuse,
  };
}

async function* inOnePiece(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
