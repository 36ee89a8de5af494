import { describe, expect, it } from "vitest";
import type { SnapshotLine } from "../../src/report/snapshots.ts";
import { snapshotsJson, snapshotsText } from "../../src/report/snapshots.ts";
import {
  createHistoryScene,
  libraryVersion,
  playlistVersion,
  track,
} from "../support/cli/history-scene.ts";

const [A, B, C] = [track("A"), track("B"), track("C")];

function lineOf(name: string, likes: number, more: Partial<SnapshotLine> = {}): SnapshotLine {
  return {
    user: "me",
    name,
    metadata: {
      user: "me",
      createdAt: "2026-01-01T00:00:00Z",
      finishedAt: "2026-01-01T00:00:00Z",
      status: "complete",
      include: ["likes"],
      encryption: null,
      warnings: [],
      kinds: [{ kind: "likes", files: 1, entries: likes, bytes: 10 }],
      bytes: 10,
      nameOnly: 0,
    },
    problem: null,
    code: null,
    latest: false,
    doubt: null,
    isForeign: false,
    ...more,
  };
}

const nameOf = (day: number) => `2026-01-${String(day).padStart(2, "0")}T03-17-00`;

describe("tracksafe list", () => {
  it("begins with the newest snapshot, and says how the likes changed", async () => {
    await using scene = await createHistoryScene([
      libraryVersion([A]),
      libraryVersion([A, B, C], { playlist_1: playlistVersion("One", [A]) }),
      libraryVersion([A, B]),
    ]);
    const { exit, stdout } = await scene.run("list", scene.directory);
    expect(exit).toBe(0);
    const [first, second, third] = scene.names;
    expect(stdout.split("\n")).toEqual([
      `${scene.user} (3 snapshots)`,
      expect.stringMatching(
        `^ {2}${third} +complete +2 likes +-1 +0 playlists +[0-9.]+ k?B +latest$`,
      ),
      expect.stringMatching(`^ {2}${second} +complete +3 likes +\\+2 +1 playlist +[0-9.]+ k?B$`),
      expect.stringMatching(`^ {2}${first} +complete +1 likes +0 playlists +[0-9.]+ k?B$`),
      "",
    ]);
    const json = JSON.parse((await scene.run("list", scene.directory, "--json")).stdout);
    expect(json).toMatchObject({
      snapshots: [
        {
          name: third,
          createdAt: "2026-01-03T03:17:00.000Z",
          latest: true,
          likes: 2,
          playlists: 0,
        },
        { name: second, latest: false, likes: 3, playlists: 1 },
        { name: first, user: scene.user, status: "complete", sealed: false, likes: 1 },
      ],
      unfinished: [],
    });
  });

  it("says where no backup ran", () => {
    const lines = [1, 2, 3, 4, 9, 10].map((day) => lineOf(nameOf(day), day));
    expect(snapshotsText(lines).split("\n").slice(1, 5)).toEqual([
      expect.stringContaining(nameOf(10)),
      expect.stringContaining(nameOf(9)),
      "    no snapshot for 5 days",
      expect.stringContaining(nameOf(4)),
    ]);
  });

  it("compares no snapshot with one that is not believed", () => {
    const lines = [
      lineOf(nameOf(1), 10),
      lineOf(nameOf(2), 99, { doubt: "plain", isForeign: true }),
      lineOf(nameOf(3), 11),
    ];
    const text = snapshotsText(lines);
    expect(text).toMatch(/11 likes +\+1 /);
    expect(text).not.toMatch(/99 likes +\+/);
  });

  it("has the newest first as JSON also among several accounts", () => {
    const lines = [
      lineOf(nameOf(1), 1),
      lineOf(nameOf(3), 3),
      lineOf(nameOf(2), 2, { user: "you" }),
    ];
    expect(snapshotsJson(lines).map(({ name }) => name)).toEqual([nameOf(3), nameOf(2), nameOf(1)]);
  });

  it("does not know what damaged metadata would say", () => {
    const damaged = { metadata: null, problem: "It is damaged.", code: "snapshot/corrupt" };
    expect(snapshotsJson([lineOf(nameOf(1), 1, damaged)])).toMatchObject([
      { createdAt: null, status: "damaged", sealed: null, likes: null, playlists: null },
    ]);
  });
});
