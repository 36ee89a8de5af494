import { createHash } from "node:crypto";
import { mkdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { createDigester } from "../../../src/snapshot/digest.ts";
import { METADATA_FILE } from "../../../src/snapshot/metadata.ts";
import { character } from "../arbitraries.ts";

/** A change of one file of a snapshot; `pick` chooses which, among those that there are. */
export interface Mutation {
  readonly pick: number;
  readonly change: Change;
  /**
   * Whether somebody makes the metadata fit afterwards, sizes and digests, as anybody can who may
   * write there.
   */
  readonly closes: boolean;
}

type Change =
  | { readonly kind: "bytes"; readonly at: number; readonly drop: number; readonly put: Buffer }
  | { readonly kind: "cut"; readonly at: number }
  | { readonly kind: "whole"; readonly json: OddJson }
  | { readonly kind: "value"; readonly at: number; readonly value: unknown }
  | { readonly kind: "field"; readonly json: OddJson }
  | { readonly kind: "twice"; readonly at: number }
  | { readonly kind: "place"; readonly what: "nothing" | "directory" | "link" | "huge" };

const ODD_TEXT = [
  ...["\ufeff", "\0", "\xff\xfe", "\\ud800", '"', "\\", "[", "{", "}", "]", ",", "\n", "null"],
  ...["1e999", "-0", '"__proto__":{"a":1},', '"files":[],', '"digest":"",'],
];

const ODD_VALUES = [
  ...[null, true, "", "\ud800", "\u202e", "../up", "metadata.json", "a".repeat(1000)],
  ...[0, -1, 1.5, 1e15, 2 ** 53, 1e300, [], {}, [[]], { __proto__: null }],
  ...["0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-02-30T00:00:00Z", "format/too-new"],
];

/** JSON that is written out only when it is used, so that a counterexample can be read. */
type OddJson =
  | { readonly nested: string; readonly depth: number }
  | { readonly repeated: string; readonly count: number }
  | { readonly text: string };

const oddJson: fc.Arbitrary<OddJson> = fc.oneof(
  fc.record({
    nested: fc.constantFrom(...['{"a":', "["]),
    depth: fc.constantFrom(1, 31, 33, 1000, 6000, 100_000),
  }),
  fc.record({
    repeated: fc.constantFrom("0", "[]", '{"a":1}', '""', "1e308"),
    count: fc.constantFrom(10, 1000, 30_000),
  }),
  fc.record({ text: fc.oneof(fc.json(), fc.string()) }),
  // JSON allows them, and no number is that large.
  fc.record({ text: fc.constantFrom("1e999", "-1e999") }),
);

function write(json: OddJson): string {
  if ("text" in json) return json.text;
  if ("repeated" in json) return `[${`${json.repeated},`.repeat(json.count)}0]`;
  const { nested, depth } = json;
  return `${nested.repeat(depth)}1${(nested === "[" ? "]" : "}").repeat(depth)}`;
}

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    kind: fc.constant("bytes" as const),
    at: fc.nat(),
    drop: fc.nat(3),
    put: fc.oneof(
      fc.constantFrom(...ODD_TEXT).map((text) => Buffer.from(text, "latin1")),
      fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    ),
  }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat() }),
  fc.record({ kind: fc.constant("whole" as const), json: oddJson }),
  fc.record({
    kind: fc.constant("value" as const),
    at: fc.nat(),
    value: fc.oneof(
      fc.constantFrom<unknown>(...ODD_VALUES),
      fc.jsonValue({ stringUnit: character }),
    ),
  }),
  fc.record({ kind: fc.constant("field" as const), json: oddJson }),
  fc.record({ kind: fc.constant("twice" as const), at: fc.nat() }),
  fc.record({
    kind: fc.constant("place" as const),
    what: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom("nothing", "directory", "link") },
      // Each reader reads it up to the limit, which takes as long as all other work.
      { weight: 1, arbitrary: fc.constant("huge") },
    ),
  }),
);

