import { JSON_BOUNDS } from "./limits.ts";

/** A value that JSON can hold. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/**
 * JSON text that depends on the value alone: keys in code-unit order, no optional white space, keys
 * whose value is `undefined` left out. Throws `TypeError` for what JSON cannot hold (`NaN`, `bigint`)
 * and for what is nested deeper than {@link JSON_BOUNDS} allow.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** Like {@link canonicalJson}, indented for people, with a newline at the end. */
export function canonicalPage(value: unknown): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

/** `value` with its keys in order; itself where they are, which they mostly are in what was read. */
function sorted(value: unknown, depth = 0): unknown {
  if (depth > JSON_BOUNDS.depth) throw new TypeError("The value is nested too deep.");
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new TypeError("JSON has no number that is not finite");
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => sorted(item, depth + 1));
    return items.every((item, at) => item === value[at]) ? value : items;
  }
  const keys = Object.keys(value);
  const inOrder = keys.toSorted();
  let isSame = keys.every((key, at) => key === inOrder[at]);
  const fields = inOrder.map((key) => {
    const field: unknown = Reflect.get(value, key);
    const result = sorted(field, depth + 1);
    isSame &&= result === field;
    return result;
  });
  if (isSame) return value;
  // A null prototype keeps a key named "__proto__" an ordinary key.
  const result: Record<string, unknown> = Object.create(null);
  for (const [at, key] of inOrder.entries()) result[key] = fields[at];
  return result;
}
