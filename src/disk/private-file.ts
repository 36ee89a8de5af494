import { constants } from "node:fs";
import { lstat, open, readdir, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Clock } from "../clock.ts";
import { AppError, StoreError, systemCode, UsageError } from "../errors.ts";
import { shellQuoted } from "../safe-text.ts";
import { Secret } from "../secret.ts";
import { makeDirectories, writeDurably } from "./durable.ts";
import { nodeFileSystem } from "./fs.ts";
import { isAbandoned, temporaryName, thisProcess } from "./temporary.ts";

/** One file with secrets in it, for its owner alone. */
export interface PrivateFile {
  readonly path: string;
  /**
   * Its content; `null`: there is no file.
   *
   * Throws `UsageError` `config/credentials` for one that others can read, that is somebody else's,
   * or no plain file; `StoreError` `store/io`.
   */
  read(): Promise<Secret | null>;
  /**
   * Puts `content` in its place, in one step, durably; mode 0600, in a directory that is made with
   * 0700 where it is missing. Throws `StoreError` `store/io`: then the file is as it was.
   */
  replace(content: Secret): Promise<void>;
  /** Removes it, and the leftovers of interrupted writes. Gives whether there was a file. */
  remove(): Promise<boolean>;
}

const MAXIMUM_BYTES = 64 * 1024;
const OTHERS = 0o077;

/** The private file at `path`, which need not exist. */
export function createPrivateFile(path: string, clock: Clock): PrivateFile {
  const directory = dirname(path);
  return {
    path,
    read: () => guarded("read", () => readPrivate(path)),
    replace: (content) =>
      guarded("written", async () => {
        await makeDirectories(nodeFileSystem, directory);
        await removeLeftovers(directory, clock.now());
        const temporary = join(directory, temporaryName(thisProcess()));
        await writeDurably(nodeFileSystem, { temporary, path }, [Buffer.from(content.reveal())]);
      }),
    remove: () =>
      guarded("removed", async () => {
        await removeLeftovers(directory, clock.now());
        return (await unlessMissing(() => unlink(path).then(() => true))) ?? false;
      }),
  };
}

async function readPrivate(path: string): Promise<Secret | null> {
  // Windows has neither of the two flags, and no modes. A pipe must not be waited for.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const status = await unlessMissing(() => lstat(path));
  if (status === null) return null;
  if (!status.isFile()) throw unfit("is not a regular file", putAway(path));
  const file = await open(path, flags);
  try {
    // These are facts about the opened file, which nobody can exchange any more.
    const { mode, size, uid } = await file.stat();
    if (size > MAXIMUM_BYTES) throw unfit("is too large", putAway(path));
    if (process.getuid !== undefined && uid !== process.getuid()) {
      throw unfit("belongs to another user of this machine", putAway(path));
    }
    if (process.platform !== "win32" && (mode & OTHERS) !== 0)
      throw unfit(
        "can be read or changed by others",
        `Make it private: chmod 600 ${shellQuoted(path)}`,
      );
    return new Secret(await file.readFile("utf8"));
  } finally {
    await file.close();
  }
}

/** A killed process may have left a copy, which must neither pile up nor outlive a logout. */
async function removeLeftovers(directory: string, now: Date): Promise<void> {
  const names = (await unlessMissing(() => readdir(directory))) ?? [];
  for (const name of names) {
    const leftover = join(directory, name);
    await unlessMissing(async () => {
      const { mtime } = await lstat(leftover);
      if (isAbandoned(name, mtime, now, thisProcess())) await unlink(leftover);
    });
  }
}

async function unlessMissing<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}

async function guarded<T>(done: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const code = systemCode(cause) ?? "unknown";
    throw new StoreError("store/io", `The credentials file could not be ${done} (${code}).`, {
      cause,
      hint: "Check that its directory belongs to you and that the disk works and has space.",
    });
  }
}

function unfit(why: string, hint: string): UsageError {
  return new UsageError("config/credentials", `The credentials file ${why}.`, { hint });
}

function putAway(path: string): string {
  return `Move ${shellQuoted(path)} away, and log in again with \`tracksafe auth\`.`;
}
