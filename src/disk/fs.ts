import { constants } from "node:fs";
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  rmdir,
  unlink,
} from "node:fs/promises";
import { systemCode } from "../errors.ts";

/** The kind of an entry of a directory. A symbolic link is `other`, wherever it points. */
export type EntryKind = "file" | "directory" | "other";

/** An entry of a directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: EntryKind;
}

/** The facts about an entry that are known without opening it. */
export interface EntryStatus {
  readonly kind: EntryKind;
  readonly bytes: number;
  readonly modified: Date;
}

/** A new file, open for writing. */
export interface OutputFile {
  /** Appends bytes. Gives the number of bytes that were written, which may be fewer than all. */
  write(bytes: Uint8Array): Promise<number>;
  /** Resolves when what was written survives a loss of power. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The calls that a directory store makes, injected so that each can be made to fail. Errors are
 * those of the system, with its `code`. A symbolic link is never followed: answers are about the
 * link itself.
 */
export interface FileSystem {
  /** Creates a file only its owner can read; throws `EEXIST` when there is something already. */
  createFile(path: string): Promise<OutputFile>;
  /**
   * The bytes of a file, piece by piece. It is open for as long as it is iterated over. The first
   * piece has `atOnce` bytes, if the file has so many.
   */
  readFile(path: string, atOnce?: number): AsyncIterable<Uint8Array>;
  /** Puts `from` in the place of `to`, whether there is something or not, in one step. */
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Creates a directory only its owner can enter; throws `EEXIST` as `createFile` does. */
  mkdir(path: string): Promise<void>;
  /** Removes an empty directory. */
  rmdir(path: string): Promise<void>;
  readdir(path: string): Promise<readonly DirectoryEntry[]>;
  lstat(path: string): Promise<EntryStatus>;
  /**
   * Resolves when the entries of a directory (what was created in it, renamed, removed) survive a
   * loss of power; at once where the system has no way to ask for that.
   */
  syncDirectory(path: string): Promise<void>;
}

/** Most files are small: a buffer that is filled in part costs as much as a full one. */
const FIRST_CHUNK_BYTES = 4 * 1024;
const CHUNK_BYTES = 64 * 1024;

/** The machine's file system. */
export const nodeFileSystem: FileSystem = {
  createFile,
  readFile,
  rename,
  unlink,
  mkdir: (path) => mkdir(path, { mode: 0o700 }),
  rmdir,
  async readdir(path) {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  },
  async lstat(path) {
    const status = await lstat(path);
    return { kind: kindOf(status), bytes: status.size, modified: status.mtime };
  },
  syncDirectory,
};

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): EntryKind {
  if (entry.isFile()) return "file";
  return entry.isDirectory() ? "directory" : "other";
}

async function createFile(path: string): Promise<OutputFile> {
  const handle = await open(path, "wx", 0o600);
  return {
    write: async (bytes) => (await handle.write(bytes)).bytesWritten,
    sync: () => sync(handle, "file"),
    close: () => handle.close(),
  };
}

async function* readFile(path: string, atOnce = FIRST_CHUNK_BYTES): AsyncIterable<Uint8Array> {
  // Windows has no O_NOFOLLOW; the store has looked at what is there before.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    for (let size = atOnce; ; size = nextChunk(size)) {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(size));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** After all bytes at once, only the end of the file is still to be seen. */
function nextChunk(size: number): number {
  return size > CHUNK_BYTES ? FIRST_CHUNK_BYTES : Math.min(2 * size, CHUNK_BYTES);
}

async function syncDirectory(path: string): Promise<void> {
  // Windows opens no directory, and keeps the order of their entries itself.
  if (process.platform === "win32") return;
  const handle = await open(path, "r");
  try {
    await sync(handle, "directory");
  } finally {
    await handle.close();
  }
}

async function sync(handle: FileHandle, kind: EntryKind): Promise<void> {
  try {
    await handle.sync();
  } catch (error) {
    if (!cannotSync(error, kind)) throw error;
  }
}

/**
 * Whether a failure to synchronize says that this file system has no such thing, so that there is
 * nothing to fail (POSIX: fsync, `EINVAL`; some network file systems: `ENOTSUP`, on macOS
 * `ENOTTY`).
 */
export function cannotSync(error: unknown, kind: EntryKind): boolean {
  const code = systemCode(error) ?? "";
  const refusals = ["ENOTSUP", "EOPNOTSUPP", "ENOSYS", "ENOTTY"];
  return refusals.includes(code) || (kind === "directory" && code === "EINVAL");
}
