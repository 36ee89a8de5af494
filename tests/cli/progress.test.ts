import { describe, expect, it } from "vitest";
import { fault, generateLibrary } from "../../emulator/index.ts";
import { searchHistory } from "../../src/app/find.ts";
import { verifySnapshots } from "../../src/app/history.ts";
import { createWorld } from "../../src/app/world.ts";
import type { BackupProgress } from "../../src/backup/contract.ts";
import type { CommandContext } from "../../src/cli/command.ts";
import { createOutput } from "../../src/cli/io.ts";
import { createProgressLine } from "../../src/cli/progress.ts";
import { aboutText, createTimeLeft } from "../../src/cli/time-left.ts";
import { createDirectoryStore } from "../../src/store/directory/store.ts";
import { runWithoutWaits } from "../support/cli/command.ts";
import { createHistoryScene, libraryVersion, track } from "../support/cli/history-scene.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createScene } from "../support/spotify/scene.ts";

const SECOND = 1000;

describe("the time that is left", () => {
  it("is not guessed before enough was measured", () => {
    const timeLeft = createTimeLeft();
    expect(timeLeft.estimate(10)).toBeNull();
    timeLeft.note(0, 0);
    timeLeft.note(100, 4 * SECOND);
    expect(timeLeft.estimate(10)).toBeNull();
    const slow = createTimeLeft();
    slow.note(0, 0);
    slow.note(2, 30 * SECOND);
    expect(slow.estimate(10)).toBeNull();
  });

  it("follows from the measured pace", () => {
    const timeLeft = createTimeLeft();
    for (let second = 0; second <= 60; second += 1) timeLeft.note(2 * second, second * SECOND);
    expect(timeLeft.estimate(120)).toBeCloseTo(60 * SECOND, -2);
  });

  it("follows a change, and is not shaken by a single stop", () => {
    const timeLeft = createTimeLeft();
    for (let second = 0; second <= 60; second += 1) timeLeft.note(10 * second, second * SECOND);
    timeLeft.note(600, 65 * SECOND);
    const stopped = timeLeft.estimate(100) ?? 0;
    expect(stopped).toBeGreaterThan(10 * SECOND);
    expect(stopped).toBeLessThan(15 * SECOND);
    for (let second = 66; second <= 200; second += 1) {
      timeLeft.note(600 + (second - 65), second * SECOND);
    }
    expect(timeLeft.estimate(100)).toBeCloseTo(100 * SECOND, -4);
  });

  it.each([
    [2 * SECOND, "a few seconds"],
    [34 * SECOND, "about 40 s"],
    [58 * SECOND, "about 1 min"],
    [200 * SECOND, "about 3 min"],
    [3 * 3600 * SECOND, "about 3 h"],
  ])("is said in round numbers: %d ms", (ms, words) => {
    expect(aboutText(ms)).toBe(words);
  });
});

describe("a line of progress in a log", () => {
  /** A line, the clock that it goes by, and all that it has said. */
  function createLog(options: { readonly quiet?: boolean } = {}) {
    const clock = createFakeClock("2026-11-22T03:17:00Z");
    const said: string[] = [];
    const terminal = {
      env: {},
      stdout: { write: () => expect.fail("a script reads this") },
      stderr: { write: (text: string) => said.push(text) },
      signal: new AbortController().signal,
    };
    const output = createOutput(terminal, { json: true, ...options });
    const context: CommandContext = { terminal, output, world: createWorld({ clock }) };
    return { clock, said, line: createProgressLine(context, "Copying …") };
  }

  const step = (done: number, total: number | null = 100) =>
    ({ what: "Copying", done, total, parts: ["file", "files"] }) as const;

  it("comes every half a minute, with the total and the time that is left", async () => {
    const { clock, said, line } = createLog();
    line.update(step(0, null));
    for (let done = 1; done <= 90; done += 1) {
      await clock.advance(SECOND);
      line.update(step(done));
    }
    line.end();
    line.update(step(100));
    expect(said).toEqual([
      "Copying: 30 of 100 files, about 1 min left\n",
      "Copying: 60 of 100 files, about 40 s left\n",
      "Copying: 90 of 100 files, about 10 s left\n",
    ]);
  });

  it("says at once that it waits, unless that is short", () => {
    const { clock, said, line } = createLog();
    const inTime = (ms: number) => new Date(clock.now().getTime() + ms);
    line.wait(inTime(2 * SECOND));
    expect(said).toEqual([]);
    line.wait(inTime(100 * SECOND));
    expect(said).toEqual(["Waiting for about 2 min, because Spotify asks for fewer requests.\n"]);
  });

  it("does not come with --quiet", async () => {
    const { clock, said, line } = createLog({ quiet: true });
    await clock.advance(60 * SECOND);
    line.update(step(50));
    line.wait(new Date(clock.now().getTime() + 60 * SECOND));
    expect(said).toEqual([]);
  });
});

describe("progress", () => {
  it("of a backup says that Spotify wants a pause", async () => {
    const library = generateLibrary({ seed: 7, likes: 120, playlists: 2, itemsPerPlaylist: 3 });
    await using scene = await createScene({ accounts: [library] });
    // The emulator's own time does not jump, so it must not hold the pause against the program.
    const busy = fault.status(429, {}, { "retry-after": "45" });
    scene.emulator.faults.add({ path: /tracks/, fault: busy });
    const args = ["backup", "--out", scene.directory, "--json"];
    const { exit, stdout, stderr } = await runWithoutWaits(args, scene.env);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout).status).toBe("complete");
    // A line about the lists may follow, as half a minute and more has passed.
    const waits = stderr.split("\n").filter((line) => line.startsWith("Waiting"));
    expect(waits).toEqual(["Waiting for about 50 s, because Spotify asks for fewer requests."]);
  });

  it("of verify and find is counted to its end", async () => {
    const libraries = [1, 2, 3].map((day) => libraryVersion([track(`Song ${day}`)]));
    await using scene = await createHistoryScene(libraries);
    const store = createDirectoryStore(scene.directory);
    const world = createWorld();
    const counts: string[] = [];
    const onProgress = (done: number, total: number) => counts.push(`${done}/${total}`);
    await verifySnapshots(store, world, { onProgress });
    expect(counts.splice(0)).toEqual(["1/3", "2/3", "3/3"]);
    await searchHistory(store, world, "song", { onProgress });
    expect(counts).toEqual(["0/3", "1/3", "2/3"]);
  });

  it("of a backup is counted to its end, also where nothing changed", async () => {
    const library = generateLibrary({ seed: 8, likes: 120, playlists: 3, itemsPerPlaylist: 3 });
    await using scene = await createScene({ accounts: [library] });
    for (const _ of ["first", "second"]) {
      const seen: BackupProgress[] = [];
      await scene.backup({ onProgress: (progress) => seen.push(progress) });
      const lists = library.playlists.length + 6;
      expect(seen.at(-1)).toMatchObject({ lists, total: lists });
      expect(seen.every(({ total }) => total === null || total === lists)).toBe(true);
    }
  });
});
