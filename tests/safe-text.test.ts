import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  plainJson,
  plainLine,
  plainLines,
  plainText,
  shorten,
  withoutCommands,
} from "../src/safe-text.ts";
import { actingIn, HOSTILE, hostile, isCommand } from "./support/hostile-text.ts";
import { seeds } from "./support/seeds.ts";

const often = { numRuns: seeds(1_000, 20_000), examples: HOSTILE.map((one): [string] => [one]) };

describe("text from elsewhere", () => {
  it("does nothing where it is shown, and loses no more when it is shown twice", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const plain = plainText(text);
        const seen = actingIn(plain).filter((found) => found.startsWith("U+"));
        expect(seen).toEqual([]);
        expect(plainText(plain)).toBe(plain);
        expect(plain.split("\n").length).toBe(text.split("\n").length);
      }),
      often,
    );
  });

  it("is one line where it is to be one, whatever it is among", () => {
    fc.assert(
      fc.property(fc.array(hostile), (texts) => {
        const lines = plainLines(texts).split("\n");
        expect(lines).toEqual(texts.length === 0 ? [""] : texts.map(plainLine));
      }),
      { numRuns: seeds(200, 20_000) },
    );
  });

  it("stays as it is where it is what people write", () => {
    for (const text of [
      "Road trip 2026 (été) * & <3 | `x`",
      "東京 🎧 1️⃣ ❤️ ™️",
      "👨‍👩‍👧 🏳️‍🌈 👋🏽 🧑🏿‍🚀",
      "می‌خواهم क्‍ष",
      "葛󠄀城市",
      "Ænima – “10,000 Days” … ½",
      "one\ntwo",
    ]) {
      expect(plainText(text)).toBe(text);
      expect(plainJson(text)).toBe(JSON.stringify(text));
    }
  });

  it("shows where something was that steers terminals", () => {
    expect(plainText("\x1b]0;title\x07 \x9b31mred")).toBe("�]0;title� �31mred");
    expect(plainText("a\r\nb\tc\u0085d\u2028e")).toBe("a \nb c d e");
    expect(plainLine("a\nb")).toBe("a b");
    expect(plainText("z\u200be\u00adr\u2060o \u202egnp\u{e0041}")).toBe("zero gnp");
    expect(plainText("a\u200db\ufe0f\ud800")).toBe("ab️�");
  });
});

describe("JSON of text from elsewhere", () => {
  it("reads back as the same value, and does nothing on the way", () => {
    fc.assert(
      fc.property(fc.dictionary(hostile, hostile), (value) => {
        const json = plainJson({ ...value });
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ ...value })));
        expect(actingIn(json)).toEqual([]);
        expect(withoutCommands(json)).toBe(json);
      }),
      { numRuns: seeds(500, 20_000) },
    );
  });

  it("escapes what plain JSON has as it is", () => {
    expect(plainJson("\u007f\u0085\u2028\u202e\u{e0041}##[x")).toBe(
      '"\\u007f\\u0085\\u2028\\u202e\\udb40\\udc41##\\u005bx"',
    );
  });
});

describe("the log of a workflow", () => {
  it("has no line that the runner would obey", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(withoutCommands(text).split("\n").filter(isCommand)).toEqual([]);
        expect(actingIn(withoutCommands(plainText(text)))).toEqual(
          plainText(text)
            .split("\n")
            .filter((line) => /^FORGED/.test(line)),
        );
      }),
      often,
    );
  });

  it("is changed no more than that takes", () => {
    expect(withoutCommands("a\n::set-output name=x::y\n  ::stop-commands::z\nb::c")).toBe(
      "a\n: :set-output name=x::y\n  : :stop-commands::z\nb::c",
    );
    expect(withoutCommands("\u0085::add-path::x\n\u200b:\ufe0f:y")).toBe(
      "\u0085: :add-path::x\n\u200b: \ufe0f:y",
    );
    expect(withoutCommands("x ##[set-env name=PATH;]y")).toBe("x ## [set-env name=PATH;]y");
  });
});

describe("text that is too long", () => {
  it("is cut between words", () => {
    expect(shorten("one two three", 13)).toBe("one two three");
    expect(shorten("one two three", 12)).toBe("one two…");
    expect(shorten("one two three", 9)).toBe("one two…");
    expect(shorten("東京".repeat(5), 4)).toBe("東京東…");
    expect(shorten("🎧🎧🎧", 2)).toBe("🎧…");
  });

  it("never shows a part of a secret", () => {
    const letters = "abcXYZ0189-._~+/=%".split("");
    const secret = fc.string({ unit: fc.constantFrom(...letters), minLength: 20, maxLength: 200 });
    fc.assert(
      fc.property(secret, hostile, fc.nat(300), (token, around, most) => {
        fc.pre(!around.includes(token.slice(0, 3)));
        const cut = shorten(`${around} ${token} ${around}`, most + 1);
        expect(cut.replaceAll(token, "")).not.toContain(token.slice(0, 3));
      }),
      { numRuns: seeds(500, 20_000) },
    );
  });
});
