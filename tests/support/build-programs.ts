import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { buildPrograms } from "../../tools/build.ts";

const SOURCES = [
  "src/cli/main.ts",
  "action/main.ts",
  "tests/support/action/runner-child.ts",
  "tests/support/disk/store-child.ts",
  "tests/support/fast-time.ts",
];

/**
 * Builds the programs that tests start in processes of their own, once for all tests: they start
 * twice as fast as from their sources. Gives back how to remove them.
 */
// biome-ignore lint/style/noDefaultExport: vitest calls the default export before all tests.
export default async function buildForTests(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), "tracksafe-programs-"));
  await buildPrograms(SOURCES, directory);
  await writeFile(join(directory, "package.json"), '{ "type": "module" }');
  project.provide("programs", directory);
  // A program that is just ending may still write its compiled code there.
  return () => rm(directory, { recursive: true, maxRetries: 10 });
}
