import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createForeignScene, DAY_MS, FIRST, SECOND } from "../support/cli/foreign-scene.ts";

describe("a backup in the clear where snapshots are sealed", () => {
  it("is refused before anything is asked for, and never the latest when it is meant", async () => {
    await using foreign = await createForeignScene();
    const { scene, run, own } = foreign;
    const env = { ...own, AGE_RECIPIENTS: undefined };
    const backup = ["backup", "--out", scene.directory];
    const asked = scene.emulator.requests.length;
    const refused = await run(backup, env);
    expect([refused.exit, refused.stderr]).toEqual([2, expect.stringContaining("[config/plain]")]);
    expect(refused.stderr).toContain("AGE_RECIPIENTS");
    expect(refused.stderr).toContain("--plain");
    expect(scene.emulator.requests.length).toBe(asked);

    const meant = await run([...backup, "--plain", "--json"], env);
    // An unsealed run has no key to check the others, so it reports none of them.
    expect(JSON.parse(meant.stdout)).toMatchObject({ status: "complete", warnings: [] });
    const { stdout } = await run(["list", scene.directory, "--json"]);
    expect(JSON.parse(stdout).snapshots).toMatchObject([
      { sealed: false, doubt: "plain", latest: false },
      { name: SECOND, doubt: null, latest: true },
      { name: FIRST, doubt: null, latest: false },
    ]);
    const dry = await run(["restore", scene.directory, "--dry-run"], foreign.bare);
    expect(dry.stdout).toContain(SECOND);
  });
});

describe("from clear to sealed", () => {
  it("reads everything again, and tells of the older ones without alarm", async () => {
    await using foreign = await createForeignScene();
    const { scene, run, own, home, wait } = foreign;
    const out = join(home, "turned");
    const backup = ["backup", "--out", out, "--json"];
    const plain = JSON.parse((await run(backup, { ...own, AGE_RECIPIENTS: undefined })).stdout);
    await wait(DAY_MS);
    const [before, { requests }] = [
      scene.emulator.requests.length,
      JSON.parse((await run(backup)).stdout),
    ];
    // As many as in a first run.
    expect(requests).toBe(plain.requests);
    expect(scene.emulator.requests.length - before).toBe(requests);
    const listed = await run(["list", out]);
    expect(listed.stdout).toContain(
      "1 snapshot is older than your first one with this key id, so the key does not prove it.",
    );
    expect((await run(["verify", out])).exit).toBe(0);
    expect((await run(["doctor", out])).exit).toBe(0);
    await wait(DAY_MS);
    expect(JSON.parse((await run(backup)).stdout)).toMatchObject({ warnings: [] });
  });
});
