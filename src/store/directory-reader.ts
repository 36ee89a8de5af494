import { join } from "node:path";
import { IntegrityError, NotFoundError, StoreError } from "../errors.ts";
import type { EntryKind, FileSystem } from "./fs.ts";
import {
  compareSnapshots,
  isSnapshotName,
  isUserName,
  METADATA_NAME,
  requireFileName,
  requireSnapshotName,
  requireUserName,
} from "./names.ts";
import type { SnapshotRef, SnapshotStore } from "./store.ts";
import { isTemporaryName } from "./temporary.ts";

/** The reading half of a directory store. Everything throws as `SnapshotStore` does. */
export interface DirectoryReader extends Pick<SnapshotStore, "users" | "list" | "files"> {
  /**
   * The bytes of a file of a snapshot, read while they are iterated over. Throws `IntegrityError`
   * `snapshot/corrupt` when there is something else of that name, such as a symbolic link.
   */
  open(ref: SnapshotRef, name: string): Promise<AsyncIterable<Uint8Array>>;
}

/** The form of the users' names that tracksafe gives: a hash. */
const OPAQUE_NAME = /^[0-9a-f]{16}$/;

/** Reads the snapshots under `root`. Follows no symbolic link below it. */
export function createDirectoryReader(fs: FileSystem, root: string): DirectoryReader {
  async function requireDirectory(...path: readonly string[]): Promise<void> {
    const { kind } = await fs.lstat(join(root, ...path));
    if (kind === "directory") return;
    throw new NotFoundError("store/not-found", `${path.join("/")} is not a directory.`, {
      hint: "`tracksafe list` shows the snapshots that there are.",
    });
  }

  async function requireSnapshot({ user, name }: SnapshotRef): Promise<string> {
    requireUserName(user);
    requireSnapshotName(name);
    await requireDirectory(user);
    await requireDirectory(user, name);
    return join(root, user, name);
  }

  return {
    async users() {
      const users: string[] = [];
      for (const { name, kind } of (await whereThere(fs.readdir(root))) ?? []) {
        if (kind !== "directory" || !isUserName(name)) continue;
        if (await isUserDirectory(fs, join(root, name), name)) users.push(name);
      }
      return users.sort();
    },

    async list(user) {
      requireUserName(user);
      const directory = join(root, user);
      if ((await kindAt(fs, directory)) !== "directory") return [];
      const names: string[] = [];
      for (const { name } of await snapshotDirectories(fs, directory)) {
        if ((await kindAt(fs, join(directory, name, METADATA_NAME))) === "file") names.push(name);
      }
      return names.sort(compareSnapshots).map((name) => ({ user, name }));
    },

    async files(ref) {
      const entries = await fs.readdir(await requireSnapshot(ref));
      return entries
        .map(({ name }) => name)
        .filter((name) => !isTemporaryName(name))
        .sort();
    },

    async open(ref, name) {
      requireFileName(name);
      const path = join(await requireSnapshot(ref), name);
      if ((await fs.lstat(path)).kind !== "file") {
        throw new IntegrityError("snapshot/corrupt", `${name} is not a file any more.`, {
          hint: "Something was put in its place. Use another snapshot, or an older copy of this file.",
        });
      }
      return fs.readFile(path);
    },
  };
}

/** The directories in `path` that are called like snapshots. */
export async function snapshotDirectories(
  fs: FileSystem,
  path: string,
): Promise<readonly { readonly name: string }[]> {
  const entries = await fs.readdir(path);
  return entries.filter(({ name, kind }) => kind === "directory" && isSnapshotName(name));
}

/** What is at `path`; `null`: nothing. */
export async function kindAt(fs: FileSystem, path: string): Promise<EntryKind | null> {
  return (await whereThere(fs.lstat(path)))?.kind ?? null;
}

/**
 * Whether a directory is a user's, and not something else that is kept in the same place: it has
 * snapshots, even if none is whole, or it is called as only tracksafe does and still empty. What
 * cannot be looked into is passed over, unless it is called so: then it is a user's for certain.
 */
async function isUserDirectory(fs: FileSystem, path: string, name: string): Promise<boolean> {
  const opaque = OPAQUE_NAME.test(name);
  try {
    const entries = await fs.readdir(path);
    if (entries.length === 0) return opaque;
    return entries.some((entry) => entry.kind === "directory" && isSnapshotName(entry.name));
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    if (error instanceof StoreError && error.code === "store/permission" && !opaque) return false;
    throw error;
  }
}

async function whereThere<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}
