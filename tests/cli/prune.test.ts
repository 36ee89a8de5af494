import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { planPruning } from "../../src/app/prune.ts";
import { createWorld } from "../../src/app/world.ts";
import { createJournalFile } from "../../src/disk/journal.ts";
import type { SnapshotStore } from "../../src/model/snapshot-store.ts";
import { openJournal } from "../../src/restore/journal.ts";
import { createDirectoryStore } from "../../src/store/directory/store.ts";
import { createGitHubStore } from "../../src/store/github/store.ts";
import { runInProcess, startInProcess } from "../support/cli/command.ts";
import { createHistoryScene, libraryVersion, track } from "../support/cli/history-scene.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createGitHubScene } from "../support/github/scene.ts";
import { storeLibraries } from "../support/snapshot/plain-history.ts";

const HISTORY = Array.from({ length: 6 }, (_, day) => libraryVersion([track(`T${day}`)]));

const listed = async (scene: Awaited<ReturnType<typeof createHistoryScene>>) => {
  const { stdout } = await scene.run("list", scene.directory);
  return [...stdout.matchAll(/^ {2}(\d{4}-\S+)/gm)].map(([, name]) => name);
};

describe("tracksafe prune", () => {
  it("shows what stays and why, and removes nothing in a dry run", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const args = ["prune", scene.directory, "--keep-last", "2", "--keep-monthly", "5", "--dry-run"];
    const { exit, stdout } = await scene.run(...args);
    expect(exit).toBe(0);
    expect(stdout).toContain("2026-01-06T03-17-00");
    expect(stdout).toMatch(
      /2026-01-06T03-17-00 +stays: last, monthly, newest complete one, latest\n/,
    );
    expect(stdout).toMatch(/2026-01-05T03-17-00 +stays: last\n/);
    expect(stdout).toMatch(/2026-01-01T03-17-00 +stays: monthly\n/);
    expect(stdout).toMatch(/2026-01-03T03-17-00 +goes\n/);
    expect(stdout).toContain("3 snapshots stay, 3 go.");
    expect(await listed(scene)).toHaveLength(6);
  });

  it("removes what no rule keeps, and does nothing the second time", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const args = ["prune", scene.directory, "--keep-last", "2", "--yes", "--json"];
    const { exit, stdout } = await scene.run(...args);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      kept: [
        { name: scene.names[5], reasons: ["last", "newest", "latest"] },
        { name: scene.names[4], reasons: ["last"] },
      ],
      removed: [3, 2, 1, 0].map((day) => ({ name: scene.names[day] })),
      rewrite: null,
    });
    expect((await listed(scene)).sort()).toEqual(scene.names.slice(4));
    const again = await scene.run(...args);
    expect(JSON.parse(again.stdout)).toMatchObject({ removed: [] });
    const verified = await scene.run("verify", scene.directory);
    expect(verified.exit).toBe(0);
  });

  it("removes nothing where nobody can agree", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const { exit, stderr } = await scene.run("prune", scene.directory, "--keep-last", "1");
    expect(exit).toBe(2);
    expect(stderr).toContain(
      "Nobody can agree to the removal, because the input is not a terminal.",
    );
    expect(await listed(scene)).toHaveLength(6);
  });

  it.each([
    [[], "No rule says which snapshots to keep."],
    [["--keep-last", "0"], "No rule says which snapshots to keep."],
    [["--keep-last", "-1"], "--keep-last is no whole number."],
    [["--keep-daily", "many"], "--keep-daily is no whole number."],
  ])("refuses the rules %j", async (rules, message) => {
    await using scene = await createHistoryScene(HISTORY);
    const { exit, stderr } = await scene.run("prune", scene.directory, "--yes", ...rules);
    expect([exit, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(await listed(scene)).toHaveLength(6);
  });

  it("says which snapshots another prune has removed meanwhile", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const { directory, state } = scene;
    const env = { XDG_STATE_HOME: state };
    using running = startInProcess(["prune", directory, "--keep-last", "2"], env, {
      typing: true,
      columns: 80,
    });
    await running.said(/Go on\? /);
    await scene.run("prune", directory, "--keep-last", "3", "--yes");
    running.type("y");
    const { exit, stdout } = await running.finished;
    expect(exit).toBe(0);
    expect(stdout).toContain("3 of them were gone already: another prune removed the same");
    expect((await listed(scene)).sort()).toEqual(scene.names.slice(4));
  });

  it("plans on while another prune removes snapshots that it has listed", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const { user, names, directory } = scene;
    const store = createDirectoryStore(directory);
    const overtaken: SnapshotStore = {
      ...store,
      async list(of) {
        const refs = await store.list(of);
        await createDirectoryStore(directory).remove(user, names.slice(0, 2));
        return refs;
      },
    };
    const world = createWorld({ clock: createFakeClock("2026-01-06T04:00:00.000Z") });
    const rules = { last: 3, daily: 0, weekly: 0, monthly: 0, yearly: 0 };
    const plan = await planPruning(overtaken, world, { rules, journals: null });
    expect(plan.removed).toEqual([{ name: names[2] }]);
    expect(await plan.apply()).toEqual([]);
    expect((await listed(scene)).sort()).toEqual(names.slice(3));
  });

  it("removes nothing where it cannot see which restores are unfinished", async () => {
    await using scene = await createHistoryScene(HISTORY);
    await writeFile(join(scene.state, "tracksafe"), "not a directory");
    const args = ["prune", scene.directory, "--keep-last", "1", "--yes"];
    const { exit, stderr } = await scene.run(...args);
    expect([exit, stderr]).toEqual([9, expect.stringContaining("The journals of restores")]);
    expect(await listed(scene)).toHaveLength(6);
  });

  it("keeps the snapshot that an unfinished restore on this machine uses", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const { run, state, user } = scene;
    const subject = {
      account: "spotify somebody",
      pins: ["pin"],
      labels: [`${scene.directory}/${user}/${scene.names[1]}`],
    };
    const now = new Date("2026-01-06T04:00:00.000Z");
    await using store = createJournalFile(join(state, "tracksafe", "restore-0123456789abcdef"));
    const journal = await openJournal(store, subject, now);
    await journal.record({ type: "saved", at: now.toISOString(), list: "likes", references: [] });
    const { stdout } = await run("prune", scene.directory, "--keep-last", "1", "--dry-run");
    expect(stdout).toMatch(/2026-01-02T03-17-00 +stays: a restore in progress uses it\n/);
  });
});

