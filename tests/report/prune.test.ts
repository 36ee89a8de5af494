import { describe, expect, it } from "vitest";
import { pruneText } from "../../src/report/prune.ts";

const name = (day: number) => `2026-01-${String(day).padStart(2, "0")}T03-17-00`;
const days = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => ({ name: name(from + at) }));

describe("the plan of a prune", () => {
  it("names the newest and the oldest of many snapshots in a row that go", () => {
    const kept = [10, 14].map((day) => ({ name: name(day), reasons: ["latest"] }));
    const removed = [...days(1, 9), ...days(11, 13)];
    expect(pruneText({ kept, removed, rewrite: null }).split("\n")).toEqual([
      `  ${name(14)}  stays: latest`,
      `  ${name(13)}  goes`,
      `  ${name(12)}  goes`,
      `  ${name(11)}  goes`,
      `  ${name(10)}  stays: latest`,
      `  ${name(9)}  goes`,
      "    and 7 more",
      `  ${name(1)}  goes`,
      "2 snapshots stay, 12 go.",
    ]);
  });
});
