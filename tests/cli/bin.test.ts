import { copyFile, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { VERSION } from "../../src/version.ts";
import { buildPrograms } from "../../tools/build.ts";
import { runCommand, startCommand } from "../support/cli/command.ts";
import { createScene } from "../support/spotify/scene.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** A place with what `npm ci` leaves behind: the built program beside its packages. */
let place = "";
let bin = "";

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "tracksafe-bin-"));
  bin = join(place, "bin", "tracksafe.js");
  await mkdir(join(place, "bin"));
  await copyFile(join(ROOT, "bin", "tracksafe.js"), bin);
  await copyFile(join(ROOT, "package.json"), join(place, "package.json"));
  await symlink(join(ROOT, "node_modules"), join(place, "node_modules"));
  await buildPrograms(["src/cli/main.ts"], join(place, "dist", "cli"));
});

afterAll(() => rm(place, { recursive: true }));

/** This Node, made to believe that it is 20: `bin` has to find the one that came with `npm ci`. */
const OLD_NODE = [
  process.execPath,
  "--import",
  `data:text/javascript,${encodeURIComponent(
    `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } })`,
  )}`,
];

/** The `PATH` without the programs that npm puts first: those of the packages. */
const PATH = (process.env["PATH"] ?? "")
  .split(delimiter)
  .filter((directory) => !directory.includes("node_modules"))
  .join(delimiter);

const NODES = [
  ["this Node", [process.execPath]],
  ["an old Node", OLD_NODE],
  ["the machine's own Node", ["/usr/bin/env", "node"]],
] as const;

const library = () => generateLibrary({ seed: 31, likes: 5, playlists: 1, itemsPerPlaylist: 3 });

describe.each(NODES)("the installed program, on %s", (_name, node) => {
  it("says its version", async () => {
    const version = await runCommand(["--version"], { PATH }, { program: [...node, bin] });
    expect(version).toEqual({ exit: 0, stdout: `${VERSION}\n`, stderr: "" });
  });
});

describe("the installed program, on an old Node", () => {
  const program = () => [...OLD_NODE, bin];

  it("backs up", async () => {
    await using scene = await createScene({ accounts: [library()] });
    const args = ["backup", "--out", scene.directory, "--json"];
    const backup = await runCommand(args, { ...scene.env, PATH }, { program: program() });
    expect(backup).toMatchObject({ exit: 0, stderr: "" });
    expect(JSON.parse(backup.stdout)).toMatchObject({ status: "complete" });
  });

  it("can be stopped", async () => {
    await using scene = await createScene({ accounts: [library()] });
    const asked = Promise.withResolvers<void>();
    const stopped = Promise.withResolvers<void>();
    // No answer comes before the end, since a run that has read anything keeps it.
    scene.emulator.onRequest(({ path }) => {
      if (path !== "/me/tracks") return undefined;
      asked.resolve();
      return stopped.promise;
    });
    const args = ["backup", "--out", scene.directory, "--include", "likes"];
    using running = startCommand(args, { ...scene.env, PATH }, { program: program() });
    await asked.promise;
    running.kill("SIGINT");
    const { exit } = await running.finished;
    stopped.resolve();
    expect(exit).toBe(130);
    expect(await readdir(scene.directory, { recursive: true })).toEqual([]);
  });

  it("says what it needs where there is no newer one", async () => {
    const alone = join(place, "alone");
    await mkdir(join(alone, "bin"), { recursive: true });
    await copyFile(bin, join(alone, "bin", "tracksafe.js"));
    const lone = [...OLD_NODE, join(alone, "bin", "tracksafe.js")];
    const { exit, stdout, stderr } = await runCommand(["list", place], {}, { program: lone });
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
    expect(stderr).toMatch(/needs Node 22\.19 or newer; this is 20\.20\.2\. .*npm ci/);
  });
});
