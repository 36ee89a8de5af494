import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generateKey } from "../../src/crypto/keygen.ts";
import { KINDS } from "../../src/model/records.ts";
import { canonicalJson, canonicalPage } from "../../src/snapshot/canonical.ts";
import { createDigester } from "../../src/snapshot/digest.ts";
import {
  decodeMetadata,
  encodeMetadata,
  isAuthentic,
  type MetadataContent,
  statusOf,
} from "../../src/snapshot/metadata.ts";
import { opaqueFileId, playlistFileId } from "../../src/snapshot/names.ts";
import { HOSTILE } from "../support/hostile-text.ts";

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

/** Metadata as somebody without a key can forge it: of this content, with a digest that fits. */
function closed(forged: object): Uint8Array {
  const body = { format: "tracksafe", formatVersion: 1, kind: "metadata", ...forged };
  const digest = createDigester(null)("metadata", canonicalJson(body));
  return Buffer.from(canonicalPage({ ...body, digest }));
}

describe("metadata", () => {
  it("comes back as it was written", async () => {
    const bytes = encodeMetadata(content, null);
    expect(await decodeMetadata(bytes)).toMatchObject(content);
    expect(Buffer.from(encodeMetadata(content, null)).equals(bytes)).toBe(true);
  });

  it("shows every changed, missing or added byte", async () => {
    const bytes = encodeMetadata(content, null);
    for (let index = 0; index < bytes.length; index += 1) {
      for (const bit of [1, 32, 128]) {
        const changed = Uint8Array.from(bytes);
        changed[index] = (changed[index] ?? 0) ^ bit;
        await expect(decodeMetadata(changed), `byte ${index}`).rejects.toThrow();
      }
      await expect(decodeMetadata(bytes.slice(0, index))).rejects.toThrow();
    }
    await expect(decodeMetadata(Buffer.concat([bytes, Buffer.from(" ")]))).rejects.toThrow();
  });

  it("keeps proving fields it does not know", async () => {
    const later = encodeMetadata({ ...content, ...{ later: { x: 1 } } }, null);
    expect(await decodeMetadata(later)).toMatchObject(content);
    const changed = Buffer.from(later.toString().replace('"x": 1', '"x": 2'));
    await expect(decodeMetadata(changed)).rejects.toThrow(
      expect.objectContaining({ code: "snapshot/corrupt" }),
    );
  });

  it("is damaged where an unknown field holds a number that is too large", async () => {
    const text = Buffer.from(encodeMetadata(content, null)).toString();
    for (const value of ["1e999", "[0, -1e999]", '{ "deep": 1e400 }']) {
      const changed = Buffer.from(text.replace("{", `{"later":${value},`));
      await expect(decodeMetadata(changed)).rejects.toThrow(
        expect.objectContaining({ code: "snapshot/corrupt" }),
      );
    }
  });

  it("has words where words belong: anything else there is damage", async () => {
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
        const bytes = closed({ ...content, ...place(text) });
        await expect(decodeMetadata(bytes), `${place} ${text}`).rejects.toThrow(
          expect.objectContaining({ code: "snapshot/corrupt" }),
        );
      }
    }
    await decodeMetadata(encodeMetadata({ ...content, ...sealed({}) } as MetadataContent, null));
  });

  it.each(["x25519", "hybrid"] as const)("takes a recipient as age writes it: %s", async (kind) => {
    const { recipient } = await generateKey(kind, new Date("2026-11-22T03:17:00Z"));
    const encryption = {
      scheme: "age",
      recipients: [recipient],
      keyId: "0123456789abcdef",
    } as const;
    expect(await decodeMetadata(encodeMetadata({ ...content, encryption }, null))).toMatchObject({
      encryption,
    });
  });

  it("has all the words that are written", async () => {
    const ids = [
      ...[...KINDS, "index"].filter((kind) => kind !== "playlists"),
      playlistFileId("playlist", "3KF3dtJg84HHDHg34ykqML"),
      playlistFileId("cover", "../odd id"),
      opaqueFileId("playlist", "3KF3dtJg84HHDHg34ykqML", createDigester(Buffer.from("key"))),
    ];
    const listed = readFileSync("docs/errors.md", "utf8");
    const codes = [...listed.matchAll(/`([a-z]+\/[a-z-]+)`/g)].map(([, code = ""]) => code);
    expect(codes.length).toBeGreaterThan(50);
    const files = ids.map((id) => ({
      ...{ id, kind: "likes" as const, state: "failed" as const, parts: [] },
      error: codes[0] ?? "",
    }));
    const warnings = [{ code: "hidden-playlists", file: "playlists" }];
    await decodeMetadata(encodeMetadata({ ...content, files, warnings }, null));
    for (const error of codes) await decodeMetadata(encodeMetadata({ ...content, error }, null));
  });

  it.each([
    ["unknown fields 6,000 deep", `${'{"a":'.repeat(6_000)}1${"}".repeat(6_000)}`],
    ["more values than any", `[${"0,".repeat(500_000)}0]`],
    ["more bytes than any", `"${"a".repeat(16 * 1024 * 1024)}"`],
    ["a million mistakes", `[],"files":[${"0,".repeat(490_000)}0]`],
  ])("is damaged with %s", async (_what, later) => {
    const [head] = Buffer.from(encodeMetadata(content, null)).toString().split("\n}");
    const bytes = Buffer.from(`${head},\n  "later": ${later}\n}\n`);
    await expect(decodeMetadata(bytes)).rejects.toThrow(
      expect.objectContaining({ code: "snapshot/corrupt" }),
    );
  });

  it("is read to a depth of 32 and no deeper, whoever closed it", async () => {
    const nested = (depth: number) => JSON.parse("[".repeat(depth) + "]".repeat(depth));
    await decodeMetadata(closed({ ...content, later: nested(31) }));
    await expect(decodeMetadata(closed({ ...content, later: nested(32) }))).rejects.toThrow(
      expect.objectContaining({ code: "snapshot/corrupt" }),
    );
  });

  it.each([
    ["a file", [[{ name: "a.json" }], [{ name: "b.json" }]], ["likes", "likes"]],
    ["a part of one file", [[{ name: "a.json" }, { name: "a.json" }]], ["likes"]],
    ["a part of two files", [[{ name: "a.json" }], [{ name: "a.json" }]], ["likes", "albums"]],
    ["more than a snapshot holds", [[{ name: "a.json", bytes: 5e9 }]], ["likes"]],
  ])("is damaged when it names %s twice, whoever closed it", async (_what, parts, ids) => {
    const files = ids.map((id, at) => ({
      ...{ id, kind: "likes", state: "ok", entries: 1 },
      parts: (parts[at] ?? []).map((part) => ({ bytes: 1, sha256: "a".repeat(64), ...part })),
    }));
    await expect(decodeMetadata(closed({ ...content, files }))).rejects.toThrow(
      expect.objectContaining({ code: "snapshot/corrupt" }),
    );
  });

  it("is never written as it could not be read again", () => {
    const [file] = content.files;
    if (file === undefined) throw new Error("there is one");
    const write = (change: object) => () => encodeMetadata({ ...content, ...change }, null);
    const many = [{ ...file, id: "a".repeat(16 * 1024 * 1024) }];
    expect(write({ files: many })).toThrow(expect.objectContaining({ code: "store/too-large" }));
    expect(write({ files: [file, file] })).toThrow(
      expect.objectContaining({ code: "internal/unreadable" }),
    );
    expect(write({ files: [{ ...file, entries: 1e300 }] })).toThrow(
      expect.objectContaining({ code: "internal/unreadable" }),
    );
  });

  it("is authentic only under the key it was written with", async () => {
    const bytes = encodeMetadata(content, createDigester(Buffer.from("key")));
    await decodeMetadata(bytes);
    expect(await isAuthentic(bytes, createDigester(Buffer.from("key")))).toBe(true);
    expect(await isAuthentic(bytes, createDigester(Buffer.from("other")))).toBe(false);
    expect(
      await isAuthentic(encodeMetadata(content, null), createDigester(Buffer.from("key"))),
    ).toBe(false);
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
