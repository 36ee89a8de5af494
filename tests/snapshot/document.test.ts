import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createEncoder,
  type Document,
  decodeDocument,
  decodeEntries,
  encodeDocument,
} from "../../src/snapshot/document.ts";
import { entry, playlist } from "../support/arbitraries.ts";

const document: fc.Arbitrary<Document> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("likes", "albums", "episodes"),
    entries: fc.array(entry, { maxLength: 5 }),
  }),
  fc.record({
    kind: fc.constant("playlist" as const),
    playlist,
    entries: fc.option(fc.array(entry, { maxLength: 5 })),
  }),
);

const bytes = (text: string) => new TextEncoder().encode(text);

describe("documents", () => {
  it("come back as they were written, byte for byte the second time", () => {
    fc.assert(
      fc.property(document, (written) => {
        const text = encodeDocument(written);
        const read = decodeDocument(bytes(text), "file");
        expect(JSON.parse(JSON.stringify(read))).toMatchObject(JSON.parse(JSON.stringify(written)));
        expect(encodeDocument(read)).toBe(text);
        expect(JSON.parse(text).entries?.length).toBe(written.entries?.length);
      }),
    );
  });

  it("stand one entry a line", () => {
    const like = { type: "unavailable", addedAt: null } as const;
    expect(encodeDocument({ kind: "likes", entries: [like, like] })).toBe(
      [
        '{"format":"tracksafe","formatVersion":1,"kind":"likes","entries":[',
        '{"addedAt":null,"type":"unavailable"},',
        '{"addedAt":null,"type":"unavailable"}',
        "]}",
        "",
      ].join("\n"),
    );
  });

  it("ignore fields they do not know, anywhere", () => {
    const text = JSON.stringify({
      format: "tracksafe",
      formatVersion: 1,
      kind: "likes",
      later: 1,
      entries: [{ type: "unavailable", addedAt: null, later: { x: 1 } }],
    });
    expect(decodeDocument(bytes(text), "likes").entries).toEqual([
      { type: "unavailable", addedAt: null },
    ]);
  });

  it.each([
    ["a newer format", '{"format":"tracksafe","formatVersion":2}', "format/too-new"],
    ["another program's file", '{"playlists":[]}', "format/unknown"],
    ["half a file", '{"format":"tracksafe","formatVer', "snapshot/corrupt"],
    ["an unknown kind", '{"format":"tracksafe","formatVersion":1,"kind":"x"}', "snapshot/corrupt"],
    [
      "withheld likes",
      '{"format":"tracksafe","formatVersion":1,"kind":"likes","entries":null}',
      "snapshot/corrupt",
    ],
    ["nothing", "", "snapshot/corrupt"],
  ])("refuse %s", (_what, text, code) => {
    expect(() => decodeDocument(bytes(text), "likes")).toThrow(expect.objectContaining({ code }));
  });

  it("never repeat content in an error", () => {
    for (const text of [
      '{"secret canary',
      '{"format":"tracksafe","formatVersion":1,"kind":"canary"}',
    ]) {
      try {
        decodeDocument(bytes(text), "likes");
        expect.unreachable();
      } catch (error) {
        const { message, cause } = error as Error;
        expect(`${message} ${cause}`).not.toContain("canary");
      }
    }
  });
});

const TRACK = { title: "", artists: [], durationMs: 1, refs: {} };
const like = (item: object) => ({
  addedAt: null,
  type: "track" as const,
  item: { ...TRACK, ...item },
});

describe("a document that is written piece by piece", () => {
  it.each([
    ["a length that is no count", { durationMs: 1e300 }],
    ["a length below nothing", { durationMs: -1 }],
    ["a title that is none", { title: null }],
    ["a row longer than any", { title: "a".repeat(256 * 1024) }],
  ])("refuses what could not be read again: %s", (_what, item) => {
    expect(() => createEncoder({ kind: "likes" }).entry(like(item) as never)).toThrow(
      expect.objectContaining({ name: "ProviderError", code: "provider/unusable" }),
    );
  });

  it("refuses a playlist that could not be read again", () => {
    const described = {
      ...{ name: "a".repeat(256 * 1024), description: null, visibility: "public" as const },
      ...{
        collaborative: false,
        owner: { name: "", refs: {} },
        relation: "owned" as const,
        refs: {},
      },
    };
    for (const change of [{}, { name: 7 as never }]) {
      const encoder = createEncoder({ kind: "playlist", playlist: { ...described, ...change } });
      expect(() => encoder.head()).toThrow(expect.objectContaining({ code: "provider/unusable" }));
    }
  });

  it("comes back whatever pieces it comes in, characters cut in two among them", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(document, sizes, async (written, cuts) => {
        const text = bytes(encodeDocument(written));
        expect(await readByLine(cut(text, cuts))).toEqual(
          decodeDocument(text, "file").entries ?? [],
        );
      }),
    );
  });

  it("comes back when it is too large to be parsed whole", () => {
    const entries = Array.from({ length: 2_000 }, (_, at) =>
      like({ title: `${at} ${"é".repeat(5_000)}` }),
    );
    const text = bytes(encodeDocument({ kind: "likes", entries }));
    expect(text.length).toBeGreaterThan(16 * 1024 * 1024);
    expect(decodeDocument(text, "likes")).toMatchObject({ kind: "likes", entries });
    const layout = bytes(JSON.stringify(JSON.parse(Buffer.from(text).toString())));
    expect(() => decodeDocument(layout, "likes")).toThrow(
      expect.objectContaining({ code: "snapshot/corrupt" }),
    );
  });

  it.each([
    [
      "a line longer than any",
      (text: string) => text.replace('"track"', `"${"a".repeat(300_000)}"`),
    ],
    [
      "a byte that is no text",
      (text: string) => Buffer.from(text.replace("track", "\xff"), "latin1"),
    ],
    ["no end", (text: string) => text.slice(0, -3)],
    ["something behind its end", (text: string) => `${text}{}\n`],
    ["an entry that is none", (text: string) => text.replace('"durationMs":1', '"durationMs":-1')],
    ["a mark of its byte order", (text: string) => `\ufeff${text}`],
    ["entries on one line", (text: string) => text.replace(/\n(?=.)/g, "")],
    ["nothing at all", () => ""],
  ])("is damaged, read by line, with %s", async (_what, change) => {
    const changed = change(encodeDocument({ kind: "likes", entries: [like({}), like({})] }));
    const text = typeof changed === "string" ? bytes(changed) : changed;
    await expect(readByLine(cut(text, [1000]))).rejects.toMatchObject({ code: "snapshot/corrupt" });
  });
});

/** `text` in pieces of these sizes, over and over. */
async function* cut(text: Uint8Array, sizes: readonly number[]): AsyncIterable<Uint8Array> {
  for (let at = 0, piece = 0; at < text.length; piece += 1) {
    const size = sizes[piece % sizes.length] ?? 1;
    yield text.subarray(at, at + size);
    at += size;
  }
}

async function readByLine(text: AsyncIterable<Uint8Array>): Promise<readonly unknown[]> {
  const entries = [];
  for await (const batch of decodeEntries(text, "file")) entries.push(...batch);
  return entries;
}
