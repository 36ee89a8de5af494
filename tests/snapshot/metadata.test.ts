import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { KINDS } from "../../src/model/records.ts";
import { createDigester } from "../../src/snapshot/digest.ts";
import {
  decodeMetadata,
  encodeMetadata,
  isAuthentic,
  type MetadataContent,
  statusOf,
} from "../../src/snapshot/metadata.ts";
import { opaqueFileId, playlistFileId } from "../../src/snapshot/names.ts";
import { HOSTILE } from "../support/hostile.ts";

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

  it("has words where words belong: anything else there is damage", () => {
    const [file] = content.files;
    if (file === undefined) throw new Error("there is a file");
    const withFile = (change: object) => ({ files: [{ ...file, ...change }] });
    const sealed = (change: object) => ({
      encryption: {
        scheme: "age",
        recipients: ["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"],
        keyId: "0123456789abcdef",
        ...change,
      },
    });
    const places: readonly ((text: string) => object)[] = [
      (text) => withFile({ id: text }),
      (text) => withFile({ error: text }),
      (text) => withFile({ parts: [{ ...file.parts[0], name: text }] }),
      (text) => ({ warnings: [{ code: text }] }),
      (text) => ({ warnings: [{ code: "shrunk", file: text }] }),
      (text) => ({ error: text }),
      (text) => ({ user: text }),
      (text) => ({ provider: text }),
      (text) => ({ tool: { name: text, version: "1.0.0" } }),
      (text) => ({ tool: { name: "tracksafe", version: text } }),
      (text) => sealed({ keyId: text }),
      (text) => sealed({ recipients: [text] }),
    ];
    for (const place of places) {
      for (const text of [...HOSTILE, "", "a b", "x".repeat(5_000), "likes\n", "playlist_a/b"]) {
        const bytes = encodeMetadata({ ...content, ...place(text) }, null);
        expect(() => decodeMetadata(bytes), `${place} ${text}`).toThrow(
          expect.objectContaining({ code: "snapshot/corrupt" }),
        );
      }
    }
    decodeMetadata(encodeMetadata({ ...content, ...sealed({}) } as MetadataContent, null));
  });

  it("has all the words that are written", () => {
    const ids = [
      ...[...KINDS, "index"].filter((kind) => kind !== "playlists"),
      playlistFileId("playlist", "3KF3dtJg84HHDHg34ykqML"),
      playlistFileId("cover", "../odd id"),
      opaqueFileId("playlist", "3KF3dtJg84HHDHg34ykqML", createDigester(Buffer.from("key"))),
    ];
    const listed = readFileSync("docs/errors.md", "utf8");
    const codes = [...listed.matchAll(/`([a-z]+\/[a-z-]+)`/g)].map(([, code = ""]) => code);
    expect(codes.length).toBeGreaterThan(50);
    const files = ids.flatMap((id) =>
      content.files.map((file) => ({ ...file, id, error: codes[0] ?? "" })),
    );
    const warnings = [{ code: "hidden-playlists", file: "playlists" }];
    decodeMetadata(encodeMetadata({ ...content, files, warnings }, null));
    for (const error of codes) decodeMetadata(encodeMetadata({ ...content, error }, null));
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
