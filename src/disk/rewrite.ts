import { readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeDurably } from "./durable.ts";
import { nodeFileSystem } from "./fs.ts";
import { temporaryName, thisProcess } from "./temporary.ts";

/**
 * Replaces the content of the file at `path` by what `change` makes of it, in one step; mode 0600.
 * A link stays a link: the file that it leads to is replaced. Gives `false`, and writes nothing, if
 * `change` gives `null`. Throws errors of the file system, and what `change` throws; the file is as
 * it was then.
 */
export async function rewriteFile(
  path: string,
  change: (before: Uint8Array) => Promise<Uint8Array | null>,
): Promise<boolean> {
  const file = await realpath(path);
  const after = await change(await readFile(file));
  if (after === null) return false;
  const temporary = join(dirname(file), temporaryName(thisProcess()));
  await writeDurably(nodeFileSystem, { temporary, path: file }, [after]);
  return true;
}
