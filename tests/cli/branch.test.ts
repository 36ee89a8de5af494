import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ActionScene, createActionScene } from "../support/action/scene.ts";
import { runInProcess } from "../support/cli/command.ts";

describe("a repository without a named branch", () => {
  let scene: ActionScene;
  let home: string;
  let env: Readonly<Record<string, string>>;
  const source = "github:somebody/vault";
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "tracksafe-branch-"));
    scene = await createActionScene({
      target: { defaultBranch: "trunk" },
      rights: { contents: "write", actions: "read", secrets: "read", variables: "read" },
    });
    env = {
      HOME: home,
      XDG_CONFIG_HOME: join(home, "settings"),
      XDG_CACHE_HOME: join(home, "cache"),
      SPOTIFY_API_URL: scene.emulator.apiUrl,
      SPOTIFY_ACCOUNTS_URL: scene.emulator.accountsUrl,
      SPOTIFY_CLIENT_ID: scene.emulator.app.clientId,
      SPOTIFY_CLIENT_SECRET: scene.emulator.app.clientSecret,
      SPOTIFY_REFRESH_TOKEN: scene.refreshToken,
      AGE_IDENTITY: scene.identity,
      AGE_RECIPIENTS: scene.recipient,
      GITHUB_TOKEN: scene.tokens.target.value,
      GITHUB_API_URL: scene.github.url,
    };
  });
  afterEach(async () => {
    await scene[Symbol.asyncDispose]();
    await rm(home, { recursive: true, force: true });
  });

  async function look(branch: string) {
    const chosen = `Using the branch ${branch} of ${source}.`;
    for (const args of [
      ["list", source],
      ["verify", source],
      ["find", source, "a"],
      ["diff", source],
      ["restore", source, "--same-account", "--dry-run"],
    ]) {
      const { exit, stderr } = await runInProcess(args, env);
      expect([args[0], exit, stderr.split("\n")[0]]).toEqual([args[0], 0, chosen]);
    }
    const doctor = await runInProcess(["doctor", source], env);
    expect(doctor.stdout).toContain(`The branch ${branch} of ${source} holds the backups`);
    const made = await runInProcess(["backup", "--to", source], env);
    expect([made.exit, made.stderr.split("\n")[0]]).toEqual([0, chosen]);
  }

  const filesOn = async (branch: string) =>
    [...(await scene.target.files(branch)).keys()].filter((path) => path.endsWith("metadata.json"));

  it("is looked at on the default branch while its snapshots are there", async () => {
    await scene.seed({ at: "2026-11-20T03:17:00Z" });
    await scene.seed({ at: "2026-11-21T03:17:00Z" });
    await look("trunk");
    expect(await filesOn("trunk")).toHaveLength(3);
    expect(await filesOn("backups")).toEqual([]);
    // The workflow of another repository uses the same branch.
    expect((await scene.run()).exit).toBe(0);
    expect(await filesOn("trunk")).toHaveLength(4);
  });

  it("is looked at on the branch backups once snapshots are there", async () => {
    await scene.seed({ at: "2026-11-20T03:17:00Z" });
    await scene.seed({ at: "2026-11-21T03:17:00Z" });
    const files = await scene.target.files("trunk");
    await scene.target.commit("backups", Object.fromEntries(files));
    await look("backups");
    expect(await filesOn("backups")).toHaveLength(3);
    expect(await filesOn("trunk")).toHaveLength(2);
    expect((await scene.run()).exit).toBe(0);
    expect(await filesOn("backups")).toHaveLength(4);
  });

  it("is told of by --json and --quiet no differently than before", async () => {
    await scene.seed();
    const json = await runInProcess(["list", source, "--json"], env);
    expect(JSON.parse(json.stdout).snapshots).toMatchObject([{ latest: true }]);
    const quiet = await runInProcess(["list", source, "--quiet"], env);
    expect(quiet).toMatchObject({ exit: 0, stdout: "", stderr: "" });
    const named = await runInProcess(["list", source, "--branch", "trunk"], env);
    expect(named).toMatchObject({ exit: 0, stderr: "" });
    const wrong = await runInProcess(["list", source, "--branch", "backups"], env);
    expect(wrong).toMatchObject({ exit: 10 });
  });
});
