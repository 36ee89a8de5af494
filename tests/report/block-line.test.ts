import { describe, expect, it } from "vitest";
import { blockLine, likesLine } from "../../src/report/block-line.ts";

describe("a line of blocks", () => {
  it.each([
    [[0, 7], "▁█"],
    [[7, 0, 7], "█▁█"],
    [[0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█"],
    [[5, 5, 5], "▄▄▄"],
  ])("shows %j", (numbers, line) => {
    expect(blockLine(numbers)).toBe(line);
  });

  it("says from what number to what the likes went, if there are two", () => {
    expect(likesLine([2_301, 2_329])).toBe("Likes in 30 days: `▁█` 2,301 → 2,329");
    expect(likesLine([2_329])).toBe("");
    expect(likesLine([])).toBe("");
  });
});