describe("tracksafe prune --rewrite", () => {
  it("is refused in a directory, which keeps no history", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const args = ["prune", scene.directory, "--keep-last", "1", "--rewrite", "--yes"];
    const { exit, stderr } = await scene.run(...args);
    expect([exit, stderr]).toEqual([2, expect.stringContaining("[usage/rewrite]")]);
    expect(await listed(scene)).toHaveLength(6);
  });

  it("asks on its own before it replaces the history of a branch", async () => {
    const scene = await createGitHubScene();
    const repository = await scene.repository({ files: { "README.md": "My vault" } });
    const token = scene.token(repository);
    const { github } = scene.connect(token);
    const at = { owner: "somebody", repo: "backups", ownRepository: false };
    await storeLibraries(createGitHubStore({ github, ...at }), HISTORY.slice(0, 3));
    const env = { GITHUB_TOKEN: token.value, GITHUB_API_URL: scene.server.url };
    const args = ["prune", "github:somebody/backups", "--keep-last", "1", "--rewrite"];
    const old = await repository.log("main");

    const dry = await runInProcess([...args, "--dry-run"], env);
    expect(dry.stdout).toContain("All commits of the branch main are replaced by one.");
    expect(dry.stdout).toContain("lose their history, too: README.md.");
    const json = await runInProcess([...args, "--dry-run", "--json"], env);
    expect(JSON.parse(json.stdout).rewrite).toEqual({ branch: "main", others: ["README.md"] });

    const alone = await runInProcess([...args, "--yes"], env);
    expect([alone.exit, alone.stderr]).toEqual([
      2,
      expect.stringContaining("--yes does not answer this question."),
    ]);

    const start = (words: readonly string[]) =>
      startInProcess([...args, ...words], env, { typing: true, columns: 80 });
    const other = createGitHubStore({ github: scene.connect(token).github, ...at });
    {
      using running = start(["--yes"]);
      await running.said(/Type somebody\/backups to go on: /);
      running.type("yes");
      expect((await running.finished).exit).toBe(11);
      expect(await repository.log("main")).toEqual(old);
    }
    {
      using running = start([]);
      await running.said(/Go on\? /);
      running.type("y");
      await running.said(/Type somebody\/backups to go on: /);
      const [user = ""] = await other.users();
      const [{ name: oldest } = { name: "" }] = await other.list(user);
      expect(await other.remove(user, [oldest])).toEqual([]);
      running.type("somebody/backups");
      const { exit, stdout } = await running.finished;
      expect([exit, stdout]).toEqual([0, expect.stringContaining("1 of them was gone already")]);
      expect(await repository.log("main")).toEqual(["Begin the history anew"]);
    }
    const { stdout } = await runInProcess(["list", "github:somebody/backups"], env);
    expect(stdout).toContain("(1 snapshot)");
    await scene.close();
  });
});
