import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../..");

/**
 * The files of a copy of the template as far as its workflows need them: the workflows and the
 * descriptions of the actions. The program of the action is the one that tests are run with.
 */
export function templateFiles(): Record<string, string> {
  const workflows = readdirSync(join(ROOT, ".github/workflows"));
  const paths = [
    "README.md",
    "action.yml",
    "action/action.yml",
    ...workflows.map((name) => `.github/workflows/${name}`),
  ];
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(ROOT, path), "utf8")]));
}
