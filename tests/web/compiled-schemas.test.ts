import { readFile } from "node:fs/promises";
import { join } from "node:path";
import vm from "node:vm";
import { build } from "esbuild";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type * as z from "zod";
import { KINDS } from "../../src/model/records.ts";
import type { CompiledName } from "../../src/snapshot/compiled.ts";
import { fileStates, metadataSchema } from "../../src/snapshot/metadata.ts";
import { entrySchema } from "../../src/snapshot/records.ts";
import { compiledSchemas } from "../../tools/compiled-schemas.ts";
import { buildPage } from "../../tools/web.ts";
import { entry, text } from "../support/arbitraries.ts";
import { seeds } from "../support/seeds.ts";

const root = join(import.meta.dirname, "../..");

/** The schemas of a page. Each takes JSON, and gives the result of `safeParse` as JSON. */
interface PageSchemas {
  readonly whole: Readonly<Record<CompiledName, (json: string) => string>>;
  /** The same without the plain schema to go on with where the made code refuses. */
  readonly codeAlone: PageSchemas["whole"];
}

const PAGE = `
import * as z from "zod";
import { compiledOnUse } from "./src/snapshot/compiled.ts";
import { metadataSchema } from "./src/snapshot/metadata.ts";
import { entrySchema } from "./src/snapshot/records.ts";
const reader = (schema) => (json) => {
  const { success, data } = schema.safeParse(JSON.parse(json));
  return JSON.stringify({ success, data });
};
const readers = (entry, metadata) => ({
  entry: reader(compiledOnUse("entry", entry)()),
  metadata: reader(compiledOnUse("metadata", metadata)()),
});
export const whole = readers(entrySchema, metadataSchema);
export const codeAlone = readers(z.never(), z.never());
`;

/** Runs a small page where no code can be made from text, as the policy of a page demands it. */
async function runPage(): Promise<PageSchemas> {
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: root },
    write: false,
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "page",
    platform: "browser",
    target: "es2024",
    plugins: [compiledSchemas],
  });
  const context = vm.createContext(
    { TextDecoder, TextEncoder },
    { codeGeneration: { strings: false, wasm: false } },
  );
  expect(() => vm.runInContext('new Function("")', context)).toThrow("Code generation");
  return vm.runInContext(`${outputFiles[0]?.text}; page`, context);
}

const page = await runPage();

/** What the plain schema says to `json`, as {@link PageSchemas} give it. */
function plainly(schema: z.ZodType, json: string): string {
  const { success, data } = schema.safeParse(JSON.parse(json));
  return JSON.stringify({ success, data });
}

const refs = fc.dictionary(fc.constantFrom("spotify", "other"), text, { maxKeys: 2 });
const spoken = { title: text, publisher: text, refs };
const show = fc.record(spoken, { requiredKeys: ["title", "refs"] });
const addedAt = fc.option(text);
/** Any entry, of the kinds too that other tests have no use for. */
const anyEntry = fc.oneof(
  entry,
  fc.record({ addedAt, type: fc.constant("show"), item: show }),
  fc.record({
    addedAt,
    type: fc.constant("episode"),
    item: fc.record(
      { title: text, show, durationMs: fc.nat(), releaseDate: text, explicit: fc.boolean(), refs },
      { requiredKeys: ["title", "durationMs", "refs"] },
    ),
  }),
  fc.record({
    addedAt,
    type: fc.constant("audiobook"),
    item: fc.record(
      { ...spoken, authors: fc.array(text), narrators: fc.array(text) },
      { requiredKeys: ["title", "authors", "narrators", "refs"] },
    ),
  }),
);

const hex = fc.constantFrom("0".repeat(64), "a1".repeat(32));
const time = fc.constantFrom("2026-11-22T03:17:00.000Z", "1999-12-31T23:59:59.999Z");
const count = fc.nat();
const code = fc.constantFrom("provider/rate-limited", "shrunk");
const id = fc.constantFrom("likes", "playlist_3KF3dtJg84", "cover_a", "index");
const version = fc.constantFrom("1.0.0", "2.0.0-next.1");

