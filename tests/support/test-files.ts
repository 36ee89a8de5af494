import { globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

/** Those that take long: every fault at every request, many mutations, large libraries. */
const THOROUGH = [
  "tests/backup/amplification.test.ts",
  "tests/backup/incremental.test.ts",
  "tests/backup/previous.test.ts",
  "tests/backup/resume.test.ts",
  "tests/history/mutation.property.test.ts",
  "tests/restore/emulator-faults.test.ts",
  "tests/restore/emulator.test.ts",
  "tests/restore/request-counts.test.ts",
  "tests/restore/writes.test.ts",
  "tests/store/github/commit.test.ts",
  "tests/store/github/faults.test.ts",
];

/**
 * Those that `faketime` cannot run or need not. It does not change the dates of files as Node sees
 * them, so a process takes what another one writes for a year old. Chromium hangs in it. A bundle is
 * the same in any year.
 */
const OF_THIS_YEAR = [
  "tests/store/directory/processes.test.ts",
  "tests/cli/auth-browser.test.ts",
  "tests/action/bundle.test.ts",
  "tests/web/make-key.test.ts",
  "tests/web/privacy.test.ts",
  "tests/web/accessibility.test.ts",
  "tests/web/screens.test.ts",
  "tests/web/troubled-screens.test.ts",
];

/**
 * The test files that a mode runs. `pictures`: those that draw `docs/pictures`. `quick`: those that
 * start no program and do not take long. `ahead`: those for another year. Any other: all.
 */
export function testFiles(mode: string): string[] {
  if (mode === "pictures") return globSync("tests/pictures/*.pictures.ts", { cwd: root });
  const files = globSync("tests/**/*.test.ts", { cwd: root });
  const without = (names: readonly string[]) => files.filter((file) => !names.includes(file));
  if (mode === "ahead") return without(OF_THIS_YEAR);
  if (mode !== "quick") return files;
  return without(THOROUGH).filter((file) => !startsPrograms(join(root, file), new Set()));
}

/** Whether a file, or what it imports of the tests and tools, can start a program. */
function startsPrograms(file: string, seen: Set<string>): boolean {
  seen.add(file);
  const imported = Array.from(
    readFileSync(file, "utf8").matchAll(/(?:from|import) "([^"]+)"/g),
    ([, name = ""]) => name,
  );
  if (imported.some((name) => /^(node:child_process|playwright-core)$/.test(name))) return true;
  return imported
    .filter((name) => name.startsWith("."))
    .map((name) => join(dirname(file), name))
    .filter((path) => !seen.has(path) && !path.startsWith(join(root, "src/")))
    .some((path) => startsPrograms(path, seen));
}
