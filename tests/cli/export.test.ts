import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import type { Entry } from "../../src/model/records.ts";
import { id } from "../import/files.ts";
import { runInProcess } from "../support/cli/command.ts";
import { AFTER, createForeignScene, FIRST } from "../support/cli/foreign-scene.ts";
import {
  createHistoryScene,
  libraryVersion,
  playlistVersion,
} from "../support/cli/history-scene.ts";
import { createScene } from "../support/spotify/scene.ts";

function song(title: string, end: string): Entry {
  const item = {
    title,
    artists: [{ name: "Ann", refs: {} }],
    durationMs: 60_000,
    refs: { spotify: `spotify:track:${id(end)}` },
  };
  return { type: "track", addedAt: "2026-01-01T10:00:00Z", item };
}

const [ONE, TWO] = [song("One", "1"), song("=2", "2")];
const GONE: Entry = { type: "unavailable", addedAt: null };

const HISTORY = [
  libraryVersion([ONE]),
  libraryVersion([TWO, ONE], {
    playlist_1: playlistVersion("Trip", [ONE, GONE]),
    playlist_2: playlistVersion("trip", [TWO]),
    playlist_3: playlistVersion("Liked Songs", [ONE]),
    playlist_4: { ...playlistVersion("Radar", []), entries: null },
  }),
];

let place: string;
let out: string;

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "tracksafe-export-"));
  out = join(place, "new", "files");
});

afterEach(() => rm(place, { recursive: true }));

const read = (name: string) => readFile(join(out, name), "utf8");

