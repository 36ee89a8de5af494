import { describe, expect, it } from "vitest";
import { fault, generateLibrary } from "../../emulator/index.ts";
import { preload, runCommand, runInProcess, TERMINAL } from "../support/cli/command.ts";
import { createScene } from "../support/spotify/scene.ts";

const library = () => generateLibrary({ seed: 32, likes: 60, playlists: 12, itemsPerPlaylist: 3 });

describe("the output of a command", () => {
  it("moves on a terminal, and is gone in the end", async () => {
    await using scene = await createScene({ accounts: [library()], latencyMs: 5 });
    const args = ["backup", "--out", scene.directory];
    const { exit, stdout, stderr } = await runCommand(args, scene.env, preload(TERMINAL));
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^Snapshot \S+ is complete\.\n/);
    expect(stderr).toMatch(/Backing up: \d+ of 18 lists, \d+ entries, \d+ requests/);
    expect(stderr.endsWith("\x1b[?25h")).toBe(true);
  });

  it.each([
    ["the terminal is a dumb one", [], { TERM: "dumb" }],
    ["the terminal is that of a build", [], { CI: "true" }],
    ["nothing shall be printed", ["--quiet"], {}],
  ])("does not move where %s", async (_name, flags, env) => {
    await using scene = await createScene({ accounts: [library()] });
    const args = ["backup", "--out", scene.directory, ...flags];
    const run = await runCommand(args, { ...scene.env, ...env }, preload(TERMINAL));
    expect(run).toMatchObject({ exit: 0, stderr: "" });
  });

  it("stays short when very many files have the same trouble", async () => {
    await using scene = await createScene({ accounts: [library()] });
    scene.emulator.faults.add({ path: /items/, fault: fault.quota(83_316) });
    const args = ["backup", "--out", scene.directory, "--include", "playlists"];
    const { exit, stdout } = await runInProcess(args, scene.env);
    expect(exit).toBe(6);
    expect(stdout).toMatch(/^ {2}\d+ files: not read yet \[provider\/quota\]$/m);
    expect(stdout.split("\n").length).toBeLessThan(10);
    const list = await runInProcess(["list", scene.directory, "--json"]);
    expect(JSON.parse(list.stdout).snapshots).toMatchObject([{ status: "partial" }]);
  });

  it("may be cut off by its reader", async () => {
    await using scene = await createScene({ accounts: [library()] });
    await scene.backup();
    const script = '{ "$@"; echo "exit $?" >&2; } | true';
    const launcher = ["sh", "-c", script, "sh"];
    const args = ["verify", scene.directory, "--json"];
    expect(await runCommand(args, {}, { launcher })).toEqual({
      exit: 0,
      stdout: "",
      stderr: "exit 0\n",
    });
  });

  describe("on a full disk", () => {
    const full = ["sh", "-c", 'exec "$@" > /dev/full', "sh"];
    const sentence =
      "tracksafe: Not all of the output could be written (ENOSPC). [output/unwritten]\nCheck the file, disk or program that it goes to, then run it again.\n";

    it("ends in a sentence and 9, whatever the command", async () => {
      await using scene = await createScene({ accounts: [library()] });
      await scene.backup();
      const { directory } = scene;
      const commands = [
        ["list", directory],
        ["backup", "--out", directory, "--json"],
        ["verify", "--help"],
      ];
      for (const args of commands) {
        const run = await runCommand(args, scene.env, { launcher: full });
        expect({ args, exit: run.exit }).toEqual({ args, exit: 9 });
        expect(run.stdout).toBe("");
        expect(run.stderr).toBe(sentence);
      }
    });

    it("says first what went wrong otherwise, and exits as it would have", async () => {
      const run = await runCommand(["list", "/nowhere", "--json"], {}, { launcher: full });
      expect(run.exit).toBe(10);
      expect(run.stderr).toContain("[store/not-found]");
      expect(run.stderr).not.toContain("    at ");
    });

    it("exits with 9 when not even that can be said", async () => {
      await using scene = await createScene({ accounts: [library()] });
      await scene.backup();
      const launcher = ["sh", "-c", 'exec "$@" > /dev/full 2> /dev/full', "sh"];
      const run = await runCommand(["list", scene.directory], {}, { launcher });
      expect(run).toEqual({ exit: 9, stdout: "", stderr: "" });
    });
  });
});
