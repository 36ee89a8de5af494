import { describe, expect, it } from "vitest";
import { findGaps } from "../../src/snapshot/gaps.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The times of snapshots with so many days between them. */
function timesOf(...days: readonly number[]): readonly number[] {
  let now = Date.UTC(2026, 0, 1);
  return [now, ...days.map((each) => (now += each * DAY_MS))];
}

describe("the gaps in a schedule", () => {
  it.each([
    ["a day on which no backup ran", [1, 1, 1, 2, 1], [[4, 2]]],
    [
      "a week, and a day soon after it",
      [1, 1, 1, 8, 1, 2, 1, 1],
      [
        [4, 8],
        [6, 2],
      ],
    ],
    ["five days before the newest one", [1, 1, 1, 5], [[4, 5]]],
    ["a month among weeks", [7, 7, 7, 30, 7], [[4, 30]]],
  ] as const)("hold %s", (_, days, gaps) => {
    const found = findGaps(timesOf(...days)).map(({ before, ms }) => [before, ms / DAY_MS]);
    expect(found).toEqual(gaps);
  });

  it.each([
    ["a run that is late", [1, 1.4, 0.6, 1, 1]],
    ["what a prune thinned out", [30, 30, 30, 7, 7, 7, 7, 1, 1, 1, 1]],
    ["the night between backups by hand", [0.1, 0.1, 0.1, 1.2, 0.1, 0.1, 0.1]],
    ["too few snapshots to say", [1, 9, 1]],
  ] as const)("do not hold %s", (_, days) => {
    expect(findGaps(timesOf(...days))).toEqual([]);
  });
});
