import { isSnapshotName, isUserName, METADATA_NAME } from "../../src/store/names.ts";
import { parseMark } from "../../src/store/writing-mark-name.ts";
import type { FileTree, TreeFile } from "./file-tree.ts";

/** The files of one snapshot by their names. */
export type SnapshotFolder = ReadonlyMap<string, TreeFile>;

/** The snapshots of a place: user → name of the snapshot → its files. */
export interface SnapshotsInTree {
  readonly users: ReadonlyMap<string, ReadonlyMap<string, SnapshotFolder>>;
  /** Paths `user/snapshot` that a run is writing, or left when it was interrupted. */
  readonly marked: ReadonlySet<string>;
  /** The path of the folder that holds the accounts' folders; empty: it is not in the tree. */
  readonly root: string;
}

/**
 * Finds the snapshots in a tree, however deep: a person may choose the folder of the snapshots, the
 * repository around it, one account's folder, or a single snapshot. If two folders hold the same
 * snapshot, the one with the shorter path counts. A snapshot without the folder of its account
 * belongs to the account that `userOf` reads from its metadata; `null` leaves it out.
 */
export async function findSnapshotsInTree(
  { files }: FileTree,
  userOf: (metadata: TreeFile) => Promise<string | null>,
): Promise<SnapshotsInTree> {
  const users = new Map<string, Map<string, SnapshotFolder>>();
  const marked = new Set<string>();
  const snapshots: [path: string, folder: SnapshotFolder][] = [];
  for (const [path, folder] of byFolder(files)) {
    const name = lastOf(path);
    if (isSnapshotName(name)) snapshots.push([path, folder]);
    else for (const snapshot of marksIn(folder)) marked.add(`${name}/${snapshot}`);
  }
  let root: string | null = null;
  const shortestFirst = snapshots.sort(([a], [b]) => a.length - b.length);
  for (const [path, folder] of shortestFirst) {
    const [user = null, name = ""] = path.includes("/") ? path.split("/").slice(-2) : [null, path];
    const metadata = folder.get(METADATA_NAME);
    const owner = user ?? (metadata === undefined ? null : await userOf(metadata));
    if (owner === null || !isUserName(owner)) continue;
    root ??= path.split("/").slice(0, -2).join("/");
    const own = users.get(owner) ?? new Map<string, SnapshotFolder>();
    if (!own.has(name)) own.set(name, folder);
    users.set(owner, own);
  }
  return { users, marked, root: root ?? "" };
}

/** The files by the paths of their folders. A year of snapshots has ten thousand files. */
function byFolder(files: FileTree["files"]): ReadonlyMap<string, SnapshotFolder> {
  const folders = new Map<string, Map<string, TreeFile>>();
  for (const [path, file] of files) {
    const end = path.lastIndexOf("/");
    const folder = path.slice(0, Math.max(0, end));
    const known = folders.get(folder) ?? new Map<string, TreeFile>();
    folders.set(folder, known.set(path.slice(end + 1), file));
  }
  return folders;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The snapshots that the marks in a folder are about. */
function marksIn(folder: SnapshotFolder): readonly string[] {
  return [...folder.keys()].flatMap((name) => parseMark(name)?.snapshot ?? []);
}