const part = fc.record(
  {
    name: fc.constantFrom("likes.json", "playlist_3KF3dtJg84.2.json.gz.age"),
    bytes: count,
    sha256: hex,
    blob: fc.constant("0f".repeat(20)),
    contentId: hex,
    sealedAt: time,
  },
  { requiredKeys: ["name", "bytes", "sha256"] },
);
const file = fc.record(
  {
    id,
    kind: fc.constantFrom(...KINDS, "covers", "index"),
    state: fc.constantFrom(...fileStates),
    parts: fc.array(part, { maxLength: 2 }),
    entries: count,
    total: count,
    position: count,
    revision: hex,
    head: hex,
    readAt: time,
    error: code,
  },
  { requiredKeys: ["id", "kind", "state", "parts"] },
);
const warning = fc.record(
  { code: fc.constant("shrunk"), file: id, was: count, now: count, since: time },
  { requiredKeys: ["code"] },
);
/** Any metadata, without a digest that fits. */
const anyMetadata = fc.record(
  {
    format: fc.constant("tracksafe"),
    formatVersion: fc.constant(1),
    kind: fc.constant("metadata"),
    createdAt: time,
    finishedAt: time,
    tool: fc.record({ name: fc.constant("tracksafe"), version }),
    provider: fc.constantFrom("spotify", "memory"),
    user: fc.constant("0123456789abcdef"),
    status: fc.constantFrom("complete", "partial", "failed"),
    error: code,
    include: fc.subarray([...KINDS]),
    covers: fc.boolean(),
    encryption: fc.option(
      fc.record({
        scheme: fc.constant("age"),
        recipients: fc.constantFrom([], ["age1ql3z7hjy54pw3h"], ["age1pq1ql3z", "age1ql3z7"]),
        keyId: fc.constant("0123456789abcdef"),
      }),
    ),
    files: fc.array(file, { maxLength: 3 }),
    login: fc.option(fc.record({ fingerprint: hex, firstSeenAt: time })),
    warnings: fc.array(warning, { maxLength: 2 }),
    imported: fc.record({ format: fc.constant("takeout"), files: count }),
    digest: hex,
    mac: hex,
  },
  {
    requiredKeys: [
      "format",
      "formatVersion",
      "kind",
      "createdAt",
      "finishedAt",
      "tool",
      "provider",
      "user",
      "status",
      "include",
      "covers",
      "encryption",
      "files",
      "login",
      "warnings",
      "digest",
    ],
  },
);

/** A change of one place of a JSON value. */
interface Change {
  readonly pick: number;
  readonly how: "remove" | "put" | "add";
  readonly key: string;
  readonly value: unknown;
}

const ODD_VALUES = [
  ...[null, true, "", "\ud800", "a", "track", "episode", "unavailable", "ok", "0".repeat(64)],
  ...[0, -1, 1.5, 2 ** 53, 1e300, [], {}, [null], [[]], { refs: {} }, { name: 1 }],
];
const KEYS = [
  "later",
  "__proto__",
  "constructor",
  "toString",
  "item",
  "known",
  "error",
  "mac",
  "0",
];

const changes: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.record({
    pick: fc.nat(),
    how: fc.constantFrom("remove" as const, "put" as const, "add" as const),
    key: fc.constantFrom(...KEYS),
    value: fc.constantFrom(...ODD_VALUES),
  }),
  { minLength: 1, maxLength: 2 },
);

/** The fields and the elements below `value`, each by what holds it and its name there. */
function placesIn(value: unknown): readonly (readonly [object, string])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [value, key] as const,
    ...placesIn(inner),
  ]);
}

/** The JSON of `value` with the changes in it. */
function changed(value: unknown, all: readonly Change[]): string {
  const whole = { value: JSON.parse(JSON.stringify(value)) };
  for (const { pick, how, key, value: odd } of all) {
    const places = placesIn(whole);
    const [holder, name] = places[pick % places.length] ?? [whole, "value"];
    // A plain assignment would not make a field called `__proto__`.
    const put = (at: string) =>
      Object.defineProperty(holder, at, {
        // A copy: the next change may be in it.
        value: structuredClone(odd),
        configurable: true,
        enumerable: true,
        writable: true,
      });
    if (how === "put") put(name);
    else if (how === "add") put(Array.isArray(holder) ? String(holder.length) : key);
    else if (Array.isArray(holder)) holder.splice(Number(name), 1);
    else if (holder !== whole) Reflect.deleteProperty(holder, name);
  }
  return JSON.stringify(whole.value);
}

const kinds = [
  { name: "entry", schema: entrySchema, values: anyEntry },
  { name: "metadata", schema: metadataSchema, values: anyMetadata },
] as const;

describe.each(kinds)("the code that a page has for $name", ({ name, schema, values }) => {
  it("takes all that is valid, without the plain schema", () => {
    fc.assert(
      fc.property(values, (value: unknown) => {
        const json = JSON.stringify(value);
        const expected = plainly(schema, json);
        expect(JSON.parse(expected).success).toBe(true);
        expect(page.codeAlone[name](json)).toBe(expected);
      }),
      { numRuns: seeds(200, 20_000) },
    );
  });

  it("judges as the plain schema does where something was changed", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(values, changes, (value: unknown, all) => {
        const json = changed(value, all);
        const expected = plainly(schema, json);
        seen.add(expected.slice(0, 16));
        expect(page.whole[name](json)).toBe(expected);
        expect(page.codeAlone[name](json)).toBe(expected);
      }),
      { numRuns: seeds(400, 40_000) },
    );
    expect([...seen].sort()).toEqual(['{"success":false', '{"success":true,']);
  });
});

it("a page has the part of zod that makes code from text left out", async () => {
  const mark = "generated code failed to evaluate";
  const compiler = await readFile(join(root, "node_modules/zod/v4/core/compile.js"), "utf8");
  expect(compiler.includes(mark)).toBe(true);
  expect((await buildPage()).script.includes(mark)).toBe(false);
});
