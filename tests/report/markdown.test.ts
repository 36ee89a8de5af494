import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeBlock, codeSpan } from "../../src/report/markdown.ts";
import { hostileTitle } from "./titles.ts";

describe("codeSpan", () => {
  it("is one closed span on one line of one cell, whatever the text", () => {
    fc.assert(
      fc.property(hostileTitle, (title) => {
        const span = codeSpan(title);
        // GFM > Code spans: from one backtick to the next, and nothing in between is markup.
        expect(span).toMatch(/^`[^`|\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]+`$/u);
        expect(span.length).toBeLessThanOrEqual(2 + 80 * 2);
      }),
      { numRuns: 1_000 },
    );
  });

  it("leaves ordinary titles as they are", () => {
    for (const title of ["Road trip 2026", "été_* & <3", "東京 🎧", "👨‍👩‍👧"]) {
      expect(codeSpan(title)).toBe(`\`${title}\``);
    }
    expect(codeSpan("a`b|c\nd")).toBe("`aˋb∣c d`");
    expect(codeSpan(" \n")).toBe("`…`");
    expect(codeSpan("x".repeat(100))).toBe(`\`${"x".repeat(79)}…\``);
  });
});

describe("codeBlock", () => {
  it("cannot be left by what is in it", () => {
    fc.assert(
      fc.property(hostileTitle, (content) => {
        const [open, ...lines] = codeBlock(content).split("\n");
        expect(open).toBe("```text");
        expect(lines.pop()).toBe("```");
        expect(lines.filter((line) => /`{3}/.test(line))).toEqual([]);
      }),
    );
  });
});
