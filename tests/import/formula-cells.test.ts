import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markFormulas, unmarkFormulas } from "../../src/import/formula-cells.ts";
import { hostile } from "../support/hostile-text.ts";
import { seeds } from "../support/seeds.ts";

const piece = fc.constantFrom(..."=+-@＝'\"; ,\t\n\ra1".split(""));
const cell = fc.oneof(
  hostile,
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
);

describe("a cell that a spreadsheet would run", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+44 Hz", "'+44 Hz"],
    ["-M-", "'-M-"],
    ["@home", "'@home"],
    ["\t=1", "\t'=1"],
    ["\r\n=1", "\r\n'=1"],
    [" =1", " '=1"],
    ["'=1", "''=1"],
    ["＝1", "'＝1"],
    // A spreadsheet that separates cells by semicolons begins a new one here.
    ["One;=1+1;Two", "One;'=1+1;Two"],
    ["One\n@home", "One\n'@home"],
    ["a-b = c", "a-b = c"],
    ["It's 'fine'", "It's 'fine'"],
  ])("is marked: %j", (text, marked) => {
    expect(markFormulas(text)).toBe(marked);
    expect(unmarkFormulas(marked)).toBe(text);
  });

  it("begins with no formula after that, whatever the separator is, and reads back", () => {
    fc.assert(
      fc.property(cell, (text) => {
        const marked = markFormulas(text);
        expect(unmarkFormulas(marked)).toBe(text);
        for (const part of marked.split(/[,;\t\r\n]/))
          expect(part).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
      }),
      { numRuns: seeds(1_000, 100_000) },
    );
  });
});
