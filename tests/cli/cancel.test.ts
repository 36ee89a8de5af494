import { readdir } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import {
  type CommandOptions,
  preload,
  runInProcess,
  startCommand,
  TERMINAL,
} from "../support/command.ts";
import { digestFiles } from "../support/files.ts";
import { createScene, type Scene } from "../support/scene.ts";

const library = () => generateLibrary({ seed: 26, likes: 400, playlists: 8, itemsPerPlaylist: 60 });

const [SHOW_CURSOR, HIDE_CURSOR] = ["\x1b[?25h", "\x1b[?25l"];

/** A disk that never answers when something is to be removed, but for the first time. */
const HANGING_DISK = `
  import fs from "node:fs/promises";
  import { syncBuiltinESMExports } from "node:module";
  const { unlink } = fs;
  let removed = 0;
  fs.unlink = (path) => {
    removed += 1;
    if (removed === 1) return unlink(path);
    setInterval(() => {}, 1000);
    console.error("the disk hangs");
    return new Promise(() => {});
  };
  syncBuiltinESMExports();
`;

/** Has the first Ctrl-C come in twice. */
const ECHO = `
  process.once("SIGINT", () => process.emit("SIGINT"));
`;

/** A backup that is under way: so many requests have come in. */
async function startBackup(scene: Scene, requests: number, options?: CommandOptions) {
  const underWay = new Promise<void>((resolve) => {
    let seen = 0;
    const off = scene.emulator.onRequest(() => {
      seen += 1;
      if (seen < requests) return;
      off();
      resolve();
    });
  });
  const args = ["backup", "--out", scene.directory, "--json", "--full"];
  const running = startCommand(args, scene.env, options);
  await underWay;
  return running;
}

const CANCELLED = { error: { code: "cancelled", message: "Stopped before it was done." } };

describe("a backup that is to stop", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("leaves nothing behind after %s", async (signal) => {
    await using scene = await createScene({ accounts: [library()], latencyMs: 20 });
    using running = await startBackup(scene, 12);
    running.kill(signal);
    const { exit, stdout, stderr } = await running.finished;
    expect(exit).toBe(130);
    expect(JSON.parse(stdout)).toEqual(CANCELLED);
    expect(stderr).toMatch(/^tracksafe: Stopped before it was done\. \[cancelled\]\n$/m);
    expect(await readdir(scene.directory)).toEqual([]);
  });

  it("leaves earlier snapshots as they are", async () => {
    await using scene = await createScene({ accounts: [library()], latencyMs: 10 });
    await scene.backup();
    const before = await digestFiles(scene.directory);
    using running = await startBackup(scene, 12);
    running.kill("SIGINT");
    expect((await running.finished).exit).toBe(130);
    expect(await digestFiles(scene.directory)).toEqual(before);
    const list = await runInProcess(["list", scene.directory, "--json"]);
    expect(JSON.parse(list.stdout).length).toBe(1);
  });

  it("does so on a terminal too, and gives the cursor back", async () => {
    await using scene = await createScene({ accounts: [library()], latencyMs: 20 });
    using running = await startBackup(scene, 12, preload(TERMINAL));
    running.kill("SIGINT");
    const { exit, stderr } = await running.finished;
    expect(exit).toBe(130);
    expect(stderr).toContain("Backing up …");
    expect(stderr.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(stderr.lastIndexOf(HIDE_CURSOR));
    expect(stderr).toMatch(/Stopped before it was done\. \[cancelled\]\n$/);
    expect(await readdir(scene.directory)).toEqual([]);
  });

  it("takes a signal that comes twice at a time for one", async () => {
    await using scene = await createScene({ accounts: [library()], latencyMs: 20 });
    using running = await startBackup(scene, 12, preload(ECHO));
    running.kill("SIGINT");
    expect((await running.finished).exit).toBe(130);
    expect(await readdir(scene.directory)).toEqual([]);
  });

  it("ends at once the second time, however long the tidying takes", async () => {
    await using scene = await createScene({ accounts: [library()], latencyMs: 20 });
    using running = await startBackup(scene, 12, preload(TERMINAL, HANGING_DISK));
    running.kill("SIGINT");
    await running.said(/the disk hangs/);
    await delay(150);
    running.kill("SIGINT");
    const { exit, stdout, stderr } = await running.finished;
    expect({ exit, stdout }).toEqual({ exit: 130, stdout: "" });
    expect(stderr.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(stderr.lastIndexOf(HIDE_CURSOR));
    expect((await runInProcess(["list", scene.directory, "--json"])).stdout).toBe("[]\n");
  });
});

describe("reading snapshots", () => {
  it.each(["list", "verify"])("stops when it is to: %s", async (command) => {
    await using scene = await createScene({ accounts: [library()] });
    await scene.backup({ include: ["likes"] });
    const signal = AbortSignal.abort();
    const args = [command, scene.directory, "--json"];
    const { exit, stdout } = await runInProcess(args, {}, { signal });
    expect(exit).toBe(130);
    expect(JSON.parse(stdout)).toEqual(CANCELLED);
  });
});
