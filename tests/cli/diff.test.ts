import { generateX25519Identity } from "age-encryption";
import { describe, expect, it } from "vitest";
import { diffSnapshots } from "../../src/app/diff.ts";
import { createWorld } from "../../src/app/world.ts";
import { diffMarkdown } from "../../src/report/diff.ts";
import { createDirectoryStore } from "../../src/store/directory/store.ts";
import { AFTER, createForeignScene, FIRST, SECOND } from "../support/cli/foreign-scene.ts";
import {
  createHistoryScene,
  libraryVersion,
  playlistVersion,
  track,
} from "../support/cli/history-scene.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const [A, B, C] = [track("A"), track("B"), track("C")];

const HISTORY = [
  libraryVersion([A, B], {
    playlist_1: playlistVersion("Old name", [A, B, C]),
    playlist_2: playlistVersion("Two", [A]),
  }),
  libraryVersion([B, C], {
    playlist_1: playlistVersion("Old name", [B, C]),
    playlist_2: playlistVersion("Two", [A]),
  }),
  libraryVersion([C], {
    playlist_1: playlistVersion("New name", [C, B]),
    playlist_3: playlistVersion("Three", [C]),
  }),
];

describe("tracksafe diff", () => {
  it("compares the newest two", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const [, second, third] = scene.names;
    const { exit, stdout, stderr } = await scene.run("diff", scene.directory, "--json");
    expect([exit, stderr]).toEqual([0, ""]);
    const entry = (title: string, at: number) => ({
      type: "track",
      title,
      artists: ["Somebody"],
      addedAt: null,
      at,
      refs: { spotify: `spotify:track:${title}` },
    });
    const none = { added: [], removed: [], moved: [], changed: [] };
    expect(JSON.parse(stdout)).toEqual({
      from: second,
      to: third,
      locked: false,
      likes: { ...none, removed: [entry("B", 0)] },
      playlists: [
        {
          id: "playlist_1",
          title: "New name",
          was: "Old name",
          change: "renamed",
          ...none,
          moved: [expect.objectContaining({ type: "track" })],
        },
        {
          id: "playlist_3",
          title: "Three",
          was: null,
          change: "added",
          ...none,
          added: [entry("C", 0)],
        },
        {
          id: "playlist_2",
          title: "Two",
          was: "Two",
          change: "removed",
          ...none,
          removed: [entry("A", 0)],
        },
      ],
      skipped: [],
    });
  });

  it("says it to a person, and in Markdown", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const [first, second] = scene.names;
    const { exit, stdout } = await scene.run("diff", scene.directory, "2026-01-01", "2026-01-02");
    expect(exit).toBe(0);
    expect(stdout).toBe(
      [
        `From ${first} to ${second}:`,
        "likes: 1 added, 1 removed",
        "  + C – Somebody",
        "  - A – Somebody",
        "playlist Old name: edited, 1 removed",
        "  - A – Somebody",
        "",
      ].join("\n"),
    );
    const same = await scene.run("diff", scene.directory, "latest", "latest");
    expect(same.stdout).toContain("Nothing changed.");
    const store = createDirectoryStore(scene.directory);
    const compared = await diffSnapshots(
      store,
      createWorld({ clock: createFakeClock("2026-01-04T00:00:00Z") }),
    );
    expect(diffMarkdown(compared)).toContain("#### `likes: 1 removed`\n\n- `- B – Somebody`");
  });

  it.each([
    [["--since", "1d"], 1],
    [["--since", "2026-01-02"], 0],
    [["--since", "2026-01-03"], 1],
    [["--since", "2020-01-01"], 0],
    [["2026-01-01T"], 0],
  ])("finds the first of the two: %j", async (args, at) => {
    await using scene = await createHistoryScene(HISTORY);
    const { exit, stdout } = await scene.run("diff", scene.directory, ...args, "--json");
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ from: scene.names[at], to: scene.names[2] });
  });

  it("names the damaged snapshot that it was asked for", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const [first = ""] = scene.names;
    await scene.damage(first, "metadata.json");
    const { exit, stderr } = await scene.run("diff", scene.directory, first);
    expect(exit).toBe(8);
    expect(stderr).toContain(`${first}/metadata.json is not a file of a tracksafe snapshot.`);
    expect(stderr).toContain("Use another snapshot, or an older copy of this file.");
  });

  it.each([
    [["--since", "soon"], 2, "[usage/since]"],
    [["--since", "2026-02-30"], 2, "[usage/since]"],
    [["latest", "--since", "3d"], 2, "[usage/since]"],
    [["--since", "2026-01-04"], 10, "There is no snapshot since 2026-01-04 00:00 UTC. The newest"],
    [["2026-01"], 2, "[usage/snapshot]"],
    [["2025-12-31"], 10, "The nearest ones are 2026-01-01T03-17-00,"],
    [["", "latest"], 10, "[snapshot/not-found]"],
  ])("refuses %j", async (args, code, said) => {
    await using scene = await createHistoryScene(HISTORY);
    const { exit, stdout, stderr } = await scene.run("diff", scene.directory, ...args);
    expect([exit, stdout]).toEqual([code, ""]);
    expect(stderr).toContain(said);
  });

  it("needs two snapshots", async () => {
    await using scene = await createHistoryScene(HISTORY.slice(0, 1));
    expect(await scene.run("diff", scene.directory)).toMatchObject({ exit: 10 });
  });

  it("passes over what is damaged, says so, and calls nothing removed for it", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const [first, second = "", third = ""] = scene.names;
    await scene.damage(second, "metadata.json");
    await scene.damage(third, "playlist_1.json");
    const { exit, stdout } = await scene.run("diff", scene.directory, "--json");
    expect(exit).toBe(3);
    const { from, to, playlists, skipped } = JSON.parse(stdout);
    expect([from, to]).toEqual([first, third]);
    expect(playlists.map(({ id }: { id: string }) => id)).toEqual(["playlist_3", "playlist_2"]);
    expect(skipped).toEqual([
      { name: second, reason: "format/unknown" },
      { name: third, file: "playlist_1", reason: "snapshot/corrupt" },
    ]);
  });

  it("compares sealed snapshots with the identity, and passes over foreign ones", async () => {
    await using foreign = await createForeignScene();
    const { run, scene, own, intruder } = foreign;
    const same = await run(["diff", scene.directory, "--json"]);
    expect(same.exit).toBe(0);
    expect(JSON.parse(same.stdout)).toMatchObject({ from: FIRST, to: SECOND, playlists: [] });
    const without = await run(["diff", scene.directory], { ...own, AGE_IDENTITY: undefined });
    expect([without.exit, without.stderr]).toEqual([3, ""]);
    expect(without.stdout).toMatch(/Nothing changed\.\nThe snapshots are sealed, so only numbers /);
    const wrong = { ...own, AGE_IDENTITY: await generateX25519Identity() };
    const refused = await run(["diff", scene.directory], wrong);
    expect([refused.exit, refused.stderr]).toEqual([12, expect.stringContaining("key/no-match")]);
    await foreign.put(await intruder.plain(AFTER));
    const beside = await run(["diff", scene.directory, "--json"]);
    expect(beside.exit).toBe(3);
    expect(JSON.parse(beside.stdout)).toMatchObject({ to: SECOND, skipped: [{ reason: "plain" }] });
  });
});
