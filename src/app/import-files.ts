import { opendir, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { readNamedFile, toStoreError } from "../disk/errors.ts";
import { NotFoundError, systemCode, UsageError } from "../errors.ts";
import { IMPORT_LIMITS, importTooLarge } from "../import/file.ts";
import type { ImportSource } from "../import/import.ts";

/** The things that a person named: a file, or the files of a folder. */
interface FoundSource {
  readonly path: string;
  readonly files: readonly string[];
}

/**
 * Reads what a person named: files as they are, and of folders all files in them, in the order of
 * their paths. Sizes are looked at before anything is loaded.
 *
 * Throws `NotFoundError` `import/not-found`, `UsageError` `import/too-large` and `import/unknown`,
 * and `StoreError`.
 */
export async function readImportSources(
  paths: readonly string[],
): Promise<readonly ImportSource[]> {
  const found: FoundSource[] = [];
  for (const path of paths) found.push({ path, files: await filesAt(path) });
  await checkSizes(found);
  const sources: ImportSource[] = [];
  for (const { path, files } of found) {
    const read = [];
    for (const file of files) {
      read.push({ label: file, name: basename(file), bytes: await readNamedFile(file) });
    }
    sources.push({ label: path, files: read });
  }
  return sources;
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
    if (systemCode(cause) !== "ENOENT") throw toStoreError(cause, "read", path);
    throw new NotFoundError("import/not-found", `The file ${path} does not exist.`, {
      cause,
      hint: "Check the path. Nothing was written.",
    });
  }
}

async function checkSizes(found: readonly FoundSource[]): Promise<void> {
  let all = 0;
  for (const file of found.flatMap(({ files }) => files)) {
    const { size } = await statOf(file);
    all += size;
    if (size > IMPORT_LIMITS.fileBytes) throw importTooLarge(file, "is too large");
    if (all > IMPORT_LIMITS.archiveBytes)
      throw importTooLarge(file, "is too large together with the other files");
  }
}

function noFiles(path: string, why: string): UsageError {
  return new UsageError("import/unknown", `${path} ${why}.`, {
    hint: "docs/import.md lists the formats.",
  });
}
