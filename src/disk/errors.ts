import { readFile } from "node:fs/promises";
import { type AppError, NotFoundError, StoreError, systemCode } from "../errors.ts";
import type { FileSystem, OutputFile } from "./fs.ts";

/** The purpose of a call that failed. */
export type Intent = "read" | "write";

const NO_SPACE = ["ENOSPC", "EDQUOT"];
const NO_PERMISSION = ["EACCES", "EPERM", "EROFS"];

/**
 * A failure of the file system as an error of the family, about `subject`: `StoreError`
 * `store/no-space`, `store/permission` or `store/io`, and `NotFoundError` `store/not-found` for
 * what was to be read and is not there.
 */
export function toStoreError(cause: unknown, intent: Intent, subject: string): AppError {
  const code = systemCode(cause) ?? "unknown error";
  if (NO_SPACE.includes(code)) {
    return new StoreError("store/no-space", `There is no space left for ${subject} (${code}).`, {
      cause,
      hint: "Free some space there, or name another directory. Then run the command again.",
    });
  }
  if (NO_PERMISSION.includes(code)) {
    const verb = intent === "read" ? "read" : "written";
    return new StoreError("store/permission", `${subject} cannot be ${verb} (${code}).`, {
      cause,
      hint: "Check who owns it, its permissions, and that the disk is not mounted read-only.",
    });
  }
  if (code === "ENOENT" && intent === "read") {
    return new NotFoundError("store/not-found", `${subject} does not exist.`, {
      cause,
      hint: "`tracksafe list` shows the existing snapshots.",
    });
  }
  if (code === "ENOTDIR") {
    return new StoreError(
      "store/io",
      `${subject}, or a part of its path, is not a directory (${code}).`,
      {
        cause,
        hint: "Name a directory, or move the file that has this name away.",
      },
    );
  }
  const doing = intent === "read" ? "Reading" : "Writing";
  return new StoreError("store/io", `${doing} ${subject} failed (${code}).`, {
    cause,
    hint: "Check the disk, or the connection to it. Then run the command again.",
  });
}

/** The bytes of a file that a person named. Throws as {@link toStoreError} says. */
export async function readNamedFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw toStoreError(cause, "read", path);
  }
}

/**
 * `fs` with its errors translated by {@link toStoreError}; the code of the system stays readable
 * through `systemCode`. `subject` says what a path is called in messages.
 */
export function withStoreErrors(fs: FileSystem, subject: (path: string) => string): FileSystem {
  const guard = async <T>(intent: Intent, path: string, call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } catch (error) {
      throw toStoreError(error, intent, subject(path));
    }
  };
  const guardFile = (path: string, file: OutputFile): OutputFile => ({
    write: (bytes) => guard("write", path, file.write(bytes)),
    sync: () => guard("write", path, file.sync()),
    close: () => guard("write", path, file.close()),
  });
  return {
    createFile: async (path) => guardFile(path, await guard("write", path, fs.createFile(path))),
    async *readFile(path, atOnce) {
      try {
        yield* fs.readFile(path, atOnce);
      } catch (error) {
        throw toStoreError(error, "read", subject(path));
      }
    },
    rename: (from, to) => guard("write", to, fs.rename(from, to)),
    unlink: (path) => guard("write", path, fs.unlink(path)),
    mkdir: (path) => guard("write", path, fs.mkdir(path)),
    rmdir: (path) => guard("write", path, fs.rmdir(path)),
    readdir: (path) => guard("read", path, fs.readdir(path)),
    lstat: (path) => guard("read", path, fs.lstat(path)),
    syncDirectory: (path) => guard("write", path, fs.syncDirectory(path)),
  };
}
