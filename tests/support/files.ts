import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The files below `directory`, by their path in it, sorted. */
export async function listFiles(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1))
    .sort();
}

/** A digest of every file below `directory`, by its path in it. */
export async function digestFiles(directory: string): Promise<Readonly<Record<string, string>>> {
  const digests: Record<string, string> = {};
  for (const file of await listFiles(directory)) {
    const bytes = await readFile(join(directory, file));
    digests[file] = createHash("sha256").update(bytes).digest("hex");
  }
  return digests;
}
