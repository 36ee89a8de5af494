import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";

/** All that a person or a workflow may take a command from. */
const PLACES = [
  ...["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "package.json", "action.yml"],
  ...[".github", "action", "bench", "bin", "docs", "emulator", "src", "tools", "web"],
];

/** A command that would run or install what somebody registered as `tracksafe`. */
const FETCHES =
  /\b(?:npx|bunx|npm\s+(?:exec|x|i|install|add)|(?:pnpm|yarn|bun)\s+(?:dlx|x|add)|deno\s+run)\b[^\n`&|;]*?(?<![\w./@-])(?:npm:)?tracksafe(?![\w./-])/;

async function filesIn(place: string): Promise<readonly string[]> {
  if ((await stat(place)).isFile()) return [place];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !path.startsWith(join("action", "dist")));
}

it("no command that is told of fetches a package called tracksafe", async () => {
  const files = (await Promise.all(PLACES.map(filesIn))).flat();
  expect(files.length).toBeGreaterThan(300);
  for (const file of files) {
    const [found] = FETCHES.exec(await readFile(file, "utf8")) ?? [];
    expect({ file, found }).toEqual({ file, found: undefined });
  }
});

it.each([
  "npx tracksafe auth",
  "npx --yes tracksafe@latest",
  "npm ci && npx tracksafe setup",
  "npm install -g tracksafe",
  "pnpm dlx tracksafe",
])("%s is found as a command that fetches the package", (command) => {
  expect(command).toMatch(FETCHES);
});

it.each(["node bin/tracksafe.js auth", "npm install ../tracksafe", "cd ~/tracksafe && npm ci"])(
  "%s fetches no package called tracksafe",
  (command) => {
    expect(command).not.toMatch(FETCHES);
  },
);
