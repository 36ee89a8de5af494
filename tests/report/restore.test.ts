import { describe, expect, it } from "vitest";
import { CancelledError } from "../../src/errors.ts";
import {
  type PreviewReport,
  previewText,
  type RestoreReport,
  restoreText,
} from "../../src/report/restore.ts";

const file = (id: string, title: string) => ({
  file: `playlist_${id}`,
  title,
  action: "create",
  added: 1,
  present: 0,
  failed: null,
});

const skip = (change: object) => ({
  file: "playlist_1",
  reason: "unavailable",
  title: "",
  artists: [],
  playlist: "Rainy days",
  position: 1,
  link: "https://open.spotify.com/track/1",
  ...change,
});

const REPORT: RestoreReport = {
  status: "complete",
  error: null,
  account: { displayName: "Anna" },
  added: 2,
  present: 0,
  likes: null,
  requests: 7,
  files: [file("1", "Rainy days"), file("2", " \u0007")],
  skipped: [
    skip({ title: "Blue \u0007Monday", artists: ["New Order", "X"], position: 1200 }),
    skip({ file: "likes", playlist: null, position: 3, link: null }),
    skip({ reason: "cover", title: "Rainy days", position: null }),
  ],
  substituted: [],
  doubles: [],
  recordings: [],
  unusable: [],
  incomplete: [],
  todo: [
    {
      kind: "local-files",
      file: "playlist_1",
      items: [skip({ reason: "local", title: "a.mp3", position: 7, link: null })],
    },
    { kind: "make-private", title: " \u0007" },
  ],
};

const PREVIEW: PreviewReport = {
  account: { displayName: "Anna" },
  isSameAccount: true,
  isEmpty: true,
  sources: ["2026-11-22T03-17-00"],
  continues: false,
  plan: { collections: [], playlists: [], todo: [] },
  recordings: [],
  unusable: [],
  incomplete: [],
  unproved: [],
  unrecordedKeyIds: [],
  passedOver: 0,
  newer: [],
  search: { recordings: 0, requests: 0 },
  requests: 0,
  requestsToCome: 0,
};

describe("the report of a restore", () => {
  it("names playlists as they know them, and covers that were not taken", () => {
    const lines = restoreText(REPORT).split("\n");
    expect(lines.slice(1)).toEqual([
      "  The items of playlists get the date of the restore, because the provider does not let anybody set it.",
      "  2 left out: already unavailable at the time of the backup, and nothing tells what they were",
      "    Blue \uFFFDMonday by New Order, X, number 1,200 of Rainy days: https://open.spotify.com/track/1",
      "    an item without a title, number 3 of likes",
      "  1 left out: covers that the provider does not accept; their playlists are restored",
      "    Rainy days: https://open.spotify.com/track/1",
      "  The provider's interface cannot do these steps, so you have to do them by hand:",
      "    Add the local file a.mp3, number 7 of Rainy days",
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
      expect(text).toContain("Run the same command again");
    }
  });

  it("lists ten steps of each kind in a preview, and all of them in the end", () => {
    const todo: RestoreReport["todo"] = [
      ...Array.from({ length: 50 }, (_, at) => {
        return { kind: "make-private" as const, title: `Playlist ${at}` };
      }),
      { kind: "folders" },
    ];
    const stepsOf = (text: string) => {
      return text.split("\n").filter((line) => /Make private|more|folders/.test(line));
    };
    const shown = stepsOf(previewText({ ...PREVIEW, plan: { ...PREVIEW.plan, todo } }));
    expect(shown).toHaveLength(12);
    expect(shown.slice(9)).toEqual([
      "    Make private: Playlist 9",
      "    and 40 more",
      "    Put playlists into folders again, if you had any",
    ]);
    expect(stepsOf(restoreText({ ...REPORT, todo }))).toHaveLength(51);
  });
});
