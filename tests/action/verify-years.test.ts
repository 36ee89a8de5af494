import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ActionScene, createActionScene } from "../support/action/scene.ts";
import { runInProcess } from "../support/cli/command.ts";
import type { GitRepository, TreeEntry } from "../support/github/git.ts";
import { fileEntry, type StoredDay, showDays, storeDays } from "../support/github/stored-days.ts";

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

  it.each([1, 30, YEAR, 3 * YEAR])("sends at most 60 requests after %i days", async (days) => {
    show(years.slice(-days));
    const { run, requests } = await count();
    expect(run.exit).toBe(0);
    expect(run.summary).toContain("## Verification: good");
    expect(requests).toBeLessThanOrEqual(60);
  });

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

  it.each<[string, string, (files: readonly TreeEntry[], git: GitRepository) => TreeEntry[]]>([
    [
      "other bytes",
      "snapshot/corrupt",
      ([metadata, first, ...rest], git) =>
        [metadata, first && { ...first, sha: other(git) }, ...rest].filter(
          (one) => one !== undefined,
        ),
    ],
    [
      "no file",
      "snapshot/missing",
      ([metadata, _, ...rest]) => [metadata, ...rest].filter((one) => one !== undefined),
    ],
    [
      "one more file",
      "snapshot/unexpected",
      (files, git) => [...files, fileEntry("x.age", other(git))],
    ],
    ["no metadata", "snapshot/missing", ([, ...rest]) => rest],
  ])("finds an old snapshot with %s", async (_, code, change) => {
    const days = years.slice(-60);
    const [oldest = expect.fail("a snapshot"), ...others] = days;
    show([{ ...oldest, files: change(oldest.files, scene.target.git) }, ...others]);
    const { run, requests } = await count();
    expect(run.exit).toBe(7);
    expect(run.summary).toContain(code);
    expect(run.summary).toContain(oldest.name);
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
