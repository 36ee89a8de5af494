import { describe, expect, it } from "vitest";
import { runInProcess } from "../support/cli/command.ts";
import { createForeignScene, DAY_MS, FIRST, SECOND } from "../support/cli/foreign-scene.ts";
import { createFakeClock } from "../support/fake-clock.ts";

describe("a clock that was a year ahead once", () => {
  it("leaves a snapshot that proves nothing, and silences nobody", async () => {
    await using foreign = await createForeignScene();
    const { scene, run, bare, wait } = foreign;
    const { directory } = scene;
    // The machine's clock is a year ahead, and is corrected later.
    const ahead = createFakeClock("2027-11-24T03:17:00Z", { autoAdvance: true });
    const made = await runInProcess(["backup", "--out", directory], foreign.own, { clock: ahead });
    expect(made.exit).toBe(0);

    const { stdout } = await run(["list", directory, "--json"]);
    expect(JSON.parse(stdout).snapshots).toMatchObject([
      { name: "2027-11-24T03-17-00", doubt: "future", latest: false },
      { name: SECOND, latest: true },
      { name: FIRST, latest: false },
    ]);
    const text = await run(["list", directory]);
    expect(text.stdout).toContain("dated in the future");
    const verified = await run(["verify", directory]);
    expect([verified.exit, verified.stdout]).toEqual([
      7,
      expect.stringContaining("[snapshot/future]"),
    ]);
    const dry = await run(["restore", directory, "--dry-run"], bare);
    expect(dry.stdout).toContain(SECOND);

    const visited = await run(["doctor", directory]);
    expect(visited.exit).toBe(7);
    expect(visited.stdout).toContain("1 of them dated in the future");
    expect(visited.stdout).toContain("is of the last 24 hours");
    // The age is that of the newest snapshot that is not dated in the future.
    await wait(4 * DAY_MS);
    const stale = await run(["doctor", directory, "--json"]);
    const { checks } = JSON.parse(stale.stdout);
    const age = checks.find((one: { name: string }) => one.name === "age");
    expect(age).toMatchObject({ state: "problem", code: "snapshot/stale" });
    expect(age.message).toContain("is 4 days old");

    const next = await run(["backup", "--out", directory, "--json"]);
    expect(JSON.parse(next.stdout)).toMatchObject({ warnings: [{ code: "foreign", now: 1 }] });
  });
});
