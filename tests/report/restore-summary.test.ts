import { describe, expect, it } from "vitest";
import { RateLimitError } from "../../src/errors.ts";
import type { RestoreReport } from "../../src/report/restore.ts";
import { type RestoreSummaryOptions, restoreSummary } from "../../src/report/restore-summary.ts";

const REPORT: RestoreReport = {
  status: "partial",
  error: new RateLimitError("provider/quota", "The allowance is used up.", {
    retryAt: new Date("2026-11-23T03:17:00Z"),
    hint: "Run it again after that time.",
  }),
  account: { displayName: "Anna" },
  added: 3,
  present: 2,
  likes: "dated",
  files: [{ file: "playlist_1", title: "A title", added: 1, present: 0, failed: "provider/quota" }],
  skipped: [],
  substituted: [],
  doubles: [],
  recordings: [],
  unusable: [],
  incomplete: [],
  todo: [{ kind: "make-private", title: "A title" }],
  requests: 7,
};

const OPTIONS: RestoreSummaryOptions = {
  names: true,
  sources: ["2026-11-20T03-17-00"],
  key: "none",
  repositoryUrl: "https://github.example/somebody/music",
};

describe("the summary of a restore", () => {
  it.each([true, false])("says from what, and when to run it again; names: %s", (names) => {
    const text = restoreSummary(REPORT, { ...OPTIONS, names });
    expect(text).toContain("From `2026-11-20T03-17-00`");
    expect(text).toContain("Try again after 2026-11-23T03:17:00.000Z.");
    expect(text).toContain("Run it again after that time.");
    expect(text.includes("A title")).toBe(names);
    expect(text).not.toContain("Anna");
  });
});
