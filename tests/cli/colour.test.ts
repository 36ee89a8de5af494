import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { paint, wantsColour } from "../../src/cli/paint.ts";
import { COMMAND_NAMES } from "../../src/cli/program.ts";
import { runInProcess } from "../support/cli/command.ts";
import {
  createHistoryScene,
  type HistoryScene,
  libraryVersion,
  playlistVersion,
  track,
} from "../support/cli/history-scene.ts";

const TERMINAL = { isTTY: true };
const PIPE = {};
const ESCAPE = "\u001B[";

describe("colour", () => {
  it.each([
    [{}, TERMINAL, true],
    [{}, PIPE, false],
    [{ TERM: "dumb" }, TERMINAL, false],
    [{ NO_COLOR: "1" }, TERMINAL, false],
    [{ NO_COLOR: "" }, TERMINAL, true],
    [{ FORCE_COLOR: "1" }, PIPE, true],
    [{ FORCE_COLOR: "" }, PIPE, true],
    [{ FORCE_COLOR: "0" }, TERMINAL, false],
    [{ FORCE_COLOR: "false" }, TERMINAL, false],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, PIPE, true],
  ])("with %j on %j is wanted: %j", (env, stream, wanted) => {
    expect(wantsColour(env, stream)).toBe(wanted);
  });

  it("changes nothing but the look", () => {
    const text =
      "ok  a\n  + b\nFrom x to y:\n  x  complete  1\n  Warning: c\ntracksafe: d\nUsage: e";
    for (const name of [...COMMAND_NAMES, "help", "error", "toString"]) {
      expect(stripVTControlCharacters(paint(text, name))).toBe(text);
    }
  });

  it("is there on a terminal, and in no pipe and no JSON", async () => {
    await using scene = await createScene();
    const { directory } = scene;
    const commands = [
      ["list", directory],
      ["show", directory],
      ["find", directory, "song"],
      ["diff", directory],
      ["verify", directory],
      ["prune", directory, "--keep-last", "1", "--dry-run"],
      ["doctor", directory],
      ["list", "--help"],
      ["list", "/nowhere"],
    ];
    for (const args of commands) {
      const plain = await runInProcess(args);
      const shown = await runInProcess(args, {}, { columns: 200 });
      const [whole, painted] = [plain, shown].map(({ stdout, stderr }) => stdout + stderr);
      expect(whole).not.toContain(ESCAPE);
      expect(painted).toContain(ESCAPE);
      if (args.includes("--help")) continue;
      expect(stripVTControlCharacters(painted ?? "")).toBe(whole);
      const json = await runInProcess([...args, "--json"], { FORCE_COLOR: "1" }, { columns: 80 });
      expect(json.stdout).not.toContain(ESCAPE);
    }
  });

  it("is never what a title asks for", async () => {
    await using scene = await createScene();
    const { stdout } = await runInProcess(["diff", scene.directory], {}, { columns: 80 });
    // The title turns nothing red, and is no line of its own.
    expect(stdout).toContain(`${ESCAPE}32m  + \uFFFD[31mred – Somebody${ESCAPE}39m\n`);
    expect(stdout).not.toContain(`${ESCAPE}31m`);
  });
});

/** A history to which a like with a title that would colour a terminal was added. */
function createScene(): Promise<HistoryScene> {
  const [song, evil] = [track("Song"), track("\u001B[31mred")];
  return createHistoryScene([
    libraryVersion([song]),
    libraryVersion([song, evil], { playlist_1: playlistVersion("Mix", [song]) }),
  ]);
}
