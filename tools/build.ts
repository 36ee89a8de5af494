import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { build as bundle } from "esbuild";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..");

/** Older packages load modules of Node by `require`; some define a `createRequire` of their own. */
const REQUIRE =
  'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';

/**
 * Builds the installed files into the directory `out`: the library, module by module with its
 * types, and the command line as a program.
 */
export async function build(out: string): Promise<void> {
  const tsc = join(root, "node_modules/.bin/tsc");
  await run(tsc, ["-p", join(root, "tsconfig.build.json"), "--outDir", resolve(out)]);
  await buildPrograms(["src/cli/main.ts"], join(out, "cli"));
}

/**
 * Builds programs into the directory `out`, each with its packages in a few files. Finding and
 * loading hundreds of files would take a third of the time that a program needs to start. `sources`
 * are paths in this repository. The programs get the same names, with the ending `.js`.
 */
export async function buildPrograms(sources: readonly string[], out: string): Promise<void> {
  await bundle({
    entryPoints: sources.map((source) => join(root, source)),
    outdir: out,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22.19",
    banner: { js: REQUIRE },
    logLevel: "warning",
  });
}

if (import.meta.main) await build(join(root, "dist"));
