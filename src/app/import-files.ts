import { createReadStream } from "node:fs";
import { opendir, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { toStoreError } from "../disk/errors.ts";
import { CancelledError, NotFoundError, systemCode, UsageError } from "../errors.ts";
import { IMPORT_LIMITS, type ImportFile, importTooLarge } from "../import/file.ts";
import type { ImportSource } from "../import/import.ts";

/**
 * Finds what a person named: files as they are, and of folders all files in them, in the order of
 * their paths. Nothing is read before it is asked for. Reading ends with `CancelledError` when
 * `signal` aborts.
 *
 * Throws `NotFoundError` `import/not-found`, `UsageError` `import/too-large` and `import/unknown`,
 * and `StoreError`.
 */
export async function findImportSources(
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<readonly ImportSource[]> {
  const sources: ImportSource[] = [];
  let left = IMPORT_LIMITS.bytes;
  for (const path of paths) {
    const files: ImportFile[] = [];
    for (const file of await filesAt(path)) {
      const { size } = await statOf(file);
      left -= size;
      if (left < 0)
        throw importTooLarge(file, "is too large together with the other files: more than 4 GiB");
      files.push({ label: file, name: basename(file), size, open: () => read(file, signal) });
    }
    sources.push({ label: path, files });
  }
  return sources;
}

/** The number of bytes that are read at a time. */
const PIECE = 256 * 1024;

async function* read(path: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(path, { highWaterMark: PIECE })) {
      if (signal?.aborted) {
        const { reason: cause } = signal;
        throw new CancelledError("cancelled", "Stopped before it was done.", { cause });
      }
      yield piece;
    }
  } catch (error) {
    throw error instanceof CancelledError ? error : toStoreError(error, "read", path);
  }
}

async function filesAt(path: string): Promise<readonly string[]> {
  const what = await statOf(path);
  if (what.isFile()) return [path];
  if (!what.isDirectory()) throw noFiles(path, "is neither a file nor a folder");
  const files: string[] = [];
  for await (const entry of await opendir(path, { recursive: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || isHidden(relative(path, file))) continue;
    files.push(file);
    if (files.length > IMPORT_LIMITS.files) throw importTooLarge(path, "holds too many files");
  }
  if (files.length === 0) throw noFiles(path, "is empty");
  return files.sort();
}

/** Whether it is something that programs keep for themselves, such as `.git`. */
function isHidden(path: string): boolean {
  return path.split(/[/\\]/).some((name) => name.startsWith("."));
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (cause) {
    const code = systemCode(cause);
    if (code === "ELOOP") throw noFiles(path, "is a link that leads back to itself");
    if (code !== "ENOENT") throw toStoreError(cause, "read", path);
    throw new NotFoundError("import/not-found", `The file ${path} does not exist.`, {
      cause,
      hint: "Check the path. Nothing was written.",
    });
  }
}

function noFiles(path: string, why: string): UsageError {
  return new UsageError("import/unknown", `${path} ${why}.`, {
    hint: "docs/import.md lists the formats.",
  });
}
