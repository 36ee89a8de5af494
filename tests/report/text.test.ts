import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf, fitColumns } from "../../src/report/columns.ts";
import { table, wrap } from "../../src/report/text.ts";
import { seeds } from "../support/seeds.ts";

describe("wrap", () => {
  it("breaks lines between words only, and at no more than the width", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "."), minLength: 1, maxLength: 12 });
    const line = fc.tuple(fc.nat({ max: 6 }), fc.array(word, { minLength: 1, maxLength: 40 }));
    fc.assert(
      fc.property(line, fc.integer({ min: 40, max: 100 }), ([margin, words], width) => {
        const text = `${" ".repeat(margin)}${words.join(" ")}`;
        const wrapped = wrap(text, width).split("\n");
        expect(wrapped.flatMap((each) => each.trim().split(" "))).toEqual(words);
        for (const each of wrapped) expect(each.length).toBeLessThanOrEqual(width);
        for (const [at, each] of wrapped.entries()) {
          const [next] = wrapped[at + 1]?.trim().split(" ") ?? [];
          if (next !== undefined) expect(each.length + 1 + next.length).toBeGreaterThan(width);
        }
      }),
      { numRuns: seeds(300, 5000) },
    );
  });

  it("keeps an address in one piece, however long it is", () => {
    const url = `https://example.com/${"a".repeat(100)}`;
    expect(wrap(`Open ${url} now`, 80)).toBe(`Open\n${url}\nnow`);
  });

  it("goes on below the last column, or two columns deeper than an indented line", () => {
    const text = "a few words that are too many for one line of this terminal";
    expect(wrap(`ok       login   ${text}`, 50).split("\n")).toEqual([
      "ok       login   a few words that are too many for",
      "                 one line of this terminal",
    ]);
    expect(wrap(`  ${text}`, 50).split("\n")).toEqual([
      "  a few words that are too many for one line of",
      "    this terminal",
    ]);
  });

  it("leaves short lines and their line breaks as they are", () => {
    const text = "one\n\n  two   three\n";
    expect(wrap(text, 80)).toBe(text);
  });
});

describe("wide characters", () => {
  const texts = fc.string({
    unit: fc.constantFrom("a", " ", "é", "東", "強", "👩‍👩‍👧‍👦", "🎵", "🇯🇵", "ك", "e\u0301"),
    maxLength: 40,
  });

  it("are cut to the columns of a terminal, and never in the middle of what is seen as one", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 40 }), (text, most) => {
        const cut = fitColumns(text, most);
        expect(columnsOf(cut)).toBeLessThanOrEqual(most);
        const isWhole = columnsOf(text) <= most;
        expect(cut.endsWith("…")).toBe(!isWhole);
        if (isWhole) expect(cut).toBe(text);
        const seen = (all: string) =>
          [...new Intl.Segmenter().segment(all)].map((one) => one.segment);
        const kept = seen(isWhole ? cut : cut.slice(0, -1));
        expect(seen(text).slice(0, kept.length)).toEqual(kept);
      }),
      { numRuns: seeds(200, 5000) },
    );
  });

  it("stand in columns", () => {
    const [first = "", second = ""] = table([
      ["東京の夏", "1", "x"],
      ["👩‍👩‍👧‍👦 cafe\u0301", "12", "y"],
    ]);
    expect(first).toBe("東京の夏   1  x");
    expect(second).toBe("👩‍👩‍👧‍👦 cafe\u0301   12  y");
    expect(columnsOf(first)).toBe(columnsOf(second));
  });

  it("fill a line of a terminal up to its last column", () => {
    expect(wrap(`${"東京 ".repeat(20)}end`, 41)).toBe(
      ["東京 ".repeat(8).trim(), "東京 ".repeat(8).trim(), "東京 東京 東京 東京 end"].join("\n"),
    );
  });
});
