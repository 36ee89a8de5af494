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
 * JSON text that depends on the value alone: keys are in code-unit order, optional white space and
 * keys whose value is `undefined` are left out. Throws `TypeError` for values that JSON cannot hold
 * (`NaN`, `bigint`) and for values nested deeper than {@link JSON_BOUNDS} allow.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** Like {@link canonicalJson}, indented for people, with a newline at the end. */
export function canonicalPage(value: unknown): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

/** `value` with its keys in order. It is copied only where they are not in order yet. */
function sorted(value: unknown, depth = 0): unknown {
  if (isSorted(value, depth) || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => sorted(item, depth + 1));
  // A null prototype keeps a key named "__proto__" an ordinary key.
  const result: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(value).toSorted()) {
    result[key] = sorted(Reflect.get(value, key), depth + 1);
  }
  return result;
}

/**
 * Whether all keys in `value` are in order. Records are made and stored with their keys in order,
 * so this is the usual case, and it allocates nothing.
 */
function isSorted(value: unknown, depth: number): boolean {
  if (depth > JSON_BOUNDS.depth) throw new TypeError("The value is nested too deeply.");
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new TypeError("JSON cannot hold a number that is not finite");
  }
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (!isSorted(item, depth + 1)) return false;
    return true;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  let before = "";
  for (const key in fields) {
    if (key < before || !isSorted(fields[key], depth + 1)) return false;
    before = key;
  }
  return true;
}
