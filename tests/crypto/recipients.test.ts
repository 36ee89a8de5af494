import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type GeneratedKey, generateKey } from "../../src/crypto/keygen.ts";
import { parseRecipients } from "../../src/crypto/recipients.ts";
import { AppError, UsageError } from "../../src/errors.ts";
import { appErrorOf, printed } from "../support/app-error.ts";
import { character } from "../support/arbitraries.ts";

const NOW = new Date("2026-11-22T03:17:00Z");

let keys: readonly GeneratedKey[];
let a: string;
let b: string;
let hybrid: string;

beforeAll(async () => {
  keys = await Promise.all(
    (["x25519", "x25519", "hybrid"] as const).map((kind) => generateKey(kind, NOW)),
  );
  [a = "", b = "", hybrid = ""] = keys.map((key) => key.recipient);
});

describe("recipients", () => {
  test("are separated by spaces, commas or lines; comments are left out", () => {
    const sorted = [a, b].sort();
    for (const text of [
      `${a} ${b}`,
      `${b},${a}`,
      `${a},\t${b} ,`,
      `\uFEFF\r\n${b}\r\n${a}\r\n`,
      `# mine\n${a} # laptop, ${hybrid}\n\n#${hybrid}\n  ${b}#phone`,
    ]) {
      expect(parseRecipients(text, "AGE_RECIPIENTS")).toEqual(sorted);
    }
  });

  test("are sorted, and each is kept once", () => {
    expect(parseRecipients(`${b} ${a} ${b} ${a}`, "--recipient")).toEqual([a, b].sort());
    expect(parseRecipients(`${hybrid} ${hybrid}`, "--recipient")).toEqual([hybrid]);
  });

  test("are the same whatever their order", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([a, b], { minLength: 2 }), (order) => {
        expect(parseRecipients(order.join("\n"), "x")).toEqual([a, b].sort());
      }),
    );
  });
});

describe("recipients are refused", () => {
  const refused = async (text: string) => {
    const error = await appErrorOf(() => parseRecipients(text, "AGE_RECIPIENTS"));
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toContain("AGE_RECIPIENTS");
    expect(error.hint).toBeDefined();
    return error;
  };

  test.each(["", " \n\t, ,", "# only a comment", "\uFEFF"])(
    "when there are none: %j",
    async (text) => {
      const error = await refused(text);
      expect(error.code).toBe("config/no-recipient");
      expect(error.hint).toContain("age1…");
    },
  );

  test("when one is malformed: its position is said, its text is not", async () => {
    const typo = a.slice(0, 20) + (a[20] === "q" ? "p" : "q") + a.slice(21);
    const bad: readonly (readonly [string, string])[] = [
      [typo, "is mistyped or cut"],
      [a.slice(0, -1), "is mistyped or cut"],
      [`${a}q`, "is mistyped or cut"],
      [hybrid.slice(0, -7), "is mistyped or cut"],
      [a.replace("age1", "age1pq1"), "is mistyped or cut"],
      [
        "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t",
        "is mistyped, or of a kind",
      ],
      [
        "age1tag1qt8lw0ual6avlwmwatk888yqnmdamm7xfd0wak53ut6elz5c4swx2yqdj4e",
        "is mistyped, or of a kind",
      ],
      ["age1", "is mistyped"],
      [a.toUpperCase(), "is not an age recipient"],
      ["ssh-ed25519", "is not an age recipient"],
      ["key.txt", "is not an age recipient"],
    ];
    for (const [text, what] of bad) {
      const error = await refused(`${b}\n${text}`);
      expect(error.code).toBe("config/bad-recipient");
      expect(error.message).toContain(`recipient 2 ${what}`);
      expect(error.hint).toContain("Expected a recipient: age1…");
      if (text !== "age1") expect(printed(error)).not.toContain(text);
    }
  });

  test("when one is an identity, which is never shown", async () => {
    for (const key of keys) {
      const identity = key.secret.reveal();
      for (const text of [identity, identity.toLowerCase(), `age1${identity}`, `"${identity}"`]) {
        const error = await refused(`${a} ${text}`);
        expect(error.code).toBe("config/bad-recipient");
        expect(error.message).toContain("recipient 2 is an identity");
        expect(error.hint).toContain("age-keygen -y");
        expect(printed(error).toUpperCase()).not.toContain(identity);
        expect(printed(error).toUpperCase()).not.toContain(identity.slice(-20));
      }
    }
  });

  test("when kinds are mixed", async () => {
    const error = await refused(`${a}, ${hybrid}`);
    expect(error.code).toBe("config/mixed-recipients");
  });

  test("with an error of the family whatever the text", () => {
    const piece = fc.oneof(
      fc.string({ unit: character }),
      fc.constantFrom(
        "age1",
        "age1pq1",
        "AGE-SECRET-KEY-",
        ",",
        "\n",
        "#",
        a,
        hybrid,
        a.slice(0, 30),
        hybrid.slice(0, 90),
      ),
      fc.stringMatching(/^age1(pq1)?[02-9a-z]{0,80}$/),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        try {
          expect(parseRecipients(pieces.join(""), "x").length).toBeGreaterThan(0);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          expect(error.code).toMatch(/^config\/(no|bad|mixed)-recipients?$/);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
