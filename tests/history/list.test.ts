import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listSnapshots } from "../../src/history/list.ts";
import type { Trust } from "../../src/history/trust.ts";
import { verifySnapshots } from "../../src/history/verify.ts";
import { encodeMetadata, type FileRecord } from "../../src/snapshot/metadata.ts";
import { createDirectoryStore } from "../../src/store/directory/store.ts";
import { createGitHubStore } from "../../src/store/github/store.ts";
import { createMemoryDisk } from "../support/disk/memory-disk.ts";
import { type GitHubScene, openGitHubScene } from "../support/github/scene.ts";

const USER = "0123456789abcdef";
const WHOLE = "2026-11-22T03-17-00";
const LOST = "2026-11-21T03-17-00";
const trust: Trust = {
  keyIds: () => [],
  open: null,
  contentKey: null,
  now: new Date("2026-11-22T12:00:00Z"),
};

const metadataAt = (day: string, files: readonly FileRecord[] = []): Buffer =>
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
        warnings: [],
      },
      null,
    ),
  );
const metadata = metadataAt("2026-11-22").toString();

describe("a snapshot on GitHub", () => {
  let scene: GitHubScene;
  beforeEach(async () => {
    scene = await openGitHubScene();
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
      ...{ owner: "somebody", repo: "backups", ownRepository: false },
    });
    const verified = await verifySnapshots(store, {}, trust);
    expect(verified.map(({ name, verification: { problems } }) => ({ name, problems }))).toEqual([
      { name: LOST, problems: [expect.objectContaining({ file: "metadata.json", code })] },
      { name: WHOLE, problems: [] },
    ]);
    expect(await listSnapshots(store, {}, trust)).toMatchObject([
      { name: LOST, metadata: null, latest: false },
      { name: WHOLE, latest: true },
    ]);
  });
});

describe("a listing", () => {
  it("keeps what is the same in many snapshots once", async () => {
    const { fs } = createMemoryDisk();
    const store = createDirectoryStore("/backups", { fs });
    const days = ["2026-11-20", "2026-11-21"];
    for (const day of days) {
      const writer = await store.create(USER, `${day}T03-17-00`);
      const [same, other] = ["likes", `playlist_${day.replaceAll("-", "")}`].map((id) => ({
        ...{ id, kind: "likes" as const, state: "failed" as const, parts: [] },
      }));
      await writer.commit(
        metadataAt(
          day,
          [same, other].filter((file) => file !== undefined),
        ),
      );
    }
    const [first, second] = await listSnapshots(store, {}, trust);
    expect(second?.metadata?.files[0]).toBe(first?.metadata?.files[0]);
    expect(second?.metadata?.files[1]).toMatchObject({ id: "playlist_20261121" });
    expect(first?.metadata?.files[1]).toMatchObject({ id: "playlist_20261120" });
  });
});
