import { describe, expect, it } from "vitest";
import { CancelledError } from "../../src/errors.ts";
import { type RestoreReport, restoreText } from "../../src/report/restore.ts";

const file = (id: string, title: string) => ({
  ...{ file: `playlist_${id}`, title },
  ...{ added: 1, present: 0, failed: null },
});

const REPORT: RestoreReport = {
  ...{ status: "complete", error: null, account: { displayName: "Anna" } },
  ...{ added: 2, present: 0, likes: null, requests: 7 },
  files: [file("1", "Rainy days"), file("2", " \u0007")],
  skipped: [
    { file: "playlist_1", reason: "unavailable", title: "" },
    { file: "likes", reason: "unavailable", title: "" },
    { file: "playlist_1", reason: "cover", title: "Rainy days" },
  ],
  ...{ substituted: [], doubles: [], unusable: [], incomplete: [] },
  todo: [
    { kind: "local-files", file: "playlist_1", titles: ["a.mp3"] },
    { kind: "make-private", title: " \u0007" },
  ],
};

describe("what a person is told after a restore", () => {
  it("names playlists as they know them, and covers that were not taken", () => {
    const lines = restoreText(REPORT).split("\n");
    expect(lines.slice(1)).toEqual([
      "  2 left out: no longer shown by the provider when it was backed up, and not found again",
      "    in Rainy days",
      "    in likes",
      "  1 left out: covers that the provider does not take, of which the playlists are there",
      "    Rainy days",
      "  For you to do by hand, since the provider's interface cannot:",
      "    Add 1 local file to Rainy days: a.mp3",
      "    Make private: a playlist without a name",
      "7 requests.",
    ]);
  });

  it("says that it can go on, when it was stopped or not all went in", () => {
    const stopped = new CancelledError("cancelled", "Stopped before it was done.");
    const failed = [{ ...file("1", "Rainy days"), failed: "restore/changed" }];
    for (const change of [{ error: stopped }, { files: failed }]) {
      const text = restoreText({ ...REPORT, status: "partial", ...change });
      expect(text).toContain("The restore is partial");
      expect(text).toContain("Run it again in the same words");
    }
  });
});
