import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { runCommand, runInProcess } from "../support/cli/command.ts";
import { createScene } from "../support/spotify/scene.ts";

const library = () =>
  generateLibrary({
    seed: 21,
    likes: 70,
    playlists: 4,
    itemsPerPlaylist: 55,
    followed: 1,
    albums: 3,
    edgeCases: true,
  });

const NO_CONTROLS = /^[^\p{Cc}]*$/u;

describe("the command line", () => {
  it("backs up, lists and verifies, for people", async () => {
    await using scene = await createScene({ accounts: [library()] });
    const out = scene.directory;

    const backup = await runCommand(["backup", "--out", out, "--covers"], scene.env);
    expect(backup).toMatchObject({ exit: 0, stderr: "" });
    const [first = "", ...rest] = backup.stdout.trimEnd().split("\n");
    const [, name = ""] = /^Snapshot (\S+) is complete\.$/.exec(first) ?? [];
    expect(rest).toContainEqual(expect.stringMatching(/^ {2}likes +70 +\d+\.\d kB$/));
    const [user = ""] = await scene.store.users();
    expect(rest).toContain(`Saved in ${join(out, user, name)}`);

    const list = await runInProcess(["list", out]);
    expect(list).toMatchObject({ exit: 0, stderr: "" });
    expect(list.stdout.split("\n")).toEqual([
      `${user} (1 snapshot)`,
      expect.stringMatching(
        `^ {2}${name} +complete +70 likes +6 playlists +[0-9.]+ kB +latest, 2 as name and link only$`,
      ),
      "",
    ]);

    const verify = await runInProcess(["verify", out]);
    expect(verify).toMatchObject({ exit: 0, stderr: "" });
    expect(verify.stdout).toMatch(
      /^\S+: \d+ files good \(.*\)\n {2}2 playlists of other people: .*\nEverything is unchanged since the backup\.\n$/,
    );
    for (const { stdout } of [backup, list, verify]) {
      for (const line of stdout.split("\n")) expect(line).toMatch(NO_CONTROLS);
    }
  });

  it("answers scripts with one JSON document each", async () => {
    await using scene = await createScene({ accounts: [library()] });
    const run = async (...args: readonly string[]) => {
      const { exit, stdout, stderr } = await runInProcess([...args, "--json"], scene.env);
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
      return JSON.parse(stdout);
    };
    const out = scene.directory;
    const user = expect.stringMatching(/^[0-9a-f]{16}$/);
    const backup = await run("backup", "--out", out, "--include", "likes,albums");
    expect(backup).toEqual({
      status: "complete",
      error: null,
      snapshot: { user, name: expect.any(String), location: expect.stringContaining(out) },
      kinds: [
        { kind: "likes", files: 1, entries: 70, bytes: expect.any(Number) },
        { kind: "albums", files: 1, entries: 3, bytes: expect.any(Number) },
      ],
      problems: [],
      warnings: [],
      requests: scene.emulator.requests.length,
      durationMs: expect.any(Number),
    });
    const { name } = backup.snapshot;
    expect(await run("list", out)).toEqual({
      snapshots: [
        {
          name,
          user,
          createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          status: "complete",
          sealed: false,
          latest: true,
          likes: 70,
          playlists: null,
          bytes: expect.any(Number),
          warnings: [],
          keyId: null,
          doubt: null,
          kinds: backup.kinds,
        },
      ],
      unfinished: [],
    });
    expect(await run("verify", out)).toEqual({
      ok: true,
      snapshots: [
        {
          user,
          name,
          status: "complete",
          doubt: null,
          files: 3,
          bytes: expect.any(Number),
          problems: [],
          nameOnly: 0,
        },
      ],
      unfinished: [],
    });
  });

  it("understands a path to all snapshots, to those of one user, and to one", async () => {
    await using scene = await createScene({ accounts: [library()] });
    const snapshots = [await scene.backup(), await scene.backup()].map(({ snapshot }) => snapshot);
    const names = snapshots.map((snapshot) => snapshot?.name);
    const [path = ""] = snapshots.map((snapshot) => snapshot?.location);
    for (const [place, expected] of [
      [scene.directory, names],
      [join(path, ".."), names],
      [path, names.slice(0, 1)],
      [relative(process.cwd(), `${path}/`), names.slice(0, 1)],
    ] as const) {
      for (const [command, order] of [
        ["list", expected.toReversed()],
        ["verify", expected],
      ] as const) {
        const { exit, stdout } = await runInProcess([command, place, "--json"]);
        expect(exit).toBe(0);
        const { snapshots: shown } = JSON.parse(stdout);
        expect(shown.map(({ name }: { name: string }) => name)).toEqual(order);
      }
    }
  });

  it("says nothing with --quiet, and every step on stderr with --verbose", async () => {
    await using scene = await createScene({ accounts: [library()] });
    const out = scene.directory;
    const include = ["--include", "likes"];
    const quiet = await runInProcess(["backup", "--out", out, ...include, "--quiet"], scene.env);
    expect(quiet).toEqual({ exit: 0, stdout: "", stderr: "" });
    expect(await runInProcess(["list", out, "--quiet"])).toEqual(quiet);
    expect(await runInProcess(["verify", out, "--quiet"])).toEqual(quiet);

    const before = scene.emulator.requests.length;
    const args = ["backup", "--out", out, ...include, "--verbose", "--json"];
    const verbose = await runInProcess(args, scene.env);
    expect(verbose.exit).toBe(0);
    expect(JSON.parse(verbose.stdout)).toMatchObject({ status: "complete" });
    const steps = verbose.stderr.split("\n").filter((line) => /^debug: http\.request /.test(line));
    expect(steps.length).toBe(scene.emulator.requests.length - before);
    for (const line of verbose.stderr.split("\n")) expect(line).toMatch(NO_CONTROLS);
  });

  it("shows the whole round without an account, and nothing to worry about", async () => {
    await using scene = await createScene({});
    // Of the environment, and of the account it would log in to, nothing is needed.
    const demo = await runCommand(["demo", "--out", scene.directory, "--json"]);
    expect(demo).toMatchObject({ exit: 0, stderr: "" });
    expect(JSON.parse(demo.stdout)).toMatchObject({
      directory: scene.directory,
      backup: { status: "complete", error: null, problems: [], warnings: [] },
      snapshots: [{ status: "complete", latest: true }],
      verify: { ok: true, snapshots: [{ problems: [] }] },
    });
    expect((await runInProcess(["verify", scene.directory])).exit).toBe(0);
  });
});
