import { describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { runInProcess } from "../support/cli/command.ts";
import { AFTER, createForeignScene, FIRST } from "../support/cli/foreign-scene.ts";
import {
  createHistoryScene,
  libraryVersion,
  playlistVersion,
  track,
} from "../support/cli/history-scene.ts";
import { createScene } from "../support/spotify/scene.ts";

const [A, B] = [track("A", "Somebody", "2026-01-01T10:00:00Z"), track("B")];

const HISTORY = [
  libraryVersion([A], { playlist_1aB: playlistVersion("Old", [A]) }),
  libraryVersion([A, B], {
    playlist_1aB: playlistVersion("Café del Mar", [A, B, A]),
    playlist_2: playlistVersion("Twice", [B]),
    playlist_3: playlistVersion("Twice", []),
  }),
];

const nameOf = (time: string) => time.slice(0, 19).replaceAll(":", "-");

describe("tracksafe show", () => {
  it("shows the lists of the newest snapshot", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const { exit, stdout, stderr } = await scene.run("show", scene.directory);
    expect([exit, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n").slice(1, 7)).toEqual([
      "  likes  2",
      "3 playlists",
      "  Café del Mar  3",
      "  Twice         1",
      "  Twice         0",
      "",
    ]);
    expect(stdout).toMatch(/^2026-01-02T[\d-]+ \(complete, in the clear, [\d.]+ k?B\)\n/);
  });

  it("shows them as JSON, of the snapshot that is named", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const args = ["show", scene.directory, "--snapshot", "2026-01-01", "--json"];
    const { exit, stdout } = await scene.run(...args);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      snapshot: scene.names[0],
      status: "complete",
      sealed: false,
      lists: [
        { id: "likes", kind: "likes", state: "ok", title: null, entries: 1 },
        { id: "playlist_1aB", kind: "playlists", state: "ok", title: "Old", entries: 1 },
      ],
      skipped: [],
    });
  });

  it.each([["CAFE DEL MAR"], ["cafe"], ["playlist_1aB"]])(
    "shows the entries of the playlist that is called %s",
    async (name) => {
      await using scene = await createHistoryScene(HISTORY);
      const { exit, stdout } = await scene.run("show", scene.directory, ...name.split(" "));
      expect(exit).toBe(0);
      expect(stdout).toBe(
        [
          `Café del Mar by Me in ${scene.names[1]}: 3`,
          "1  A  Somebody  2026-01-01",
          "2  B  Somebody",
          "3  A  Somebody  2026-01-01",
          "",
        ].join("\n"),
      );
    },
  );

  it("shows a collection as JSON", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const { stdout } = await scene.run("show", scene.directory, "likes", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      list: { id: "likes", entries: 2 },
      playlist: null,
      entries: [
        { title: "A", artists: ["Somebody"], addedAt: "2026-01-01T10:00:00Z", at: 0 },
        { title: "B", addedAt: null, at: 1 },
      ],
    });
  });

  it("says which ids there are for a name that two playlists have", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const { exit, stderr } = await scene.run("show", scene.directory, "twice");
    expect(exit).toBe(2);
    expect(stderr).toContain("2 playlists have this name.");
    expect(stderr).toContain("playlist_2, playlist_3");
  });

  it("says what to do for a name that nothing has", async () => {
    await using scene = await createHistoryScene(HISTORY);
    const { exit, stderr } = await scene.run("show", scene.directory, "nothing");
    expect(exit).toBe(10);
    expect(stderr).toContain("no kind or playlist of this name");
    expect(stderr).toContain("tracksafe show");
    const near = await scene.run("show", scene.directory, "café", "del", "mra");
    expect(near.stderr).toContain("Did you mean Café del Mar?");
  });

  it("names a damaged playlist, and shows the others", async () => {
    await using scene = await createHistoryScene(HISTORY);
    await scene.damage(scene.names[1] ?? "", "playlist_1aB.json");
    const { exit, stdout } = await scene.run("show", scene.directory);
    expect(exit).toBe(3);
    expect(stdout).toContain("  Twice         1");
    expect(stdout).toContain("This answer is incomplete.");
    expect(stdout).toMatch(/playlist_1aB: /);
  });

  it("shows counts of a sealed snapshot without a key, and names with one", async () => {
    const account = generateLibrary({ seed: 5, likes: 7, playlists: 2, itemsPerPlaylist: 3 });
    await using scene = await createScene({ accounts: [account] });
    const key = await generateKey("x25519", new Date("2026-11-22T12:00:00Z"));
    await scene.backup({ recipients: [key.recipient] });
    const locked = await runInProcess(["show", scene.directory], {});
    expect(locked.exit).toBe(0);
    expect(locked.stdout).toMatch(/^ {2}likes +7$/m);
    expect(locked.stdout).toContain("\n2 playlists\n");
    expect(locked.stdout).toContain("Set AGE_IDENTITY");
    const [first] = account.playlists;
    expect(locked.stdout).not.toContain(first?.name);
    const env = { AGE_IDENTITY: key.fileText.reveal() };
    const opened = await runInProcess(["show", scene.directory], env);
    expect(opened.exit).toBe(0);
    expect(opened.stdout).toContain(first?.name);
    const refused = await runInProcess(["show", scene.directory, "likes"], {});
    expect(refused.exit).toBe(12);
    expect(refused.stderr).toContain("AGE_IDENTITY");
  });

  it("says of a snapshot that is not proved that it is none of yours", async () => {
    await using foreign = await createForeignScene();
    const { run, scene, intruder } = foreign;
    await foreign.put(await intruder.plain(AFTER));
    const { exit, stdout, stderr } = await run([
      "show",
      scene.directory,
      "--snapshot",
      nameOf(AFTER),
    ]);
    expect(exit, stderr).toBe(3);
    expect(stdout).toContain("not proved to be yours");
    const own = await run(["show", scene.directory, "--snapshot", FIRST]);
    expect(own.exit).toBe(0);
  });
});
