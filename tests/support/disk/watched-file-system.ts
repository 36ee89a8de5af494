import type { FileSystem } from "../../../src/disk/fs.ts";

/** A call to a file system. Calls to an open file carry the path it was created under. */
export interface FileSystemCall {
  readonly method: keyof FileSystem | "write" | "sync" | "close";
  readonly path: string;
  /** Of a rename: where to. */
  readonly to?: string;
  /** Of a write: how many bytes. */
  readonly bytes?: number;
}

/**
 * `fs` with an eye on it: `onCall` hears of each call before it is made, and prevents it by
 * throwing. Reading a file counts each time bytes are asked for.
 */
export function watchFileSystem(
  fs: FileSystem,
  onCall: (call: FileSystemCall) => void,
): FileSystem {
  const after = async <T>(call: FileSystemCall, make: () => Promise<T>): Promise<T> => {
    onCall(call);
    return make();
  };
  return {
    async createFile(path) {
      const file = await after({ method: "createFile", path }, () => fs.createFile(path));
      return {
        write: (bytes) =>
          after({ method: "write", path, bytes: bytes.length }, () => file.write(bytes)),
        sync: () => after({ method: "sync", path }, () => file.sync()),
        close: () => after({ method: "close", path }, () => file.close()),
      };
    },
    async *readFile(path, atOnce) {
      onCall({ method: "readFile", path });
      for await (const chunk of fs.readFile(path, atOnce)) {
        yield chunk;
        onCall({ method: "readFile", path });
      }
    },
    rename: (from, to) => after({ method: "rename", path: from, to }, () => fs.rename(from, to)),
    unlink: (path) => after({ method: "unlink", path }, () => fs.unlink(path)),
    mkdir: (path) => after({ method: "mkdir", path }, () => fs.mkdir(path)),
    rmdir: (path) => after({ method: "rmdir", path }, () => fs.rmdir(path)),
    readdir: (path) => after({ method: "readdir", path }, () => fs.readdir(path)),
    lstat: (path) => after({ method: "lstat", path }, () => fs.lstat(path)),
    syncDirectory: (path) => after({ method: "syncDirectory", path }, () => fs.syncDirectory(path)),
  };
}

/** `fs` whose files never take more than `most` bytes at once. */
export function withShortWrites(fs: FileSystem, most: number): FileSystem {
  return {
    ...fs,
    async createFile(path) {
      const file = await fs.createFile(path);
      return {
        write: (bytes) => file.write(bytes.subarray(0, most)),
        sync: () => file.sync(),
        close: () => file.close(),
      };
    },
  };
}

/** The error of a system call that fails with `code`. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: a call failed`), { code });
}
