import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlaylistDetails } from "../../src/model/writer.ts";
import { normaliseDetails } from "../../src/spotify/index.ts";
import { text } from "../support/arbitraries.ts";

const DETAILS: PlaylistDetails = {
  name: "Name",
  description: "Text",
  visibility: "public",
  collaborative: false,
};

const anyDetails: fc.Arbitrary<PlaylistDetails> = fc.record({
  name: fc.array(text).map((parts) => parts.join("\n").repeat(9)),
  description: fc.option(fc.array(text).map((parts) => parts.join("\r\n").repeat(25))),
  visibility: fc.constantFrom("public", "private", "unknown"),
  collaborative: fc.boolean(),
});

describe("normaliseDetails", () => {
  it("gives what Spotify takes, and nothing else the second time", () => {
    fc.assert(
      fc.property(anyDetails, (details) => {
        const once = normaliseDetails(details);
        expect(normaliseDetails(once)).toEqual(once);
        expect(once.name).toMatch(/\S/);
        expect(once.name.length).toBeLessThanOrEqual(100);
        expect((once.description ?? "").length).toBeLessThanOrEqual(300);
        expect(`${once.name}${once.description}`).not.toMatch(/[\r\n]/);
        expect(once.collaborative && once.visibility === "public").toBe(false);
        if (details.name.isWellFormed()) expect(once.name.isWellFormed()).toBe(true);
      }),
    );
  });

  it.each([
    ["a short one, to the letter", " caf\u00e9 &amp; <b>\u2028 ", " caf\u00e9 &amp; <b>\u2028 "],
    ["line breaks", "a\r\nb\n\n\nc\r", "a b c "],
    ["a hundred", "x".repeat(100), "x".repeat(100)],
    ["a hundred and one", "x".repeat(101), "x".repeat(100)],
    ["a blank at the cut", "long ".repeat(30), "long ".repeat(20).trimEnd()],
    ["a character across the cut", `${"x".repeat(99)}🎧`, "x".repeat(99)],
    ["none", "", "Untitled"],
    ["blanks", " \n\t", "Untitled"],
  ])("makes of a name: %s", (_name, name, expected) => {
    expect(normaliseDetails({ ...DETAILS, name }).name).toBe(expected);
  });

  it.each([
    ["none", null, null],
    ["an empty one", "", null],
    ["blanks", " \n ", null],
    ["three hundred and one", "x".repeat(301), "x".repeat(300)],
    ["entities, as they are", "&amp; &lt;", "&amp; &lt;"],
  ])("makes of a description: %s", (_name, description, expected) => {
    expect(normaliseDetails({ ...DETAILS, description }).description).toBe(expected);
  });

  it.each([
    ["public", false, "public"],
    ["public", true, "private"],
    ["private", false, "private"],
    ["unknown", false, "private"],
  ] as const)("makes of %s (collaborative: %s) %s", (visibility, collaborative, expected) => {
    const details = normaliseDetails({ ...DETAILS, visibility, collaborative });
    expect(details).toMatchObject({ visibility: expected, collaborative });
  });
});
