import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readTreesWithFile } from "../../src/github/read-many.ts";
import type { FakeRepository } from "../support/github/repository.ts";
import { createGitHubScene, type GitHubScene } from "../support/github/scene.ts";

const at = { owner: "somebody", repo: "backups" };

describe("trees with one file of each", () => {
  let scene: GitHubScene;
  let repository: FakeRepository;
  beforeEach(async () => {
    scene = await createGitHubScene();
    repository = await scene.repository({ files: { "a/m.json": "é", "a/x": "x", "b/y": "y" } });
  });
  afterEach(() => scene.close());

  const sha = (path: string) => repository.git.read(`main:${path}`)?.sha ?? "";
  const read = (shas: readonly string[], token = scene.token(repository)) =>
    readTreesWithFile(scene.connect(token).github, at, shas, "m.json");

  it("come in one request", async () => {
    const found = await read([sha("a"), sha("b")]);
    expect(scene.server.requests).toHaveLength(1);
    const a = found.get(sha("a"));
    expect(a?.entries).toEqual([
      { path: "m.json", mode: "100644", sha: sha("a/m.json"), size: 2 },
      { path: "x", mode: "100644", sha: sha("a/x"), size: 1 },
    ]);
    expect(a?.file?.sha).toBe(sha("a/m.json"));
    expect(Buffer.from(a?.file?.content ?? []).toString()).toBe("é");
    expect(found.get(sha("b"))?.file).toBeNull();
  });

  it("are left out where there is no such tree", async () => {
    expect((await read(["0".repeat(40), sha("a/x")])).size).toBe(0);
  });

  it.each([
    ["is no text", Buffer.of(0, 1, 2)],
    ["is cut off", Buffer.alloc(600_000, "x")],
    ["is no UTF-8", Buffer.of(0xff, 0xfe)],
  ])("come without a file that %s", async (_, content) => {
    await repository.commit("main", { "a/m.json": content });
    expect((await read([sha("a")])).get(sha("a"))?.file).toBeNull();
  });

  it("are refused to a token without the right", async () => {
    const token = scene.token(repository, { issues: "write" });
    await expect(read([sha("a")], token)).rejects.toMatchObject({ name: "InternalError" });
  });
});
