import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ActionScene, createActionScene } from "../support/action/scene.ts";
import { runInProcess } from "../support/cli/command.ts";
import type { GitRepository, TreeEntry } from "../support/github/git.ts";
import { fileEntry, type StoredDay, showDays, storeDays } from "../support/github/stored-days.ts";
import { isLong } from "../support/seeds.ts";

const YEAR = 365;
/** Files of a snapshot, and those of them that change every day. */
const FILES = 12;
const CHANGING = 3;

/**
 * The repository, its branch, three directories, and eleven requests for the metadata and the files of
 * up to a hundred snapshots each.
 */
const LIST_REQUESTS = 16;

const verify = { command: "verify" };

describe("a verification in Actions", () => {
  let scene: ActionScene;
  let years: readonly StoredDay[];

  beforeAll(async () => {
    scene = await createActionScene();
    years = store(scene.emulator.app.clientSecret, 3 * YEAR);
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  const store = (clientSecret: string, days: number) =>
    storeDays(scene.target.git, {
      clientSecret,
      days,
      last: new Date(),
      files: FILES,
      changing: CHANGING,
    });
  const show = (days: readonly StoredDay[]) => showDays(scene.target.git, days);

  const count = async (inputs: Readonly<Record<string, string>> = {}) => {
    scene.github.reset();
    const run = await scene.run({ ...verify, ...inputs });
    return { run, requests: scene.github.requests.length };
  };

  // The request budget is the same for every age; the usual run takes the ends.
  it.each(isLong() ? [1, 30, YEAR, 3 * YEAR] : [1, 3 * YEAR])(
    "sends at most 60 requests after %i days",
    async (days) => {
      show(years.slice(-days));
      const { run, requests } = await count();
      expect(run.exit).toBe(0);
      expect(run.summary).toContain("## Verification: good");
      expect(requests).toBeLessThanOrEqual(60);
    },
  );

  it("lists 1,000 snapshots from a command line with few requests", async () => {
    show(years.slice(-1_000));
    scene.github.reset();
    const { exit, stdout } = await runInProcess(["list", `github:${scene.target.fullName}`], {
      GITHUB_TOKEN: scene.tokens.target.value,
      GITHUB_API_URL: scene.github.url,
    });
    expect(exit).toBe(0);
    expect(stdout).toContain("(1,000 snapshots)");
    expect(scene.github.requests.length).toBe(LIST_REQUESTS);
  });

  it("reads every file when it is told to", async () => {
    const days = years.slice(-10);
    show(days);
    const { run } = await count({ all: "true" });
    expect(run.exit).toBe(0);
    expect(run.summary).toContain("Every byte was compared");
    const read = scene.github.requests.filter(({ path }) => path.includes("/git/blobs/"));
    const blobs = new Set(days.flatMap(({ files }) => files.slice(1).map(({ sha }) => sha)));
    expect(read.length).toBeGreaterThanOrEqual(blobs.size);
  });

  const other = (git: GitRepository) => git.writeBlob(Buffer.from("other bytes, as many as be"));

  const DAMAGES: readonly (readonly [
    code: string,
    change: (files: readonly TreeEntry[], git: GitRepository) => readonly TreeEntry[],
  ])[] = [
    // Other bytes, no file, one more file, no metadata.
    [
      "snapshot/corrupt",
      ([metadata, first, ...rest], git) =>
        [metadata, first && { ...first, sha: other(git) }, ...rest].filter(
          (one) => one !== undefined,
        ),
    ],
    [
      "snapshot/missing",
      ([metadata, _, ...rest]) => [metadata, ...rest].filter((one) => one !== undefined),
    ],
    ["snapshot/unexpected", (files, git) => [...files, fileEntry("x.age", other(git))]],
    ["snapshot/missing", ([, ...rest]) => rest],
  ];

  it("finds old snapshots that are damaged, each in another way", async () => {
    const days = years.slice(-60);
    const damaged = DAMAGES.map(([, change], at) => {
      const day = days[at] ?? expect.fail("a snapshot");
      return { ...day, files: change(day.files, scene.target.git) };
    });
    show([...damaged, ...days.slice(damaged.length)]);
    const { run, requests } = await count();
    expect(run.exit).toBe(7);
    const found = [...run.summary.matchAll(/^### `(.+)`$/gm)].map(([, name]) => name);
    expect(found.toSorted()).toEqual(damaged.map(({ name }) => name));
    for (const [at, { name }] of damaged.entries()) {
      const [, told = ""] = run.summary.split(`### \`${name}\``);
      const [own = ""] = told.split("\n### ");
      expect(own).toContain(DAMAGES[at]?.[0]);
    }
    expect(requests).toBeLessThanOrEqual(60);
  });

  it("finds a snapshot that was made with another key", async () => {
    const [forged = expect.fail("a snapshot")] = store("another secret", 1);
    const days = years.slice(-20);
    show([...days, forged].sort((a, b) => (a.name < b.name ? -1 : 1)));
    const { run } = await count();
    expect(run.exit).toBe(7);
    expect(run.summary).toContain("snapshot/foreign");
    expect(run.summary).toContain(forged.name);
  });
});
