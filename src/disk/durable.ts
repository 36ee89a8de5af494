import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { StoreError, systemCode } from "../errors.ts";
import type { FileSystem, OutputFile } from "./fs.ts";

/** The size and digest of what was written. */
export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * The path where a file is written, and the path that it gets once it is whole. Both are in one
 * directory.
 */
export interface Destination {
  readonly temporary: string;
  readonly path: string;
}

/** The content of a file, piece by piece. */
export type FileContent = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Writes `content` so that a reader finds the whole file at `path` or what was there before, also
 * after a loss of power: once this resolves, the file survives one. `accept` may refuse the result
 * by throwing. When anything throws, `path` is as it was, and no temporary file is left unless it
 * could not be removed either. Only a failure of the last step, making the name durable, comes
 * after the file has appeared.
 */
export async function writeDurably(
  fs: FileSystem,
  { temporary, path }: Destination,
  content: FileContent,
  accept: (written: Written) => void = () => {},
): Promise<Written> {
  const written = await writeTemporary(fs, temporary, content);
  try {
    accept(written);
    await fs.rename(temporary, path);
  } catch (error) {
    await undoQuietly(() => fs.unlink(temporary));
    throw error;
  }
  await fs.syncDirectory(dirname(path));
  return written;
}

/**
 * Writes `content` to a new file at `path`; its bytes, though not its name, are durable then. When
 * anything throws, the file is gone unless it could not be removed either.
 */
export async function writeTemporary(
  fs: FileSystem,
  path: string,
  content: FileContent,
): Promise<Written> {
  const file = await fs.createFile(path);
  try {
    return await fill(file, content);
  } catch (error) {
    await undoQuietly(() => fs.unlink(path));
    throw error;
  }
}

/** Writes all of `content` to `file`, makes it durable and closes it, which it does in any case. */
async function fill(file: OutputFile, content: FileContent): Promise<Written> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of content) {
      hash.update(chunk);
      bytes += chunk.length;
      await writeAll(file, chunk);
    }
    await file.sync();
  } catch (error) {
    await undoQuietly(() => file.close());
    throw error;
  }
  // Some network file systems report a failed write only here.
  await file.close();
  return { bytes, sha256: hash.digest("hex") };
}

async function writeAll(file: OutputFile, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.length; ) {
    const taken = await file.write(chunk.subarray(offset));
    if (taken === 0) {
      throw new StoreError("store/io", "The disk accepted no more bytes and gave no reason.", {
        hint: "Check the disk, or the connection to it. Then run the command again.",
      });
    }
    offset += taken;
  }
}

/**
 * Creates a directory and what is missing above it, each one made durable in the one above. One
 * that is there already is left alone.
 */
export async function makeDirectories(fs: FileSystem, path: string): Promise<void> {
  try {
    if (!(await makeDirectory(fs, path))) return;
  } catch (error) {
    if (systemCode(error) !== "ENOENT" || dirname(path) === path) throw error;
    await makeDirectories(fs, dirname(path));
    // In /proc this fails with ENOENT although the directory above exists. There is no third try.
    if (!(await makeDirectory(fs, path))) return;
  }
  await fs.syncDirectory(dirname(path));
}

/** Whether it had to be created. */
async function makeDirectory(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await fs.mkdir(path);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** Removes a directory unless there is something in it; says whether it is gone. */
export async function removeEmpty(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await fs.rmdir(path);
    return true;
  } catch (error) {
    const code = systemCode(error) ?? "";
    if (code === "ENOENT") return true;
    if (code === "ENOTEMPTY" || code === "EEXIST") return false;
    throw error;
  }
}

/** Calls `undo` after a failure. A failure of `undo` is ignored, because the first one matters. */
export async function undoQuietly(undo: () => Promise<void>): Promise<void> {
  await undo().catch(() => {});
}

/** Waits for `work`. A failure with the system error `code` counts as a success. */
export async function ignoreErrorCode(code: string, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (systemCode(error) !== code) throw error;
  }
}
