import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ActionRun, type ActionScene, createActionScene } from "../support/action/scene.ts";
import { runInProcess } from "../support/cli/command.ts";

const DAYS = ["2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04"];
const prune = { command: "prune", "keep-last": "2" };
const remove = { ...prune, "dry-run": "false" };
const warnings = ({ log }: ActionRun) => log.match(/^::warning::.*/gm) ?? [];
const errors = ({ log }: ActionRun) => log.match(/^::error::.*/gm) ?? [];

/** The days of the snapshots on the branch. */
async function daysOf({ target }: ActionScene): Promise<readonly string[]> {
  const found = [...(await target.files("backups")).keys()].flatMap(
    (path) => /\/(\d{4}-\d\d-\d\d)T.*\/metadata\.json$/.exec(path)?.[1] ?? [],
  );
  return found.sort();
}

describe("the prune action", () => {
  let scene: ActionScene;
  let seeded: string;

  beforeAll(async () => {
    scene = await createActionScene();
    for (const day of DAYS) await scene.seed({ at: `${day}T03:17:00Z` });
    seeded = await head();
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  const head = () => scene.target.git.run(["rev-parse", "refs/heads/backups"]).then(String);
  const reset = () => scene.target.git.run(["update-ref", "refs/heads/backups", seeded.trim()]);

  it("removes nothing unless it is told to", async () => {
    const run = await scene.run(prune);
    expect(run.exit).toBe(0);
    expect(run.summary).toContain("## Prune: 2 snapshots would go");
    expect(run.summary).toContain("This was a dry run.");
    expect(await head()).toBe(seeded);
  });

  it("removes what no rule keeps by one commit, and the second time nothing", async () => {
    const commits = (await scene.target.log("backups")).length;
    const run = await scene.run(remove);
    expect(run.exit).toBe(0);
    expect(run.outputs["status"]).toBe("complete");
    expect(run.log).toContain("2 snapshots stay, 2 go.");
    expect(run.summary).toContain("## Prune: 2 snapshots removed");
    expect(run.summary).toContain("- `2026-11-04T03-17-00`: last, newest complete one, latest");
    expect(run.summary).toContain("- `2026-11-01T03-17-00`\n");
    expect(run.summary).toContain("The history of the branch still holds the removed snapshots.");
    expect(JSON.parse(run.report)).toMatchObject({
      accounts: [
        {
          kept: [{ name: "2026-11-04T03-17-00" }, { name: "2026-11-03T03-17-00" }],
          removed: [{ name: "2026-11-02T03-17-00" }, { name: "2026-11-01T03-17-00" }],
        },
      ],
    });
    expect(await daysOf(scene)).toEqual(DAYS.slice(2));
    expect(await scene.target.log("backups")).toHaveLength(commits + 1);
    expect((await scene.run({ command: "verify" })).exit).toBe(0);
    const again = await scene.run(remove);
    expect(again.summary).toContain("## Prune: nothing to remove");
    expect(await scene.target.log("backups")).toHaveLength(commits + 1);
    await reset();
  });

  it("waits while a restore is not finished, and so does the command line", async () => {
    await scene.target.commit("backups", { ".tracksafe/restore-0123456789abcdef/a.jsonl": "x" });
    const run = await scene.run(remove);
    expect(run.exit).toBe(0);
    expect(run.outputs["status"]).toBe("partial");
    expect(warnings(run).join()).toContain("prune/restore");
    expect(run.summary).toContain("## Prune: waits for a restore");
    expect(run.summary).toContain(".tracksafe/restore-0123456789abcdef");
    const strict = await scene.run({ ...remove, "fail-on": "partial" });
    expect(strict.exit).toBe(11);
    expect(errors(strict).join()).toContain("prune/restore");
    const { exit, stderr } = await runInProcess(
      ["prune", `github:${scene.target.fullName}`, "--keep-last", "1", "--yes"],
      { GITHUB_TOKEN: scene.tokens.target.value, GITHUB_API_URL: scene.github.url },
    );
    expect([exit, stderr]).toEqual([11, expect.stringContaining("prune/restore")]);
    expect(await daysOf(scene)).toEqual(DAYS);
    await reset();
  });

  it.each([
    [{ "keep-last": "" }, "usage/keep"],
    [{ "keep-last": "0" }, "usage/keep"],
    [{ "keep-daily": "many" }, "The input keep-daily has a value that is not a whole number."],
    [{ "keep-yearly": "-1" }, "The input keep-yearly has a value that is not a whole number."],
  ])("refuses the rules %j", async (rules, message) => {
    const run = await scene.run({ ...remove, ...rules });
    expect(run.exit).toBe(2);
    expect(errors(run).join()).toContain(message);
    expect(await head()).toBe(seeded);
  });

  it("fails where there is nothing to prune", async () => {
    const run = await scene.run({ ...remove, path: "elsewhere" });
    expect(run.exit).toBe(10);
    const issue = scene.running.issues.find(({ body }) =>
      body?.includes("<!-- tracksafe prune -->"),
    );
    expect(issue).toMatchObject({ state: "open" });
    await scene.run(prune);
    expect(issue).toMatchObject({ state: "closed" });
  });
});
