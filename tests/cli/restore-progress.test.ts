import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type AccountState,
  ALL_SCOPES,
  createAccount,
  generateLibrary,
} from "../../emulator/index.ts";
import { runInProcess, startCommand } from "../support/cli/command.ts";
import { fastTime } from "../support/cli/programs.ts";
import { startOnTerminal } from "../support/cli/pseudo-terminal.ts";
import { isWrite } from "../support/restore/request-trouble.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

let scene: Scene;
let directory = "";
let target: AccountState;
let env: Readonly<Record<string, string>>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tracksafe-progress-"));
  const source = generateLibrary({ seed: 63, likes: 90, playlists: 3, itemsPerPlaylist: 210 });
  target = createAccount("target");
  scene = await createScene({ accounts: [source, target] });
  const made = await runInProcess(["backup", "--out", join(directory, "snapshots")], scene.env);
  expect(made.exit).toBe(0);
  env = {
    ...scene.env,
    SPOTIFY_REFRESH_TOKEN: scene.emulator.issueRefreshToken("target", ALL_SCOPES),
    XDG_STATE_HOME: join(directory, "state"),
  };
});

afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

/** Resolves when the write with this number, from 1, has come in; holds it until `release`. */
function holdWrite(number: number) {
  const came = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  let seen = 0;
  const off = scene.emulator.onRequest(async (record) => {
    if (!isWrite(record)) return;
    seen += 1;
    if (seen !== number) return;
    off();
    came.resolve();
    await held.promise;
  });
  return { came: came.promise, release: () => held.resolve() };
}

const restore = () => ["restore", join(directory, "snapshots")];

describe("a restore that writes", () => {
  it("shows on a terminal how much of it is done", async () => {
    const held = holdWrite(7);
    using running = startOnTerminal(restore(), env);
    await running.shows(/Go on\?/);
    running.type("y");
    await held.came;
    await running.shows(/Restoring: [\d,]+ of 720 items, \d+ requests/);
    held.release();
    const { exit, screen } = await running.finished;
    expect(exit).toBe(0);
    expect(screen).toContain("The restore is complete: 720 added");
  });

  it("says so in plain lines elsewhere, now and then, and not at all with --quiet", async () => {
    for (const quiet of [false, true]) {
      target.likes = [];
      target.playlists = [];
      const held = holdWrite(7);
      const args = [...restore(), "--yes", ...(quiet ? ["--quiet"] : [])];
      const state = { XDG_STATE_HOME: join(directory, `state-${quiet}`) };
      // Half a minute of the process's own time passes while the write is held.
      using running = startCommand(args, { ...env, ...fastTime(), ...state });
      await held.came;
      await new Promise((done) => setTimeout(done, 2000));
      held.release();
      const { exit, stderr } = await running.finished;
      expect(exit).toBe(0);
      const lines = stderr.split("\n").filter((line) => line.startsWith("Restoring: "));
      expect(lines.length > 0).toBe(!quiet);
      for (const line of lines)
        expect(line).toMatch(
          /^Restoring: [\d,]+ of 720 items, \d+ requests(, (about \d+ (s|min)|a few seconds) left)?$/,
        );
    }
  });

  it("stops at Ctrl-C, says so once, and in words", async () => {
    const held = holdWrite(6);
    using running = startCommand([...restore(), "--yes"], { ...env, ...fastTime() });
    await held.came;
    running.kill("SIGINT");
    const { exit, stdout, stderr } = await running.finished;
    held.release();
    expect(exit).toBe(130);
    const all = `${stdout}${stderr}`;
    expect(all.split("Stopped before it was done.")).toHaveLength(2);
    expect(all).not.toMatch(/^(?:debug|info|warn|error): /m);
    expect(stdout).toContain("The restore is partial");
    expect(stdout).toContain("Run the same command again");
    // The likes and the first batch of a playlist, added before the stop, are counted.
    expect(stdout).toMatch(/partial: (?!0 )\d+ added/);
    const again = await runInProcess([...restore(), "--yes"], env);
    expect(again.exit).toBe(0);
    expect(target.playlists.map(({ items }) => items.length)).toEqual([210, 210, 210]);
  });
});
