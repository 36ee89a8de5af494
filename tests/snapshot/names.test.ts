import { describe, expect, it } from "vitest";
import type { Kind } from "../../src/model/records.ts";
import { chooseLatest } from "../../src/snapshot/latest.ts";
import { plainFileName, playlistFileId, snapshotName, userName } from "../../src/snapshot/names.ts";

describe("names", () => {
  it("give a snapshot its time in UTC", () => {
    const time = new Date("2026-11-22T03:17:00.999Z");
    expect(snapshotName(time)).toBe("2026-11-22T03-17-00");
  });

  it("never let an id out of its directory", () => {
    expect(playlistFileId("playlist", "37i9dQZF1DX")).toBe("playlist_37i9dQZF1DX");
    for (const id of ["../../etc/passwd", "", "a/b", "a\0b", "x".repeat(300), "é"]) {
      expect(plainFileName(playlistFileId("playlist", id))).toMatch(
        /^playlist_[0-9a-f]{24}\.json$/,
      );
    }
    expect(plainFileName(playlistFileId("cover", "abc"))).toBe("cover_abc.jpg");
  });

  it("tell accounts and providers apart without naming them", () => {
    expect(userName("spotify", "someone")).toMatch(/^[0-9a-f]{16}$/);
    expect(userName("spotify", "someone")).toBe(userName("spotify", "someone"));
    expect(userName("spotify", "someone")).not.toBe(userName("other", "someone"));
  });
});

describe("latest", () => {
  const snapshot = (name: string, status: "complete" | "partial" | "failed", shrunk = false) => ({
    name,
    metadata: {
      status,
      warnings: [{ code: shrunk ? "shrunk" : "hidden-playlists" }],
      include: ["likes", "playlists"] as Kind[],
    },
  });

  it("is the newest complete snapshot in which nothing shrank", () => {
    const all = [
      snapshot("1", "complete"),
      snapshot("2", "complete"),
      snapshot("3", "complete", true),
      snapshot("4", "partial"),
      snapshot("5", "failed"),
    ];
    expect(chooseLatest(all)?.name).toBe("2");
    expect(chooseLatest([snapshot("1", "partial")])).toBeNull();
    expect(chooseLatest([])).toBeNull();
  });

  it("is not one of fewer kinds than another good one", () => {
    const likes = snapshot("3", "complete");
    const all = [
      snapshot("1", "complete"),
      snapshot("2", "complete"),
      { ...likes, metadata: { ...likes.metadata, include: ["likes"] as Kind[] } },
    ];
    expect(chooseLatest(all)?.name).toBe("2");
    expect(chooseLatest(all.slice(2))?.name).toBe("3");
  });
});
