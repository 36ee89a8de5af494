import { basename, dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { runCommand, runInProcess, startCommand } from "../support/cli/command.ts";
import { digestFiles, listFiles } from "../support/files.ts";
import { seeds } from "../support/seeds.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

const library = () =>
  generateLibrary({ seed: 27, likes: 300, playlists: 7, itemsPerPlaylist: 60, albums: 5 });

/** Kills spread over the run, each while requests are still to come. */
const EARLY_KILLS = seeds(3, 50);
/** Kills after the last request, when there is only to write and to commit. */
const LATE_KILLS = seeds(2, 20);
const LATE_MS = 20;

/** Starts a backup and kills it some milliseconds after its request number `at` came in. */
async function backUpUntil(scene: Scene, at: number, ms: number): Promise<number | string> {
  let seen = 0;
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  const off = scene.emulator.onRequest(() => {
    seen += 1;
    if (seen === at) resolve();
  });
  using running = startCommand(
    ["backup", "--out", scene.directory, "--covers", "--full"],
    scene.env,
  );
  await Promise.race([reached, running.finished]);
  await delay(ms);
  running.kill("SIGKILL");
  off();
  return (await running.finished).exit;
}

/** All files of the snapshots below `directory`, after proving that these are sound. */
async function examine(directory: string): Promise<Readonly<Record<string, string>>> {
  const { exit, stdout } = await runInProcess(["verify", directory, "--json"]);
  expect(exit, stdout).toBe(0);
  expect((await runInProcess(["list", directory])).exit).toBe(0);
  const names: string[] = JSON.parse(stdout).snapshots.map(({ name }: { name: string }) => name);
  const digests = Object.entries(await digestFiles(directory));
  return Object.fromEntries(
    digests.filter(([file]) => names.includes(basename(dirname(file))) && !file.includes(".tmp-")),
  );
}

describe("a backup that is killed", () => {
  it("never leaves anything that reads as a snapshot and is not one", async () => {
    await using scene = await createScene({ accounts: [library()], latencyMs: 5 });
    const { directory } = scene;
    const first = await scene.backup({ covers: true });
    const requests = scene.emulator.requests.length;
    let kept = await examine(directory);
    const expectKept = async () => {
      const now = await examine(directory);
      expect(now).toMatchObject(kept);
      kept = now;
    };
    for (let kill = 0; kill < EARLY_KILLS; kill += 1) {
      const at = 1 + Math.floor((kill / EARLY_KILLS) * (requests - 8));
      expect(await backUpUntil(scene, at, Math.random() * 5)).toBe("SIGKILL");
      await expectKept();
    }
    let finished = 0;
    for (let kill = 0; kill < LATE_KILLS; kill += 1) {
      const end = await backUpUntil(scene, requests, (kill / LATE_KILLS) * LATE_MS);
      if (end === 0) finished += 1;
      await expectKept();
    }

    const next = await runCommand(["backup", "--out", directory, "--json"], scene.env);
    expect(next).toMatchObject({ exit: 0, stderr: "" });
    await expectKept();
    const files = await listFiles(directory);
    // Only files of snapshots are left.
    expect(files.toSorted()).toEqual(Object.keys(kept).toSorted());

    const list = await runInProcess(["list", directory, "--json"]);
    const listed: { name: string; status: string }[] = JSON.parse(list.stdout).snapshots;
    expect(new Set(listed.map(({ status }) => status))).toEqual(new Set(["complete"]));
    const names = listed.map(({ name }) => name).reverse();
    expect(names[0]).toBe(first.snapshot?.name);
    expect(names.at(-1)).toBe(JSON.parse(next.stdout).snapshot.name);
    // A run may have been killed after its commit and before its message.
    expect(names.length).toBeGreaterThanOrEqual(2 + finished);
    expect(names.length).toBeLessThanOrEqual(2 + LATE_KILLS);
    const committed = files.filter((file) => basename(file) === "metadata.json");
    expect(committed.map((file) => basename(dirname(file))).sort()).toEqual(names.toSorted());
  });
});
