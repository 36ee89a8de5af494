import { describe, expect, it } from "vitest";
import { NotFoundError } from "../../src/errors.ts";
import type { SnapshotFiles } from "../../src/model/snapshot-files.ts";
import { sha256 } from "../../src/snapshot/digest.ts";
import { encodeDocument } from "../../src/snapshot/document.ts";
import { encodeMetadata, METADATA_FILE } from "../../src/snapshot/metadata.ts";
import { verifySnapshot } from "../../src/snapshot/verify.ts";

const unavailable = { type: "unavailable", addedAt: null } as const;
const likes = encodeDocument({ kind: "likes", entries: [unavailable] });

/** A snapshot of one like in the clear, whose metadata fits `recorded` while `stored` is there. */
function snapshotOf(recorded: string, stored = recorded): SnapshotFiles {
  const bytes = Buffer.from(recorded);
  const metadata = encodeMetadata(
    {
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
          parts: [{ name: "likes.json", bytes: bytes.length, sha256: sha256(bytes) }],
        },
      ],
      login: null,
      warnings: [],
    },
    null,
  );
  const files = new Map([
    [METADATA_FILE, metadata],
    ["likes.json", Buffer.from(stored)],
  ]);
  const read = async (name: string) => {
    const content = files.get(name);
    if (content === undefined) throw new NotFoundError("store/not-found", "There is no such file.");
    return content;
  };
  return {
    files: async () => [...files.keys()],
    read,
    open: async (name) => {
      const content = await read(name);
      return (async function* () {
        yield content;
      })();
    },
  };
}

describe("a snapshot in the clear", () => {
  it.each([
    ["as it was written", snapshotOf(likes), []],
    [
      "with an entry that is none, which its maker stored",
      snapshotOf(likes.replace('"unavailable"', '"x"')),
      [{ file: "likes", message: expect.stringContaining("does not have the form") }],
    ],
    [
      "with a line behind its end, which its maker stored",
      snapshotOf(`${likes}{}\n`),
      [{ file: "likes", message: expect.stringContaining("does not have the form") }],
    ],
    [
      "with more entries than its metadata says",
      snapshotOf(encodeDocument({ kind: "likes", entries: [unavailable, unavailable] })),
      [{ file: "likes", message: expect.stringContaining("has 2 entries") }],
    ],
    [
      "with another kind than its metadata says",
      snapshotOf(likes.replace('"likes"', '"albums"')),
      [{ file: "likes", message: expect.stringContaining("holds albums") }],
    ],
    [
      "with an entry that became none later, which is damage of the file and no more",
      snapshotOf(likes, likes.replace('"unavailable"', '"unavailablX"')),
      [{ file: "likes.json", message: expect.stringContaining("was changed after the backup") }],
    ],
  ])("%s, is reported so", async (_what, snapshot, problems) => {
    const { problems: found } = await verifySnapshot(snapshot);
    expect(found).toMatchObject(
      problems.map((problem) => ({ code: "snapshot/corrupt", ...problem })),
    );
    expect(found).toHaveLength(problems.length);
  });
});
