import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWithinBounds } from "../src/json.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const fits = (text: string, depth: number, values: number) =>
  isWithinBounds(bytes(text), { depth, values });

/** The depth and number of values, which {@link isWithinBounds} counts in the text. */
function measure(value: unknown, depth = 0): { depth: number; values: number } {
  if (typeof value !== "object" || value === null) return { depth, values: 0 };
  const children = Object.values(value).map((child) => measure(child, depth + 1));
  return {
    depth: Math.max(depth + 1, ...children.map((child) => child.depth)),
    values:
      1 + Math.max(0, children.length - 1) + children.reduce((sum, { values }) => sum + values, 0),
  };
}

describe("bounds on JSON", () => {
  it("are found as they are in the value, whatever its strings and white space", () => {
    const value = fc.jsonValue({
      stringUnit: fc.constantFrom('"', "\\", "[", "{", ",", "é", "\n"),
    });
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 2), (json, indent) => {
        const text = JSON.stringify(json, null, indent);
        const { depth, values } = measure(json);
        expect(fits(text, depth, values)).toBe(true);
        if (depth > 0) expect(fits(text, depth - 1, values)).toBe(false);
        if (values > 0) expect(fits(text, depth, values - 1)).toBe(false);
      }),
    );
  });

  it.each([
    ["nothing", "", true],
    ["a string without an end", `"${"[".repeat(100)}`, true],
    ["a string that ends in a backslash", '["\\\\",[[[', false],
    ["more that closes than opens", `${"]".repeat(100)}[[`, true],
  ])("are kept to in what is no JSON: %s", (_what, text, expected) => {
    expect(fits(text, 3, 100)).toBe(expected);
  });
});
