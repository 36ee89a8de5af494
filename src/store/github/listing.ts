import type { ListedEntry } from "../../github/git-data.ts";
import { isSnapshotName, isUserName } from "../names.ts";
import { type Directory, isDirectory } from "./trees.ts";

/** Reads a directory below that of the snapshots; `null`: there is no such directory. */
export type ReadDirectory = (...path: readonly string[]) => Promise<Directory | null>;

/** Whether an entry of a user's directory is a snapshot. */
export const isSnapshot = (entry: ListedEntry): boolean =>
  isDirectory(entry) && isSnapshotName(entry.path);

/** The users with snapshots, sorted. */
export async function listUsers(read: ReadDirectory): Promise<readonly string[]> {
  const users: string[] = [];
  for (const entry of (await read())?.values() ?? []) {
    if (!isDirectory(entry) || !isUserName(entry.path)) continue;
    // Something else may be kept in the same directory.
    const names = [...((await read(entry.path))?.values() ?? [])];
    if (names.some(isSnapshot)) users.push(entry.path);
  }
  return users.sort();
}
