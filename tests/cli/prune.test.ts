import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createJournalFile } from "../../src/disk/journal.ts";
import { openJournal } from "../../src/restore/journal.ts";
import { createHistoryScene, libraryVersion, track } from "../support/cli/history-scene.ts";

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
    expect(stderr).toContain("Nobody is there to agree to the removal.");
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