/** One to three changes. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({ pick: fc.nat(), change, closes: fc.boolean() }),
  { minLength: 1, maxLength: 3 },
);

/**
 * Changes the snapshot in `directory`, whose files are called `names`. Gives the names of those that
 * may have changed.
 */
export async function mutate(
  directory: string,
  names: readonly string[],
  { pick, change, closes }: Mutation,
): Promise<readonly string[]> {
  // Half of the changes hit the metadata, because everything else depends on it.
  const name = pick % 2 === 0 ? METADATA_FILE : (names[pick % names.length] ?? METADATA_FILE);
  const path = join(directory, name);
  if (change.kind === "place") await replace(path, change.what);
  else {
    const before = await readFile(path).catch(() => Buffer.alloc(0));
    await putFile(path, mutateBytes(before, change)).catch(() => {});
  }
  if (!closes) return [name];
  await close(directory, name);
  return [name, METADATA_FILE];
}

/** Writes a file where there may be a link, which is replaced: what it leads to stays as it is. */
async function putFile(path: string, content: string | Uint8Array): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, content);
}

async function replace(path: string, what: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  if (what === "directory") await mkdir(path);
  if (what === "link") await symlink("/etc/hostname", path);
  if (what !== "huge") return;
  await writeFile(path, "");
  await truncate(path, 5_000_000_000);
}

function mutateBytes(bytes: Buffer, change: Exclude<Change, { kind: "place" }>): Buffer {
  switch (change.kind) {
    case "bytes": {
      const at = change.at % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, at), change.put, bytes.subarray(at + change.drop)]);
    }
    case "cut":
      return bytes.subarray(0, change.at % (bytes.length + 1));
    case "whole":
      return Buffer.from(write(change.json));
    default:
      return Buffer.from(mutateJson(bytes.toString(), change));
  }
}

function mutateJson(text: string, change: Change): string {
  if (change.kind === "field") return text.replace(/\{/, () => `{"odd":${write(change.json)},`);
  try {
    const json: unknown = JSON.parse(text);
    const places = placesIn(json);
    const place = places[("at" in change ? change.at : 0) % places.length];
    if (place === undefined) return text;
    const { holder, key } = place;
    if (change.kind === "twice" && Array.isArray(holder)) holder.push(holder[Number(key)]);
    if (change.kind === "value") Reflect.set(holder, key, change.value);
    return `${JSON.stringify(json)}\n`;
  } catch {
    // It is no JSON any more, or too deep to be written.
    return text;
  }
}

/** Places in a value where there is another, not too deep. */
function placesIn(value: unknown, depth = 0): { readonly holder: object; readonly key: string }[] {
  if (typeof value !== "object" || value === null || depth > 10) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    { holder: value, key },
    ...placesIn(inner, depth + 1),
  ]);
}

/** Makes the metadata fit what the file `name` has become, and its own digest. */
async function close(directory: string, name: string): Promise<void> {
  const path = join(directory, METADATA_FILE);
  try {
    const bytes = name === METADATA_FILE ? null : await readFile(join(directory, name));
    const { digest: _digest, mac: _mac, ...body } = JSON.parse(await readFile(path, "utf8"));
    for (const part of body.files.flatMap(({ parts }: { parts: object[] }) => parts)) {
      if (bytes === null || part.name !== name) continue;
      part.bytes = bytes.length;
      part.sha256 = createHash("sha256").update(bytes).digest("hex");
    }
    const text = JSON.stringify(inOrder(body));
    const closed = inOrder({ ...body, digest: createDigester(null)("metadata", text) });
    await putFile(path, `${JSON.stringify(closed, null, 2)}\n`);
  } catch {
    // It is no metadata any more, or the file is too large to be read.
  }
}

/** As the format has it: keys in order. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const result = Object.create(null);
  for (const key of Object.keys(value).sort()) result[key] = inOrder(Reflect.get(value, key));
  return result;
}
