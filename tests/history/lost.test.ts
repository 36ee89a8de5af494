import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listSnapshots } from "../../src/history/list.ts";
import type { Trust } from "../../src/history/trust.ts";
import { verifySnapshots } from "../../src/history/verify.ts";
import { encodeMetadata } from "../../src/snapshot/metadata.ts";
import { createGitHubStore } from "../../src/store/github.ts";
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

const metadata = Buffer.from(
  encodeMetadata(
    {
      createdAt: "2026-11-22T03:17:00.000Z",
      finishedAt: "2026-11-22T03:17:05.000Z",
      tool: { name: "tracksafe", version: "1.0.0" },
      provider: "spotify",
      user: USER,
      status: "complete",
      include: ["likes"],
      covers: false,
      encryption: null,
      files: [],
      login: null,
      warnings: [],
    },
    null,
  ),
).toString();

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
