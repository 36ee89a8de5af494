import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { licensesOf } from "./licenses.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..");
const bin = (name: string) => join(root, "node_modules/.bin", name);

/**
 * Bundles the action into the directory `out`: the code with all packages that it needs, and their
 * licenses. Equal sources give equal bytes, on every machine and in every directory.
 */
export async function bundle(out: string): Promise<void> {
  await mkdir(join(root, "dist"), { recursive: true });
  // It is inside the project, so that packages are found. ncc cannot load this version of
  // TypeScript.
  const compiled = await mkdtemp(join(root, "dist/bundle-"));
  const stats = join(compiled, "stats.json");
  const to = ["-o", resolve(out), "--no-cache", "--stats-out", stats];
  try {
    await run(bin("tsc"), ["-p", join(root, "tsconfig.bundle.json"), "--outDir", compiled]);
    await rm(out, { recursive: true, force: true });
    // The names in the bundle are paths relative to the directory in which ncc runs.
    await run(bin("ncc"), ["build", "action/main.js", ...to], { cwd: compiled });
    const { modules } = JSON.parse(await readFile(stats, "utf8"));
    await writeFile(join(out, "licenses.txt"), await licensesOf(modules, compiled));
  } finally {
    await rm(compiled, { recursive: true, force: true });
  }
}

if (import.meta.main) await bundle(join(root, "action/dist"));
