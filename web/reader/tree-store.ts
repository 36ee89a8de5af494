import { isDamage, NotFoundError } from "../../src/errors.ts";
import type { SnapshotRef, SnapshotStore } from "../../src/model/snapshot-store.ts";
import { decodeMetadata } from "../../src/snapshot/metadata.ts";
import {
  compareSnapshotNames,
  METADATA_NAME,
  requireFileName,
  requireSnapshotName,
  requireUserName,
} from "../../src/store/names.ts";
import type { FileTree, TreeFile } from "./file-tree.ts";
import { rememberAhead } from "./remember-ahead.ts";
import { readOnlyStore } from "./snapshot-reader.ts";
import { findSnapshotsInTree, type SnapshotFolder } from "./snapshots-in-tree.ts";

/** The snapshots in a {@link FileTree}, as the store that the project's own code reads. */
export async function createTreeStore(tree: FileTree): Promise<SnapshotStore> {
  const { users, marked, root } = await findSnapshotsInTree(tree, userInMetadata);

  const isUnfinished = (user: string, name: string): boolean =>
    marked.has(`${user}/${name}`) && users.get(user)?.get(name)?.has(METADATA_NAME) !== true;
  const refsOf = (user: string): readonly SnapshotRef[] =>
    [...(users.get(user)?.keys() ?? [])].sort(compareSnapshotNames).map((name) => ({ user, name }));

  function folderOf({ user, name }: SnapshotRef): SnapshotFolder {
    requireUserName(user);
    requireSnapshotName(name);
    const folder = users.get(user)?.get(name);
    if (folder === undefined) throw notThere(`${user}/${name}`);
    return folder;
  }

  const reader = rememberAhead({
    location: root || tree.name,
    users: async () => [...users.keys()].sort(),
    async list(user) {
      requireUserName(user);
      return refsOf(user).filter(({ name }) => !isUnfinished(user, name));
    },
    async unfinished(user) {
      requireUserName(user);
      return refsOf(user)
        .filter(({ name }) => isUnfinished(user, name))
        .map((ref) => ({ ...ref, isRunning: false }));
    },
    files: async (ref) => [...folderOf(ref).keys()].sort(),
    // Files are read one by one, and none of them before it is asked for.
    prefetch: async () => {},
    async read(ref, name) {
      requireFileName(name);
      const file = folderOf(ref).get(name);
      if (file === undefined) throw notThere(name);
      return file.bytes();
    },
  });
  return readOnlyStore(reader);
}

function notThere(what: string): NotFoundError {
  return new NotFoundError("store/not-found", `${what} is not among the chosen files.`, {
    hint: "Choose the whole folder of the snapshots.",
  });
}

async function userInMetadata(file: TreeFile): Promise<string | null> {
  try {
    const { user } = await decodeMetadata(await file.bytes());
    return user;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return null;
  }
}
