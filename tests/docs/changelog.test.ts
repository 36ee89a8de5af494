import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { releaseNotes } from "../../tools/release-notes.ts";

const CHANGELOG = `# Changelog

## [Unreleased]

### Added

- Something to come.

## [1.10.0] - 2026-11-22

### Added

- A new command.

## [1.1.0] - 2026-11-20

## [1.0.0] - 2026-11-19

### Fixed

- The first bug.
`;

it.each([
  ["1.10.0", "### Added\n\n- A new command.\n"],
  ["1.0.0", "### Fixed\n\n- The first bug.\n"],
])("the notes of a release are what the changelog says about %s", (version, notes) => {
  expect(releaseNotes(CHANGELOG, `v${version}`, version)).toBe(notes);
});

it.each([
  ["a tag of another version", "v1.0.0", "1.10.0", "The tag is v1.0.0, but"],
  ["a tag that is no version", "latest", "1.0.0", "The tag is latest, but"],
  ["a version that is not listed", "v1.1", "1.1", "says nothing about 1.1."],
  ["a version without a single change", "v1.1.0", "1.1.0", "says nothing about 1.1.0."],
])("there is no release from %s", (_, tag, version, message) => {
  expect(() => releaseNotes(CHANGELOG, tag, version)).toThrow(message);
});

it("CHANGELOG.md lists what is to come first, then each version with its date, newest first", async () => {
  const text = await readFile("CHANGELOG.md", "utf8");
  const [first, ...released] = [...text.matchAll(/^## (.*)$/gm)].map(([, title = ""]) => title);
  expect(first).toBe("[Unreleased]");
  for (const title of released) expect(title).toMatch(/^\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$/);
  const dates = released.map((title) => title.slice(-10));
  expect(dates).toEqual([...dates].sort().reverse());
  const groups = [...text.matchAll(/^### (.*)$/gm)].map(([, title]) => title);
  expect(groups.length).toBeGreaterThan(0);
  const known = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
  expect(known).toEqual(expect.arrayContaining(groups));
});
