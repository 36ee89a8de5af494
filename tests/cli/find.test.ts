import { rename } from "node:fs/promises";
import { join } from "node:path";
import { generateX25519Identity } from "age-encryption";
import { describe, expect, it } from "vitest";
import { runInProcess } from "../support/cli/command.ts";
import { AFTER, createForeignScene } from "../support/cli/foreign-scene.ts";
import {
  createHistoryScene,
  libraryVersion,
  playlistVersion,
  track,
} from "../support/cli/history-scene.ts";
import { USER } from "../support/snapshot/plain-history.ts";

const CAFE = track("Café del Mar", "Energy 52", "2025-05-01T10:00:00Z");
const OTHER = track("Other", "Somebody", "2025-05-02T10:00:00Z");

const HISTORY = [
  libraryVersion([CAFE, OTHER], { playlist_1: playlistVersion("Cafe songs", [CAFE]) }),
  libraryVersion([OTHER], { playlist_1: playlistVersion("Cafe songs", [CAFE, OTHER]) }),
  libraryVersion([CAFE, OTHER]),
];

describe("tracksafe find", () => {
  it("says what was in which list, from when to when", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const [first, second, third] = scene.names;
    const { exit, stdout, stderr } = await scene.run("find", scene.directory, "ＣＡＦＥ", "--json");
    expect([exit, stderr]).toEqual([0, ""]);
    const addedAt = "2025-05-01T10:00:00Z";
    expect(JSON.parse(stdout)).toEqual({
      matches: [
        {
          type: "track",
          title: "Café del Mar",
          artists: ["Energy 52"],
          refs: { spotify: "spotify:track:Café del Mar" },
          spans: [
            { in: "likes", file: "likes", addedAt, from: first, until: second },
            { in: "likes", file: "likes", addedAt, from: third, until: null },
            { in: "Cafe songs", file: "playlist_1", addedAt, from: first, until: third },
          ],
        },
        {
          type: "playlist",
          title: "Cafe songs",
          artists: ["Me"],
          refs: {},
          spans: [
            { in: "playlists", file: "playlist_1", addedAt: null, from: first, until: third },
          ],
        },
      ],
      snapshots: 3,
      locked: 0,
      skipped: [],
    });
    const text = await scene.run("find", scene.directory, "mar", "energy");
    expect(text).toMatchObject({ exit: 0, stderr: "" });
    expect(text.stdout).toBe(
      [
        "Café del Mar – Energy 52 (track)",
        "  likes",
        `    added 2025-05-01: from ${first}, gone since ${second}`,
        `    added 2025-05-01: since ${third}`,
        "  Cafe songs",
        `    added 2025-05-01: from ${first}, gone since ${third}`,
        "1 match in 3 snapshots.",
        "",
      ].join("\n"),
    );
  });

  it("finds nothing without an error", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const { exit, stdout } = await scene.run("find", scene.directory, "nothing", "such");
    expect([exit, stdout]).toEqual([0, "0 matches in 3 snapshots.\n"]);
  });

  it("looks into one snapshot only when the source is one", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const [, second = ""] = scene.names;
    const place = join(scene.directory, USER, second);
    const { exit, stdout } = await scene.run("find", place, "mar", "--json");
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      matches: [{ spans: [{ in: "Cafe songs", from: second, until: null }] }],
      snapshots: 1,
    });
  });

  it("names what it had to skip, and ends with 3", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const [first = "", second = ""] = scene.names;
    await scene.damage(first, "metadata.json");
    await scene.damage(second, "likes.json");
    const { exit, stdout } = await scene.run("find", scene.directory, "mar", "--json");
    expect(exit).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      matches: [{ title: "Café del Mar" }],
      skipped: [
        { name: first, reason: "format/unknown" },
        { name: second, reason: "snapshot/corrupt" },
      ],
    });
    const text = await scene.run("find", scene.directory, "mar");
    expect(text.exit).toBe(3);
    expect(text.stdout).toContain(`\n  ${first}: format/unknown\n  ${second}: snapshot/corrupt\n`);
  });

  it("asks whose snapshots are meant where there are several accounts", async () => {
    await using scene = await createHistoryScene(HISTORY);
    await using other = await createHistoryScene([libraryVersion([track("Caf", "Else")])]);
    const user = "fedcba9876543210";
    await rename(join(other.directory, USER), join(scene.directory, user));
    const { exit, stderr } = await scene.run("find", scene.directory, "mar");
    expect(exit).toBe(2);
    expect(stderr).toContain("[usage/user]");
    const named = await scene.run("find", scene.directory, "mar", "--user", USER, "--json");
    expect(JSON.parse(named.stdout)).toMatchObject({ snapshots: 3 });
    const nobody = await scene.run("find", scene.directory, "mar", "--user", "nobody");
    expect(nobody).toMatchObject({ exit: 10 });
  });

  it.each([
    [["--help"], 0, ""],
    [["."], 2, "[usage/flag]"],
    [[".", " "], 2, "[usage/text]"],
  ])("takes %j", async (args, code, said) => {
    const { exit, stdout, stderr } = await runInProcess(["find", ...args]);
    expect(exit).toBe(code);
    expect(stderr).toContain(said);
    if (code === 0) expect(stdout).toMatch(/Examples:\n {2}tracksafe find /);
  });
});

describe("a sealed history", () => {
  it("is searched with the identity, and what others put there is named", async () => {
    await using foreign = await createForeignScene();
    const { run, scene, own, intruder } = foreign;
    const [liked] = scene.account.likes;
    const title = liked?.track.name ?? "";
    expect(title).not.toBe("");
    const found = await run(["find", scene.directory, title, "--json"]);
    expect(found.exit).toBe(0);
    const { matches } = JSON.parse(found.stdout);
    expect(matches.map((one: { title: string }) => one.title)).toContain(title);

    const without = await run(["find", scene.directory, title], {
      ...own,
      AGE_IDENTITY: undefined,
    });
    expect([without.exit, without.stderr]).toEqual([3, ""]);
    expect(without.stdout).toMatch(
      /^0 matches in 0 snapshots\.\n2 snapshots are sealed and could not be searched\. Set AGE_IDENTITY /,
    );

    const wrong = { ...own, AGE_IDENTITY: await generateX25519Identity() };
    expect(await run(["find", scene.directory, title], wrong)).toMatchObject({ exit: 12 });

    await foreign.put(await intruder.sealed(AFTER));
    const beside = await run(["find", scene.directory, title, "--json"]);
    expect(beside.exit).toBe(3);
    expect(JSON.parse(beside.stdout)).toMatchObject({
      matches,
      skipped: [{ reason: "other-key" }],
    });
  });
});
