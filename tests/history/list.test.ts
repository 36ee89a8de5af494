import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listStoredSnapshots } from "../../src/history/list.ts";
import type { OwnerKeys } from "../../src/history/owner-keys.ts";
import { verifyStoredSnapshots } from "../../src/history/verify.ts";
import { encodeMetadata, type FileRecord, type Warning } from "../../src/snapshot/metadata.ts";
import { MAX_SUMMARY_WARNINGS } from "../../src/snapshot/summary.ts";
import { createDirectoryStore } from "../../src/store/directory/store.ts";
import { createGitHubStore } from "../../src/store/github/store.ts";
import { createMemoryDisk } from "../support/disk/memory-disk.ts";
import { createGitHubScene, type GitHubScene } from "../support/github/scene.ts";

const USER = "0123456789abcdef";
const WHOLE = "2026-11-22T03-17-00";
const LOST = "2026-11-21T03-17-00";
const ownerKeys: OwnerKeys = {
  keyIds: () => [],
  open: null,
  contentKey: null,
  now: new Date("2026-11-22T12:00:00Z"),
};

const metadataAt = (
  day: string,
  files: readonly FileRecord[] = [],
  warnings: readonly Warning[] = [],
): Buffer =>
  Buffer.from(
    encodeMetadata(
      {
        createdAt: `${day}T03:17:00.000Z`,
        finishedAt: `${day}T03:17:05.000Z`,
        tool: { name: "tracksafe", version: "1.0.0" },
        provider: "spotify",
        user: USER,
        status: "complete",
        include: ["likes"],
        covers: false,
        encryption: null,
        files,
        login: null,
        warnings,
      },
      null,
    ),
  );
const metadata = metadataAt("2026-11-22").toString();

describe("a snapshot on GitHub", () => {
  let scene: GitHubScene;
  beforeEach(async () => {
    scene = await createGitHubScene();
  });
  afterEach(() => scene.close());

  it.each([
    ["without metadata", { "likes.json": "likes" }, "snapshot/missing"],
    ["with metadata under another name", { "metadata.json.bak": metadata }, "snapshot/missing"],
    ["with a directory in its place", { "metadata.json/likes.json": "" }, "snapshot/corrupt"],
    [
      "with metadata larger than any",
      { "metadata.json": " ".repeat(33 * 1024 * 1024) },
      "snapshot/corrupt",
    ],
  ])("%s is damaged, and hides no other", async (_what, files, code) => {
    const repository = await scene.repository({ files: { "README.md": "mine" } });
    const place = (name: string, file: string) => `backups/${USER}/${name}/${file}`;
    await repository.commit("main", {
      [place(WHOLE, "metadata.json")]: metadata,
      ...Object.fromEntries(Object.entries(files).map(([name, text]) => [place(LOST, name), text])),
    });
    const { github } = scene.connect(scene.token(repository));
    const store = createGitHubStore({
      github,
      owner: "somebody",
      repo: "backups",
      ownRepository: false,
    });
    const verified = await verifyStoredSnapshots(store, {}, ownerKeys);
    expect(verified.map(({ name, verification: { problems } }) => ({ name, problems }))).toEqual([
      { name: LOST, problems: [expect.objectContaining({ file: "metadata.json", code })] },
      { name: WHOLE, problems: [] },
    ]);
    expect(await listStoredSnapshots(store, {}, ownerKeys)).toMatchObject([
      { name: LOST, metadata: null, latest: false },
      { name: WHOLE, latest: true },
    ]);
  });
});

describe("a listing", () => {
  it("keeps little of a snapshot, however much its metadata holds", async () => {
    const { fs } = createMemoryDisk();
    const store = createDirectoryStore("/backups", { fs });
    const files = Array.from({ length: 5_000 }, (_, at): FileRecord => {
      const part = { name: `playlist_${at}.json`, bytes: 7, sha256: "0".repeat(64) };
      return { id: `playlist_${at}`, kind: "playlists", state: "ok", entries: 3, parts: [part] };
    });
    const noise = Array.from({ length: 5_000 }, (_, at) => ({ code: `noise-${at}` }));
    const warnings = [...noise, { code: "shrunk", file: "likes", was: 9, now: 1 }];
    const writer = await store.create(USER, WHOLE);
    await writer.commit(metadataAt("2026-11-22", files, warnings));
    const [listed] = await listStoredSnapshots(store, {}, ownerKeys);
    expect(listed?.metadata).toMatchObject({
      status: "complete",
      bytes: 35_000,
      kinds: [{ kind: "playlists", files: 5_000, entries: 15_000, bytes: 35_000, nameOnly: 0 }],
    });
    expect(listed?.latest).toBe(false);
    expect(listed?.metadata?.warnings[0]?.code).toBe("shrunk");
    expect(listed?.metadata?.warnings.length).toBe(MAX_SUMMARY_WARNINGS);
    expect(JSON.stringify(listed).length).toBeLessThan(5_000);
  });
});
