import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createKeptFiles } from "../../../src/store/github/kept-files.ts";
import { createGitHubStore } from "../../../src/store/github/store.ts";
import { appErrorOf } from "../../support/app-error.ts";
import type { FakeRepository } from "../../support/github/repository.ts";
import { createGitHubScene, type GitHubScene } from "../../support/github/scene.ts";
import type { Token } from "../../support/github/tokens.ts";
import { bytesOf, saveSnapshot, storeContent } from "../../support/snapshot/stored-snapshots.ts";

const at = { owner: "somebody", repo: "backups" };
const USER = "0123456789abcdef";
const NAME = "2026-11-22T03-17-00";
const KEPT = "restore-0123456789abcdef";

describe("files kept beside the snapshots", () => {
  let scene: GitHubScene;
  let repository: FakeRepository;
  let token: Token;
  beforeEach(async () => {
    scene = await createGitHubScene();
    repository = await scene.repository({ files: { "README.md": "The code" } });
    token = scene.token(repository);
    await saveSnapshot(store(), USER, NAME, { "likes.json": "likes" });
    scene.server.reset();
  });
  afterEach(() => scene.close());

  const store = () =>
    createGitHubStore({ github: scene.connect(token).github, ...at, ownRepository: true });
  /** As a run of its own has it. */
  const open = () =>
    createKeptFiles({ github: scene.connect(token).github, at, ownRepository: true });
  const filesOf = (texts: Readonly<Record<string, string>>) =>
    new Map(Object.entries(texts).map(([name, text]) => [name, bytesOf(text)]));
  const replace = (name: string, files: ReadonlyMap<string, Uint8Array>) =>
    open().replace(new Map([[name, files]]));
  const read = async (name = KEPT) =>
    Object.fromEntries(
      [...(await open().read(name))].map(([file, content]) => [file, `${Buffer.from(content)}`]),
    );
  const commits = async () => (await repository.log("backups")).length;

  it("are there for the next run, until they are taken away again", async () => {
    expect(await read()).toEqual({});
    await replace(KEPT, filesOf({ "000001.jsonl": "one", label: "\0\xff" }));
    expect(await read()).toMatchObject({ "000001.jsonl": "one" });
    await replace("state-1", filesOf({ label: "other" }));
    await replace(KEPT, filesOf({ "000001.jsonl": "one", "000002.jsonl": "two" }));
    expect(await read()).toEqual({ "000001.jsonl": "one", "000002.jsonl": "two" });
    await replace(KEPT, new Map());
    expect(await read()).toEqual({});
    expect(await read("state-1")).toEqual({ label: "other" });
    await replace("state-1", new Map());
    expect([...(await repository.files("backups")).keys()]).toEqual([
      `backups/${USER}/${NAME}/likes.json`,
      `backups/${USER}/${NAME}/metadata.json`,
    ]);
    expect((await repository.log("backups")).slice(0, 2)).toEqual([
      "Forget the state of a restore",
      "Forget the state of a restore",
    ]);
    expect(await repository.git.run(["fsck", "--strict"])).not.toContain("error");
  });

  it("are changed in several directories by one commit", async () => {
    await replace("state-1", filesOf({ label: "old" }));
    await replace("state-2", filesOf({ label: "same" }));
    const before = await commits();
    const directories = { [KEPT]: { a: "one" }, "state-1": {}, "state-2": { label: "same" } };
    await open().replace(
      new Map(Object.entries(directories).map(([name, texts]) => [name, filesOf(texts)])),
    );
    expect(await commits()).toBe(before + 1);
    expect([await read(), await read("state-1"), await read("state-2")]).toEqual([
      { a: "one" },
      {},
      { label: "same" },
    ]);
  });

  it("are no snapshots to anybody", async () => {
    await replace(KEPT, filesOf({ "000001.jsonl": "one" }));
    expect(await store().users()).toEqual([USER]);
    expect(Object.keys(await storeContent(store()))).toEqual([`${USER}/${NAME}`]);
  });

  it("take no commit, and are not sent again, where they did not change", async () => {
    await replace(KEPT, filesOf({ "000001.jsonl": "one" }));
    const before = await commits();
    scene.server.reset();
    await replace(KEPT, filesOf({ "000001.jsonl": "one" }));
    await replace("never-there", new Map());
    expect(scene.server.requests.every(({ method }) => method === "GET")).toBe(true);
    expect(await commits()).toBe(before);
    await replace(KEPT, filesOf({ "000001.jsonl": "one", "000002.jsonl": "two" }));
    expect(await commits()).toBe(before + 1);
    const sent = scene.server.requests.map(({ body }) => body).join();
    expect(sent).toContain('"two"');
    expect(sent).not.toContain('"one"');
  });

  it("go on top of what came meanwhile", async () => {
    const remove = scene.server.onRequest(async ({ method }) => {
      if (method !== "PATCH") return;
      remove();
      await repository.commit("backups", { ".tracksafe/other/x": "x", "notes.txt": "mine" });
    });
    await replace(KEPT, filesOf({ "000001.jsonl": "one" }));
    const files = await repository.files("backups");
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        `.tracksafe/${KEPT}/000001.jsonl`,
        ".tracksafe/other/x",
        "notes.txt",
      ]),
    );
  });

  it("are none where there is more than a run keeps", async () => {
    const many = Array.from({ length: 1001 }, (_, index) => [`.tracksafe/${KEPT}/${index}`, "x"]);
    await repository.commit("backups", Object.fromEntries(many));
    scene.server.reset();
    expect(await read()).toEqual({});
    expect(scene.server.requests.filter(({ path }) => path.includes("/blobs/"))).toEqual([]);
  });

  it("are refused where a file is in their place, or by a token that may only read", async () => {
    await repository.commit("backups", { ".tracksafe": "mine" });
    expect(await appErrorOf(() => open().read(KEPT))).toMatchObject({ code: "store/io" });
    token = scene.token(repository, { contents: "read" });
    await repository.commit("backups", { ".tracksafe": null });
    expect(await read()).toEqual({});
    const kept = open();
    const error = await appErrorOf(() => kept.replace(new Map([[KEPT, filesOf({ a: "one" })]])));
    expect(error).toMatchObject({ code: "store/permission" });
  });
});
