import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, canonicalPage } from "../../src/snapshot/canonical.ts";
import { character } from "../support/arbitraries.ts";

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const result: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(value).reverse()) result[key] = reversed(Reflect.get(value, key));
  return result;
}

const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

describe("canonical JSON", () => {
  it("is refused for what is nested deeper than anything that is stored", () => {
    expect(canonicalJson(nested(32))).toContain('{"a":1}');
    expect(() => canonicalJson(nested(33))).toThrow(TypeError);
    expect(() => canonicalPage(nested(6_000))).toThrow(TypeError);
  });

  it("depends on the value alone, not on the order of its keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
        expect(canonicalPage(reversed(value))).toBe(canonicalPage(value));
      }),
    );
  });

  it("parses back to the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: character }), (value) => {
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalPage(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    [{ b: 1, a: [2, { d: null, c: true }] }, '{"a":[2,{"c":true,"d":null}],"b":1}'],
    [{ a: undefined, b: 1 }, '{"b":1}'],
    [-0, "0"],
    ["\ud800", '"\\ud800"'],
    ["e\u0301", '"e\u0301"'],
    [JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
    [{ "10": 1, "9": 2 }, '{"9":2,"10":1}'],
  ])("writes %j as %s", (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, [Number.NaN]])("refuses %j", (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});
