import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A module in webpack's statistics. A module that was made of several lists them. */
export interface ModuleStats {
  readonly name?: string;
  readonly modules?: readonly ModuleStats[];
}

/**
 * The licenses of all packages of `modules`, as one text. The names of modules are relative to
 * `from`. ncc's own option omits the packages of the first chunk.
 */
export async function licensesOf(modules: readonly ModuleStats[], from: string): Promise<string> {
  const directories = new Map<string, string>();
  for (const path of namesOf(modules)) {
    const found = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)(?=\/)/.exec(path);
    if (found?.[1] !== undefined) directories.set(found[1], join(from, found[0]));
  }
  const packages = [...directories].sort(([a], [b]) => (a < b ? -1 : 1));
  const texts = packages.map(async ([name, directory]) => {
    const { version, license } = JSON.parse(
      await readFile(join(directory, "package.json"), "utf8"),
    );
    const file = (await readdir(directory)).find((one) => /^licen[cs]e/i.test(one));
    const text =
      file === undefined ? "" : `\n${(await readFile(join(directory, file), "utf8")).trim()}\n`;
    return `${name} ${version}\n${license}\n${text}`;
  });
  return (await Promise.all(texts)).join("\n");
}

function* namesOf(modules: readonly ModuleStats[]): Iterable<string> {
  for (const { name, modules: inner = [] } of modules) {
    if (name !== undefined) yield name;
    yield* namesOf(inner);
  }
}
