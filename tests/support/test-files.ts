import { globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

/** The test files that start no program, not even by what they import of the tests and tools. */
export function quickTestFiles(): readonly string[] {
  return globSync("tests/**/*.test.ts", { cwd: root }).filter(
    (file) => !startsPrograms(join(root, file), new Set()),
  );
}

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
