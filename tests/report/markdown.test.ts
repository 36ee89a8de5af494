import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bullets,
  codeBlock,
  codeLines,
  codeSpan,
  link,
  markdownTable,
} from "../../src/report/markdown.ts";
import { withoutCommands } from "../../src/safe-text.ts";
import { HOSTILE, hostile, livingIn } from "../support/hostile-text.ts";
import { seeds } from "../support/seeds.ts";

describe("codeSpan", () => {
  it("is one closed span on one line of one cell, whatever the text", () => {
    fc.assert(
      fc.property(hostile, (title) => {
        const span = codeSpan(title);
        // GFM > Code spans: from one backtick to the next, and nothing in between is markup.
        expect(span).toMatch(/^`[^`|\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]+`$/u);
        expect(span.length).toBeLessThanOrEqual(2 + 200 * 2);
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
    expect(codeSpan("words ".repeat(50))).toBe(`\`${"words ".repeat(33).trim()}…\``);
  });
});

describe("codeLines", () => {
  it("shows each line as a span that a phone can break", () => {
    expect(codeLines("One `line`.\n\nAnother one.")).toBe("`One ˋlineˋ.`\n\n`Another one.`");
    expect(codeLines("words ".repeat(90))).toBe(`\`${"words ".repeat(90).trim()}\``);
  });
});

describe("codeBlock", () => {
  it("cannot be left by what is in it", () => {
    fc.assert(
      fc.property(hostile, (content) => {
        const [open, ...lines] = codeBlock(content).split("\n");
        expect(open).toBe("```text");
        expect(lines.pop()).toBe("```");
        expect(lines.filter((line) => /`{3}/.test(line))).toEqual([]);
      }),
    );
  });
});

describe("Markdown with text from elsewhere in it", () => {
  it("is made nothing of by GitHub, whatever the text", () => {
    const often = { numRuns: seeds(500, 20_000), examples: HOSTILE.map((one): [string] => [one]) };
    fc.assert(
      fc.property(hostile, (text) => {
        const page = [
          bullets([`A point about ${codeSpan(text)}.`, codeSpan(text)]),
          markdownTable(["", codeSpan(text)], [[codeSpan(text), "1"]]),
          codeBlock(text.replaceAll("FORGED", "")),
          codeLines(`${text}\nand ${text}`),
          `### ${codeSpan(text)}`,
          link("our words", `https://github.example/${text}`).replace(/\(\S+\)/, "()"),
        ].join("\n\n");
        // As the action shows it.
        expect(livingIn(withoutCommands(page))).toEqual([]);
      }),
      often,
    );
  });

  it("is found by the search of this test if it is live", () => {
    const dead = HOSTILE.filter((text) => livingIn(`a ${text} b`).length === 0);
    expect(dead.filter((text) => /[a-z]/i.test(text))).toEqual([]);
    expect(
      livingIn("See `@evil`, and [ours](https://github.example).\n\n<!-- tracksafe backup X -->"),
    ).toEqual([]);
  });

  it("links to web pages only, in one piece", () => {
    expect(link("the page", "https://github.example/a/b?c=%41")).toBe(
      "[the page](https://github.example/a/b?c=%41)",
    );
    expect(link("the page", "https://github.example/a) [evil](x|y\n<z>")).toBe(
      "[the page](https://github.example/a%29%20%5Bevil%5D%28x%7Cy%3Cz%3E)",
    );
    for (const url of ["javascript:evil()", "evil", "", "data:text/html,evil"]) {
      expect(link("the page", url)).toBe("the page");
    }
  });
});