describe("tracksafe export", () => {
  it("writes a file for each list, with names that differ on every disk", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const { exit, stdout, stderr } = await scene.run(
      ...["export", scene.directory, "--format", "m3u8", "--out", out],
    );
    expect([exit, stderr]).toEqual([0, ""]);
    const names = ["Liked Songs (2).m3u8", "Liked Songs.m3u8", "Trip.m3u8", "trip (2).m3u8"];
    expect((await readdir(out)).sort()).toEqual(names.toSorted());
    expect(await read("Trip.m3u8")).toBe(
      `#EXTM3U\n#PLAYLIST:Trip\n#EXTINF:60,Ann - One\nhttps://open.spotify.com/track/${id("1")}\n`,
    );
    expect(stdout.split("\n")).toEqual([
      `4 files from ${scene.names[1]} in ${out}:`,
      expect.stringMatching(/^ {2}Liked Songs\.m3u8 +2 +\d+ B$/),
      expect.stringMatching(/^ {2}Trip\.m3u8 +1 +\d+ B$/),
      expect.stringMatching(/^ {2}trip \(2\)\.m3u8 +1 +\d+ B$/),
      expect.stringMatching(/^ {2}Liked Songs \(2\)\.m3u8 +1 +\d+ B$/),
      "The items of these playlists are not known:",
      "  Radar",
      "The format cannot hold these entries:",
      "  Trip, 2: an entry that is no longer available",
      "",
    ]);
  });

  it("says as JSON which file holds which lists, and what was left out", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const { exit, stdout } = await scene.run(
      ...["export", scene.directory, "--format", "csv", "--single", "--out", out, "--json"],
    );
    expect(exit).toBe(0);
    const text = await read("library.csv");
    expect(JSON.parse(stdout)).toEqual({
      snapshot: scene.names[1],
      user: scene.user,
      out,
      files: [
        {
          name: "library.csv",
          bytes: Buffer.byteLength(text),
          lists: [
            { kind: "likes", title: "Liked Songs", entries: 2 },
            { kind: "playlists", title: "Trip", entries: 1 },
            { kind: "playlists", title: "trip (2)", entries: 1 },
            { kind: "playlists", title: "Liked Songs (2)", entries: 1 },
          ],
        },
      ],
      leftOut: {
        lists: [{ kind: "playlists", title: "Radar", reason: "withheld" }],
        entries: [
          {
            kind: "playlists",
            list: "Trip",
            at: 1,
            type: "unavailable",
            title: null,
            artists: [],
            refs: {},
            addedAt: null,
          },
        ],
      },
      skipped: [],
    });
    expect(text).toContain(`"'=2"`);
    expect(await readdir(out)).toEqual(["library.csv"]);
  });

  it("is read by import, which gives the same likes", async () => {
    await using scene = await createHistoryScene(HISTORY);
    await scene.run("export", scene.directory, "--format", "csv", "--out", out);
    const imported = join(place, "imported");
    expect(await scene.run("import", out, "--out", imported)).toMatchObject({ exit: 0 });
    const { stdout } = await scene.run("show", imported, "likes", "--json");
    expect(JSON.parse(stdout).entries).toMatchObject([
      { title: "=2", addedAt: "2026-01-01T10:00:00Z" },
      { title: "One" },
    ]);
  });

  it("takes the snapshot and the lists that are named", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const args = ["export", scene.directory, "--format", "json", "--out", out];
    const first = await scene.run(...args, "--snapshot", "2026-01-01");
    expect(first.exit).toBe(0);
    expect(JSON.parse(await read("Liked Songs.json"))).toHaveLength(1);
    const named = await scene.run(...args, "--force", "--only", "trip,playlist_3", "--json");
    const titles = JSON.parse(named.stdout).files.map(({ name }: { name: string }) => name);
    expect(titles).toEqual(["Trip.json", "trip (2).json", "Liked Songs (2).json"]);
    const unknown = await scene.run(...args, "--force", "--only", "tripp");
    expect([unknown.exit, unknown.stderr]).toEqual([2, expect.stringContaining("[usage/only]")]);
  });

  it("writes into a directory that is not empty only with --force", async () => {
    await using scene = await createHistoryScene(HISTORY);
    await mkdir(out, { recursive: true });
    await writeFile(join(out, "Trip.xspf"), "mine");
    const args = ["export", scene.directory, "--format", "xspf", "--out", out];
    const refused = await scene.run(...args);
    expect([refused.exit, refused.stderr]).toEqual([2, expect.stringContaining("[usage/out]")]);
    expect([await readdir(out), await read("Trip.xspf")]).toEqual([["Trip.xspf"], "mine"]);
    expect(await scene.run(...args, "--force")).toMatchObject({ exit: 0 });
    expect(await read("Trip.xspf")).toContain("<title>Trip</title>");
    expect(await readdir(out)).toHaveLength(4);
  });

  it.each([
    [["--format", "csv"], "[usage/out]"],
    [["--out", "OUT"], "--format"],
    [["--out", "OUT", "--format", "mp3"], "csv, tunemymusic"],
    [["--out", "OUT", "--format", "xspf", "--single"], "[usage/single]"],
  ])("refuses %j", async (flags, said) => {
    await using scene = await createHistoryScene(HISTORY);
    const args = flags.map((flag) => flag.replace("OUT", out));
    const { exit, stderr } = await scene.run("export", scene.directory, ...args);
    expect([exit, stderr]).toEqual([2, expect.stringContaining(said)]);
    expect(await readdir(place)).toEqual([]);
  });

  it("cannot write below a file, and names no title then", async () => {
    await using scene = await createHistoryScene(HISTORY);
    await writeFile(join(place, "new"), "");
    const run = await scene.run("export", scene.directory, "--format", "csv", "--out", out);
    expect([run.exit, run.stderr]).toEqual([9, expect.stringContaining("[store/io]")]);
    expect(run.stderr).not.toMatch(/Trip|Liked/);
  });

  it("names a damaged list, and exports the others", async () => {
    await using scene = await createHistoryScene(HISTORY);
    await scene.damage(scene.names[1] ?? "", "playlist_1.json");
    const { exit, stdout } = await scene.run(
      ...["export", scene.directory, "--format", "csv", "--out", out],
    );
    expect(exit).toBe(3);
    expect(stdout).toContain("This answer is incomplete.");
    expect(stdout).toMatch(/playlist_1: /);
    expect(await readdir(out)).toHaveLength(3);
  });

  it("needs the key of a sealed snapshot", async () => {
    const account = generateLibrary({ seed: 5, likes: 7, playlists: 2, itemsPerPlaylist: 3 });
    await using scene = await createScene({ accounts: [account] });
    const key = await generateKey("x25519", new Date("2026-11-22T12:00:00Z"));
    await scene.backup({ recipients: [key.recipient] });
    const args = ["export", scene.directory, "--format", "csv", "--only", "likes", "--out", out];
    const refused = await runInProcess(args, {});
    expect([refused.exit, refused.stderr]).toEqual([12, expect.stringContaining("AGE_IDENTITY")]);
    const env = { AGE_IDENTITY: key.fileText.reveal() };
    expect(await runInProcess(args, env)).toMatchObject({ exit: 0, stderr: "" });
    expect((await read("Liked Songs.csv")).trimEnd().split("\r\n")).toHaveLength(8);
  });

  it("says of a snapshot that is not proved that it is none of yours", async () => {
    await using foreign = await createForeignScene();
    const { run, scene, intruder } = foreign;
    await foreign.put(await intruder.plain(AFTER));
    const args = ["export", scene.directory, "--format", "csv", "--force", "--out", out];
    const newest = await run([...args, "--snapshot", AFTER.slice(0, 19).replaceAll(":", "-")]);
    expect(newest.exit, newest.stderr).toBe(3);
    expect(newest.stdout).toContain("not proved to be yours");
    const own = await run([...args, "--snapshot", FIRST]);
    expect(own.exit, own.stderr).toBe(0);
  });
});
