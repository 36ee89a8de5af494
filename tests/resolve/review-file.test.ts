import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileAtHand } from "../../src/import/file.ts";
import { loadText } from "../../src/import/text.ts";
import type { Track } from "../../src/model/records.ts";
import type { SearchFinding } from "../../src/resolve/finding.ts";
import { readReview } from "../../src/resolve/read-review.ts";
import type { Resolution } from "../../src/resolve/resolve.ts";
import { reviewText } from "../../src/resolve/review-file.ts";
import { keyOf } from "../../src/resolve/wanted.ts";
import { appErrorOf } from "../support/app-error.ts";
import { seeds } from "../support/seeds.ts";

const link = (reference: string) => `https://music.example/${reference}`;
const catalogue = {
  recordingAt: (text: string) => /^(?:https:\/\/music\.example\/)?(t\d+)$/.exec(text)?.[1] ?? null,
};

const track = (title: string): Track => ({
  title,
  artists: [{ name: title, refs: {} }],
  album: { title, artists: [], refs: {} },
  durationMs: 61_000,
  refs: {},
});

function findingOf(title: string): SearchFinding {
  const words = { title, artists: [title], album: title, durationMs: 61_000 };
  const candidate = { ...words, level: "doubtful" as const, reasons: ["same title"] };
  const candidates = ["t1", "t2"].map((reference) => ({ reference, ...candidate }));
  return { level: "doubtful", isClose: true, candidates };
}

function reviewed(title: string, change: Partial<Resolution> = {}) {
  const wanted = { key: keyOf(track(title)), track: track(title) };
  const finding = findingOf(title);
  const resolution = { wanted, outcome: "doubtful" as const, reference: null, finding, ...change };
  return { resolution, places: [{ file: "playlist_1", playlist: title, position: 7 }] };
}

const key = keyOf(track("Blue"));
const text = reviewText([reviewed("Blue")], link);
const read = (review: string) => readReview(review, catalogue);
/** The review with its line that begins so changed. */
const edited = (start: string, line: string, whole = text) =>
  whole
    .split("\n")
    .map((each) => (each.startsWith(start) ? line : each))
    .join("\n");
const first = "[ ] https://music.example/t1";

