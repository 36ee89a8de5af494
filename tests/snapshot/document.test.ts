import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Document, decodeDocument, encodeDocument } from "../../src/snapshot/document.ts";
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
