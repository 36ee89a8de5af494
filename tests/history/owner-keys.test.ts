import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { createKeyFinder } from "../../src/history/owner-keys.ts";
import { createDigester, sha256 } from "../../src/snapshot/digest.ts";
import { keyIdOf } from "../../src/snapshot/doubt.ts";
import { encodeIndex } from "../../src/snapshot/index-file.ts";
import { decodeMetadata, encodeMetadata } from "../../src/snapshot/metadata.ts";
import { createDirectoryStore } from "../../src/store/directory/store.ts";
import { createMemoryDisk } from "../support/disk/memory-disk.ts";

const ref = { user: "0123456789abcdef", name: "2026-11-22T03-17-00" };
const CONTENT_KEY = "ab".repeat(32);
const keyed = createDigester(Buffer.from(CONTENT_KEY, "hex"));
const other = createDigester(Buffer.from("other key"));

it.each([
  ["found where it proves the metadata", keyed, keyIdOf(keyed), keyIdOf(keyed)],
  ["not found under a copy of the index in metadata by somebody else", other, keyIdOf(keyed), null],
  ["not found where the metadata names another key", keyed, keyIdOf(other), null],
])("the content key in an index is %s", async (_what, author, keyId, expected) => {
  const store = createDirectoryStore("/backups", { fs: createMemoryDisk().fs });
  const index = encodeIndex({ contentKey: CONTENT_KEY, files: [] });
  const part = { name: "index.json.gz.age", bytes: index.length, sha256: sha256(index) };
  const bytes = encodeMetadata(
    {
      createdAt: "2026-11-22T03:17:00.000Z",
      finishedAt: "2026-11-22T03:17:05.000Z",
      tool: { name: "tracksafe", version: "1.0.0" },
      provider: "spotify",
      user: ref.user,
      status: "complete",
      include: ["likes"],
      covers: false,
      encryption: { scheme: "age", recipients: [], keyId },
      files: [{ id: "index", kind: "index", state: "ok", parts: [part] }],
      login: null,
      warnings: [],
    },
    author,
  );
  const writer = await store.create(ref.user, ref.name);
  await writer.write(part.name, Readable.from([index]));
  await writer.commit(bytes);

  const finder = await createKeyFinder(store, ref.user, {
    keyIds: () => [],
    open: async (sealed) => sealed,
    contentKey: null,
    now: new Date("2026-11-22T12:00:00Z"),
  });
  const found = await finder.find(ref, await decodeMetadata(bytes), bytes);
  expect(found && keyIdOf(found)).toBe(expected);
  expect([...finder.found.keys()]).toEqual(expected === null ? [] : [expected]);
});