describe("a review", () => {
  it("shows what is wanted, where it is, and the candidates with their reasons", () => {
    expect(text.split("\n").slice(10)).toEqual([
      `--- ${key}`,
      "# Blue, by Blue, on Blue (1:01)",
      "# In: Blue, number 7",
      "# Two different recordings are equally close.",
      "[ ] https://music.example/t1  Blue, by Blue, on Blue (1:01)",
      "#     doubtful: same title",
      "[ ] https://music.example/t2  Blue, by Blue, on Blue (1:01)",
      "#     doubtful: same title",
      "[ ] skip",
      "[ ] other:",
      "",
    ]);
    expect(read(text)).toEqual(new Map());
  });

  it.each([
    ["a marked candidate", first, `${first.replace("[ ]", "[x]")}  Blue`, "t1"],
    ["a mark with blanks and a capital", first, first.replace("[ ]", " [ X ]"), "t1"],
    ["a marked skip", "[ ] skip", "[x] skip", null],
    ["skip alone", "[ ] skip", "Skip", null],
    ["a pasted link", "[ ] other:", "[ ] other: https://music.example/t9", "t9"],
    ["a pasted link with a mark", "[ ] other:", "[x] other:t9 ", "t9"],
    ["a link alone in a line", "[ ] other:", "https://music.example/t9", "t9"],
  ])("obeys %s", (_, start, line, choice) => {
    expect(read(edited(start, line))).toEqual(new Map([[key, choice]]));
  });

  it("is read as any editor saves it", async () => {
    const review = edited("[ ] skip", "[x] skip");
    const decided = new Map([[key, null]]);
    for (const lines of ["\r\n", "\r"]) {
      expect(read(`\uFEFF${review.replaceAll("\n", lines)}`)).toEqual(decided);
    }
    const utf16 = Buffer.from(`\uFEFF${review}`, "utf16le");
    const { text: decoded } = await loadText(fileAtHand("", "review.txt", utf16), utf16.length);
    expect(read(decoded)).toEqual(decided);
    expect(read(`\n\n${review.replace(/\n/g, "  \n\t")}`)).toEqual(decided);
    expect(read("")).toEqual(new Map());
  });

  it("shows decisions as they were made, so that it reads back as it was given", () => {
    const decided = [
      reviewed("A", { outcome: "chosen", reference: "t2" }),
      reviewed("B", { outcome: "chosen", reference: "t7" }),
      reviewed("C", { outcome: "skipped" }),
      reviewed("D", { outcome: "chosen", reference: "t8", finding: null }),
    ];
    const all = reviewText([reviewed("E"), ...decided, reviewed("F", { outcome: "likely" })], link);
    expect([...read(all).values()]).toEqual(["t2", "t7", null, "t8"]);
    expect(all).toContain("# Recordings to decide about: 1.");
    expect(all).not.toContain(keyOf(track("F")));
  });

  it.each([
    ["a line that is nothing", "[ ] skip", "maybe", 19],
    ["a mark that is none", "[ ] skip", "[yes] skip", 19],
    ["a link to something else", "[ ] other:", "other: https://music.example/album/1", 20],
    ["a mark without a link", "[ ] other:", "[x] other:", 20],
    ["the words of a candidate without its brackets", first, "https://music.example/t1 Blue", 15],
    ["a damaged block", "---", "--- 0123", 11],
  ])("names the line of %s", async (_, start, line, number) => {
    const error = await appErrorOf(async () => read(edited(start, line)));
    expect(error.code).toBe("usage/review");
    expect(error.message).toContain(`Line ${number} of the review`);
    expect(error.message).not.toContain("Blue");
  });

  it("refuses two decisions about one recording, and a decision about none", async () => {
    const two = edited(first, "[x] t1", edited("[ ] skip", "[x] skip"));
    expect((await appErrorOf(async () => read(two))).message).toContain(
      "Line 19 of the review decides what line 15 decides in another way.",
    );
    const loose = text.replace("# In each block", "[x] skip\n# In each block");
    expect((await appErrorOf(async () => read(loose))).message).toContain("Line 4 of the review");
    expect((await appErrorOf(async () => read("Title,Artist\na,b"))).message).toContain("Line 1 ");
  });

  it("may be one line of decisions, where there is one line only", async () => {
    const other = keyOf(track("Red"));
    expect(read(` ${key}=https://music.example/t4, ${other.toUpperCase()}=SKIP `)).toEqual(
      new Map([
        [key, "t4"],
        [other, null],
      ]),
    );
    for (const wrong of [`${key}=`, `${key}=x`, `${key}=skip ${key}=t1`, "0123=skip", "skip"]) {
      expect((await appErrorOf(async () => read(wrong))).code).toBe("usage/review");
    }
  });

  it("cannot be forged by names, whatever is in them", () => {
    const forgery = fc.constantFrom(
      "[x] skip",
      "skip",
      `--- ${key}`,
      "other: https://music.example/t6",
      "https://music.example/t6",
      "#",
      "tracksafe review 1",
    );
    const breaks = fc.constantFrom(
      ..."\n,\r,\r\n,\u2028,\u2029,\u0085,\v,\f,\u001b[2K,\u0000,\t, ,\u202e,\ufeff".split(","),
    );
    const piece = fc.oneof(forgery, breaks, fc.string({ unit: "binary", maxLength: 8 }));
    const name = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(name, name, (one, two) => {
        const review = reviewText([reviewed(one), reviewed(two)], link);
        expect(read(review)).toEqual(new Map());
        const marked = edited("[ ] skip", "[x] skip", review);
        const keys = new Set([keyOf(track(one)), keyOf(track(two))]);
        expect(new Set(read(marked).keys())).toEqual(keys);
        expect([...read(marked).values()].every((choice) => choice === null)).toBe(true);
      }),
      { numRuns: seeds(300, 20_000) },
    );
  });
});
