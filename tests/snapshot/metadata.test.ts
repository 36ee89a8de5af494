import { describe, expect, it } from "vitest";
import { createDigester } from "../../src/snapshot/digest.ts";
import {
  decodeMetadata,
  encodeMetadata,
  isAuthentic,
  type MetadataContent,
  statusOf,
} from "../../src/snapshot/metadata.ts";

const content: MetadataContent = {
  createdAt: "2026-11-22T03:17:00.000Z",
  finishedAt: "2026-11-22T03:17:05.000Z",
  tool: { name: "tracksafe", version: "1.0.0" },
  provider: "spotify",
  user: "0123456789abcdef",
  status: "complete",
  include: ["likes"],
  covers: false,
  encryption: null,
  files: [
    {
      id: "likes",
      kind: "likes",
      state: "ok",
      entries: 1,
      readAt: "2026-11-22T03:17:01.000Z",
      parts: [{ name: "likes.json", bytes: 12, sha256: "a".repeat(64) }],
    },
  ],
  login: { fingerprint: "ab", firstSeenAt: "2026-11-01T00:00:00.000Z" },
  warnings: [{ code: "shrunk", file: "likes", was: 100, now: 1 }],
};

describe("metadata", () => {
  it("comes back as it was written", () => {
    const bytes = encodeMetadata(content, null);
    expect(decodeMetadata(bytes)).toMatchObject(content);
    expect(Buffer.from(encodeMetadata(content, null)).equals(bytes)).toBe(true);
  });

  it("shows every changed, missing or added byte", () => {
    const bytes = encodeMetadata(content, null);
    for (let index = 0; index < bytes.length; index += 1) {
      for (const bit of [1, 32, 128]) {
        const changed = Uint8Array.from(bytes);
        changed[index] = (changed[index] ?? 0) ^ bit;
        expect(() => decodeMetadata(changed), `byte ${index}`).toThrow();
      }
      expect(() => decodeMetadata(bytes.slice(0, index))).toThrow();
    }
    expect(() => decodeMetadata(Buffer.concat([bytes, Buffer.from(" ")]))).toThrow();
  });

  it("keeps proving fields it does not know", () => {
    const later = encodeMetadata({ ...content, ...{ later: { x: 1 } } }, null);
    expect(decodeMetadata(later)).toMatchObject(content);
    const changed = Buffer.from(later.toString().replace('"x": 1', '"x": 2'));
    expect(() => decodeMetadata(changed)).toThrow(
      expect.objectContaining({ code: "snapshot/corrupt" }),
    );
  });

  it("is authentic only under the key it was written with", () => {
    const bytes = encodeMetadata(content, createDigester(Buffer.from("key")));
    decodeMetadata(bytes);
    expect(isAuthentic(bytes, createDigester(Buffer.from("key")))).toBe(true);
    expect(isAuthentic(bytes, createDigester(Buffer.from("other")))).toBe(false);
    expect(isAuthentic(encodeMetadata(content, null), createDigester(Buffer.from("key")))).toBe(
      false,
    );
  });

  it.each([
    [["ok", "withheld"], "complete"],
    [[], "complete"],
    [["ok", "stale"], "partial"],
    [["incomplete"], "partial"],
    [["ok", "failed"], "partial"],
  ] as const)("makes %j %s", (states, status) => {
    expect(statusOf(states.map((state) => ({ state })))).toBe(status);
  });
});

describe("digests", () => {
  it("tell parts and labels apart", () => {
    const digest = createDigester(null);
    const all = [
      digest("a", "bc"),
      digest("a", "b", "c"),
      digest("ab", "c"),
      digest("a", "bc", ""),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(createDigester(Buffer.alloc(0))("a", "bc")).not.toBe(digest("a", "bc"));
  });
});
