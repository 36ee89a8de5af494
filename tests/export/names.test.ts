import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distinct, toFileName } from "../../src/export/names.ts";
import { hostile } from "../support/hostile-text.ts";
import { seeds } from "../support/seeds.ts";

describe("the name of a file", () => {
  it.each([
    ["Road trip", "Road trip"],
    ["Best of 90's & 00's", "Best of 90's & 00's"],
    ["AC/DC: live?", "AC_DC_ live_"],
    ["../../etc/passwd", "_.._etc_passwd"],
    [".hidden", "hidden"],
    ["-rf", "_rf"],
    ["wait...", "wait"],
    ["ends with a blank ", "ends with a blank"],
    ["CON", "_CON"],
    ["nul.txt", "_nul.txt"],
    ["Com1 .x", "_Com1 .x"],
    ["LPT²", "_LPT²"],
    ["Console", "Console"],
    ["a\u202egnp.exe", "a_gnp.exe"],
    ["line\nbreak", "line_break"],
    ["e\u0301", "\u00e9"],
    ["👩🏽‍🎤 日本語 שלום", "👩🏽‍🎤 日本語 שלום"],
    ["...", "_"],
  ])("for %j is %j", (title, name) => {
    expect(toFileName(title)).toBe(name);
  });

  it("is cut between characters", () => {
    const name = toFileName("👩🏽‍🎤".repeat(40));
    expect(name).toBe("👩🏽‍🎤".repeat(10));
    expect(toFileName("x".repeat(400))).toBe("x".repeat(150));
  });

  it("is one that every system takes, whatever the title is", () => {
    fc.assert(
      fc.property(hostile, (title) => {
        const name = toFileName(title);
        expect(name).toMatch(/^[^<>:"/\\|?*\p{Cc}]+$/u);
        expect(name).not.toMatch(/^[\s.-]|[\s.]$/);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(151);
        expect(toFileName(name)).toBe(name);
      }),
      { numRuns: seeds(500, 100_000) },
    );
  });
});

describe("names that are distinct", () => {
  it("get numbers where another one is the same on some disk", () => {
    const names = ["Mix", "mix", "MIX", "Mix (2)", "Stra\u00dfe", "STRASSE", "e\u0301", "\u00e9"];
    expect(distinct(names)).toEqual([
      "Mix",
      "mix (2)",
      "MIX (3)",
      "Mix (2) (2)",
      "Stra\u00dfe",
      "STRASSE (2)",
      "e\u0301",
      "\u00e9 (2)",
    ]);
  });

  it("get a number where the name is taken", () => {
    expect(distinct(["a", "b"], (name, at) => name === "b" && at === 1)).toEqual(["a", "b (2)"]);
  });
});
