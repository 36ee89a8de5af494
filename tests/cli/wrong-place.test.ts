import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ALL_SCOPES, generateLibrary } from "../../emulator/index.ts";
import { runInProcess } from "../support/cli/command.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

let scene: Scene;
let directory = "";
let snapshot = "";

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tracksafe-place-"));
  scene = await createScene({
    accounts: [generateLibrary({ seed: 81, likes: 4, playlists: 2, itemsPerPlaylist: 3 })],
  });
  snapshot = (await scene.backup()).snapshot?.location ?? "";
});

afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

describe("a place without snapshots", () => {
  it.each(["list", "verify"])("is described by %s, with exit code 10", async (command) => {
    const csv = join(directory, "liked songs.csv");
    await writeFile(csv, "Track URI,Track Name\n");
    await writeFile(join(directory, "a\u001b[31m.csv"), "");
    const lone = join(directory, "..", `${directory.split("/").at(-1)}-lone`);
    await cp(snapshot, lone, { recursive: true });
    try {
      for (const [place, said] of [
        [
          "/",
          /^\/ holds no snapshots\. It holds \d+ other files and directories: .+, .+, .+, …\.$/,
        ],
        [csv, `${csv} is a file, not a directory of snapshots.`],
        [
          directory,
          `${directory} holds no snapshots. It holds 2 other files and directories: liked songs.csv, ….`,
        ],
        [lone, `${lone} is a single snapshot outside of a directory of snapshots.`],
        [join(directory, "gone"), `The directory ${join(directory, "gone")} does not exist.`],
      ] as const) {
        const { exit, stdout } = await runInProcess([command, place, "--json"]);
        expect({ place, exit }).toEqual({ place, exit: 10 });
        const { message, hint } = JSON.parse(stdout).error;
        expect(message).toEqual(typeof said === "string" ? said : expect.stringMatching(said));
        expect(hint).not.toBe("");
      }
    } finally {
      await rm(lone, { recursive: true });
    }
  });

  it("an empty directory counts as a place for a first snapshot", async () => {
    const { exit, stdout } = await runInProcess(["list", directory]);
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: "No snapshots exist yet.\n" });
  });

  it("an unknown user is answered with the known ones", async () => {
    const [user = ""] = await scene.store.users();
    const token = scene.emulator.issueRefreshToken(scene.account.accountId, ALL_SCOPES);
    const env = { ...scene.env, SPOTIFY_REFRESH_TOKEN: token, XDG_STATE_HOME: directory };
    const args = ["restore", scene.directory, "--user", "bogus", "--dry-run"];
    const { exit, stderr } = await runInProcess(args, env);
    expect(exit).toBe(10);
    expect(stderr).toContain(`The users with snapshots are: ${user}.`);
  });

  it("is where the demo writes, and not where there are any", async () => {
    const before = await readdir(scene.directory, { recursive: true });
    for (const out of [scene.directory, join(snapshot, ".."), snapshot]) {
      const { exit, stderr } = await runInProcess(["demo", "--out", out]);
      expect(exit).toBe(2);
      expect(stderr).toContain(`The directory ${out} is not empty. [usage/out]`);
    }
    expect(await readdir(scene.directory, { recursive: true })).toEqual(before);
  });
});

describe("a snapshot", () => {
  it("an old snapshot that is listed alone is not called latest", async () => {
    await scene.backup();
    const { stdout } = await runInProcess(["list", snapshot, "--json"]);
    const [only, ...others] = JSON.parse(stdout).snapshots;
    expect({ latest: only.latest, others }).toEqual({ latest: false, others: [] });
  });

  it("a snapshot of a newer format is called newer, not damaged", async () => {
    const path = join(snapshot, "metadata.json");
    const metadata = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, JSON.stringify({ ...metadata, formatVersion: 2 }));
    const list = await runInProcess(["list", scene.directory]);
    expect(list.stdout).toMatch(/ newer /);
    expect(list.stdout).not.toContain("damaged");
    const json = await runInProcess(["list", scene.directory, "--json"]);
    expect(JSON.parse(json.stdout).snapshots).toMatchObject([{ status: "newer" }]);
    const verify = await runInProcess(["verify", scene.directory, "--json"]);
    expect(verify.exit).toBe(8);
    expect(JSON.parse(verify.stdout).snapshots).toMatchObject([{ status: "newer" }]);
  });

  it("a snapshot of likes alone has no number of playlists", async () => {
    await scene.backup({ include: ["likes"] });
    const { stdout } = await runInProcess(["list", scene.directory]);
    const [, likes = "", all = ""] = stdout.split("\n");
    expect(all).toContain("2 playlists");
    expect(likes).toContain("4 likes");
    expect(likes).not.toContain("playlist");
  });

  it.each([
    ["likes,bogus", /no kind, file or playlist "bogus"\. /, "Give kinds"],
    ["lieks", /no kind, file or playlist "lieks"\. /, "Did you mean likes?"],
    ["likes,albmus", /no kind, file or playlist "albmus"\. /, "Did you mean albums?"],
    ["likes,playlst", /no kind, file or playlist "playlst"\. /, "Did you mean playlists?"],
  ])("has nothing of what --only %s names", async (only, message, hint) => {
    const token = scene.emulator.issueRefreshToken(scene.account.accountId, ALL_SCOPES);
    const env = { ...scene.env, SPOTIFY_REFRESH_TOKEN: token, XDG_STATE_HOME: directory };
    const args = ["restore", scene.directory, "--same-account", "--only", only, "--dry-run"];
    const { exit, stderr } = await runInProcess(args, env);
    expect(exit).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toContain(hint);
  });
});
