import { describe, expect, it } from "vitest";
import {
  type FrontPageFacts,
  type FrontPageSnapshot,
  frontPage,
} from "../../src/report/front-page.ts";

const DIRECTORY = "backups/0123456789abcdef";

function snapshot(
  day: number,
  changes: Partial<FrontPageSnapshot["summary"]> = {},
): FrontPageSnapshot {
  const kinds = [
    { kind: "likes", files: 1, entries: 2329, bytes: 1 },
    { kind: "playlists", files: 41, entries: 3000, bytes: 1 },
    { kind: "albums", files: 1, entries: 1, bytes: 1 },
    { kind: "covers", files: 3, entries: 0, bytes: 1 },
  ];
  const encryption = { keyId: "0123456789abcdef" };
  const summary = { status: "complete" as const, kinds, warnings: [], encryption, ...changes };
  return { name: `2026-11-${day}T03-17-00`, summary };
}

const page = (snapshots: readonly FrontPageSnapshot[], changes: Partial<FrontPageFacts> = {}) =>
  frontPage({
    location: "github:somebody/vault",
    directory: DIRECTORY,
    snapshots,
    hasOthers: false,
    ...changes,
  });

describe("the front page", () => {
  it("lists the snapshots with links, and counts what the last one holds", () => {
    const partial = snapshot(21, { status: "partial", kinds: [] });
    const shrunk = snapshot(20, { warnings: [{ code: "shrunk" }] });
    const lines = page([snapshot(22), partial, shrunk]).split("\n");
    expect(lines.filter((line) => line.startsWith("|"))).toEqual([
      "| backup | state | likes | playlists |",
      "| --- | ---: | ---: | ---: |",
      `| [2026-11-22T03-17-00](${DIRECTORY}/2026-11-22T03-17-00) | complete | 2,329 | 41 |`,
      `| [2026-11-21T03-17-00](${DIRECTORY}/2026-11-21T03-17-00) | partial | 0 | 0 |`,
      `| [2026-11-20T03-17-00](${DIRECTORY}/2026-11-20T03-17-00) | complete, much is missing | 2,329 | 41 |`,
    ]);
    expect(lines).toContain("The last backup holds 2,329 likes, 41 playlists, 1 album.");
  });

  it("changes in two lines from one day to the next", () => {
    const days = Array.from({ length: 11 }, (_, index) => snapshot(25 - index));
    const [before, after] = [days.slice(1), days.slice(0, 10)].map((all) => page(all).split("\n"));
    expect(after?.filter((line) => !before?.includes(line))).toHaveLength(1);
    expect(before?.filter((line) => !after?.includes(line))).toHaveLength(1);
  });

  it("says how to restore, and how to open what is sealed or in the clear", () => {
    const sealed = page([snapshot(22)]);
    expect(sealed).toContain("tracksafe restore github:somebody/vault --dry-run");
    expect(sealed).toContain("Both need your key.");
    expect(sealed).toContain("age -d -i ~/tracksafe.key");
    const plain = page([snapshot(22, { encryption: null })]);
    expect(plain).toContain("tracksafe restore github:somebody/vault --dry-run");
    expect(plain).toContain("The files are plain JSON.");
    expect(plain).not.toMatch(/\bage\b|your key/);
  });

  it("says of other accounts that they are there", () => {
    expect(page([snapshot(22)])).not.toContain("other accounts");
    expect(page([snapshot(22)], { hasOthers: true })).toContain("other accounts");
  });
});
