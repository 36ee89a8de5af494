import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_PLAINTEXT } from "../../src/crypto/compression.ts";
import type { Entry } from "../../src/model/records.ts";
import { encodeDocument } from "../../src/snapshot/document.ts";
import { cutDocument } from "../../src/snapshot/parts.ts";
import { seeds } from "../support/seeds.ts";

const entryOf = (n: number): Entry => ({
  type: "track",
  addedAt: null,
  item: { title: `track ${n}`, artists: [], durationMs: n, refs: {} },
});

const list = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => entryOf(from + index));

async function* inPages(entries: readonly Entry[], size: number): AsyncIterable<readonly Entry[]> {
  for (let at = 0; at < entries.length; at += size) yield entries.slice(at, at + size);
}

async function cut(entries: readonly Entry[], size = 50): Promise<readonly string[]> {
  const document = cutDocument({ kind: "likes" }, inPages(entries, size));
  const parts = await Array.fromAsync(document.parts);
  expect(document.count()).toBe(entries.length);
  return parts;
}

describe("parts of a document", () => {
  it("are the document when put together, however the pages fall", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 3_000 }),
        fc.integer({ min: 1, max: 500 }),
        async (n, size) => {
          const entries = list(n);
          expect((await cut(entries, size)).join("")).toBe(
            encodeDocument({ kind: "likes", entries }),
          );
        },
      ),
      { numRuns: seeds(8, 1_000) },
    );
  });

  it("have about 500 entries, never fewer than 100 or more than 2,000", async () => {
    const parts = await cut(list(10_000));
    const sizes = parts.map((part) => part.split("\n").length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2_003);
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThanOrEqual(100);
    expect(10_000 / parts.length).toBeGreaterThan(300);
    expect(10_000 / parts.length).toBeLessThan(700);
  });

  it("are never larger than can be opened again, however long the entries", async () => {
    const long = list(200).map((entry) => ({ ...entry, addedAt: "é".repeat(100_000) }));
    const parts = await cut(long);
    expect(parts.join("")).toBe(encodeDocument({ kind: "likes", entries: long }));
    const sizes = parts.map((part) => Buffer.byteLength(part));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_PLAINTEXT);
    expect(parts.length).toBeGreaterThan(3);
  });

  it("stay as they were, but for those where something changed", async () => {
    const entries = list(5_000);
    const before = new Set(await cut(entries));
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 4_999 }), fc.boolean(), async (at, inserted) => {
        const changed = inserted
          ? entries.toSpliced(at, 0, entryOf(99_999))
          : entries.toSpliced(at, 1);
        const after = (await cut(changed)).filter((part) => !before.has(part));
        expect(after.length).toBeLessThanOrEqual(4);
      }),
      { numRuns: seeds(8, 1_000) },
    );
  });

  it("are one part when the entries are withheld, or none", async () => {
    const head = {
      kind: "playlist",
      playlist: {
        name: "",
        description: null,
        visibility: "unknown",
        collaborative: false,
        owner: { name: "", refs: {} },
        relation: "followed",
        refs: {},
      },
    } as const;
    const document = cutDocument(head, null);
    expect(await Array.fromAsync(document.parts)).toEqual([
      encodeDocument({ ...head, entries: null }),
    ]);
    expect(document.count()).toBeNull();
    expect(await cut([])).toHaveLength(1);
  });
});
