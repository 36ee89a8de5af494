import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { moveBranch, readBranch } from "../../src/github/branch.ts";
import {
  createBlob,
  createCommit,
  createTree,
  probeWrite,
  readBlob,
  readTree,
} from "../../src/github/git-data.ts";
import { blobSha, treeSha } from "../../src/github/git-objects.ts";
import { isPublic, readRepository } from "../../src/github/repository.ts";
import { appErrorOf } from "../support/app-error.ts";
import type { FakeRepository } from "../support/github/repository.ts";
import { createGitHubScene, type GitHubScene } from "../support/github/scene.ts";
import type { Rights } from "../support/github/tokens.ts";
import { startLoopbackServer } from "../support/http/loopback-server.ts";

const at = { owner: "somebody", repo: "backups" };

describe("a repository on GitHub", () => {
  let scene: GitHubScene;
  let repository: FakeRepository;
  beforeEach(async () => {
    scene = await createGitHubScene();
    repository = await scene.repository({ files: { "README.md": "Hello", "a/b/c.txt": "c" } });
  });
  afterEach(() => scene.close());

  const connect = (rights?: Rights) => scene.connect(scene.token(repository, rights)).github;

  it("is described by its facts", async () => {
    expect(await readRepository(connect(), at)).toEqual({
      visibility: "private",
      defaultBranch: "main",
      hasIssues: true,
      isArchived: false,
      bytes: 42 * 1024,
      isFork: false,
      parentUrl: null,
    });
    repository.archived = true;
    repository.isFork = true;
    repository.visibility = "internal";
    expect(await readRepository(connect(), at)).toMatchObject({
      visibility: "internal",
      isArchived: true,
      bytes: 42 * 1024,
      isFork: true,
      parentUrl: "https://github.com/template/tracksafe",
    });
  });

  it.each([
    [{ visibility: "public" }, "public", true],
    [{ private: false }, "public", true],
    [{ private: true }, "private", false],
    [{ visibility: "internal", private: true }, "internal", false],
    [{ visibility: "odd", private: true }, "private", false],
    [{}, "unknown", true],
  ])("counts as public unless GitHub says otherwise: %j", async (facts, visibility, open) => {
    await using server = await startLoopbackServer((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ default_branch: "main", ...facts }));
    });
    const { github } = scene.connect("token", { apiUrl: server.url.href });
    const found = await readRepository(github, at);
    expect(found.visibility).toBe(visibility);
    expect(isPublic(found)).toBe(open);
  });

  it("takes no web page for an answer", async () => {
    await using server = await startLoopbackServer((_, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<p>Please log in");
    });
    const { github } = scene.connect("token", { apiUrl: server.url.href });
    const reads = [
      () => readRepository(github, at),
      () => readBranch(github, at, "main"),
      () => readTree(github, at, "a".repeat(40)),
      () => readBlob(github, at, "a".repeat(40)),
    ];
    for (const read of reads) expect((await appErrorOf(read)).code).toBe("http/bad-answer");
  });

  describe("trying to write", () => {
    it("works for the token of a workflow, of which GitHub says that it may do nothing", async () => {
      const token = scene.token(repository, { contents: "write" }, "integration");
      const { github } = scene.connect(token);
      const facts = await github.call({ area: "metadata", level: "read" }, (rest) =>
        rest.repos.get(at),
      );
      expect(facts.permissions?.push).toBe(false);
      await probeWrite(github, at);
    });

    it("works for an empty repository", async () => {
      const empty = await scene.repository({ name: "empty" });
      const { github } = scene.connect(scene.token(empty));
      await probeWrite(github, { owner: "somebody", repo: "empty" });
    });

    it("shows a missing right although the person behind the token has it", async () => {
      const { github } = scene.connect(scene.token(repository, { contents: "read" }));
      const facts = await github.call({ area: "metadata", level: "read" }, (rest) =>
        rest.repos.get(at),
      );
      expect(facts.permissions?.push).toBe(true);
      expect((await appErrorOf(() => probeWrite(github, at))).code).toBe("store/permission");
    });
  });

  describe("branches", () => {
    it("are where git has them", async () => {
      const head = await readBranch(connect(), at, "main");
      const [commit, tree] = (
        await repository.git.run(["log", "-1", "--format=%H %T", "main"])
      ).split(" ");
      expect(head).toEqual({ commit, tree, parents: [] });
    });

    it("are told apart from empty and from hidden repositories", async () => {
      expect(await readBranch(connect(), at, "backups")).toBe("missing");
      const empty = await scene.repository({ name: "empty" });
      const { github } = scene.connect(scene.token(empty));
      expect(await readBranch(github, { owner: "somebody", repo: "empty" }, "main")).toBe("empty");
      expect((await appErrorOf(() => readBranch(github, at, "backups"))).code).toBe(
        "store/not-found",
      );
      const blind = connect({ issues: "write" });
      expect((await appErrorOf(() => readBranch(blind, at, "backups"))).code).toBe(
        "store/permission",
      );
    });

    it("move forward only, and only where they may", async () => {
      const github = connect();
      const head = await readBranch(github, at, "main");
      if (typeof head === "string") throw new Error(head);
      const { tree } = head;
      const next = await createCommit(github, at, { tree, parents: [head.commit], message: "A" });
      const other = await createCommit(github, at, { tree, parents: [head.commit], message: "B" });
      const orphan = await createCommit(github, at, { tree, parents: [], message: "C" });
      const move = (commit: string, branch = "main", isNew = false) =>
        moveBranch(github, at, { branch, commit, isNew });
      expect(await move(next)).toBe("done");
      expect(await move(next)).toBe("done");
      expect(await move(other)).toBe("outdated");
      expect(await move(orphan)).toBe("outdated");
      expect(await move(orphan, "backups/all")).toBe("outdated");
      expect(await move(orphan, "backups/all", true)).toBe("done");
      expect(await move(orphan, "backups/all", true)).toBe("outdated");
      expect(await readBranch(github, at, "backups/all")).toMatchObject({ commit: orphan });
      repository.protectedBranches.add("main");
      expect(await move(next)).toBe("refused");
    });
  });

  describe("objects", () => {
    it("are called as git calls them", async () => {
      const github = connect();
      const contents = ["", "text\n", "a\0b", "é", "x".repeat(100_000)].map((text) =>
        Buffer.from(text),
      );
      for (const content of contents) {
        const sha = await createBlob(github, at, content);
        expect(sha).toBe(blobSha(content));
        expect(await readBlob(github, at, sha)).toEqual(content);
      }
      const sha = blobSha(contents[1] ?? Buffer.from(""));
      // Git sorts these otherwise than people do.
      const names = ["b", "a.b", "a", "a-b", "a0", "B", "é"];
      const inner = await createTree(github, at, null, [{ path: "x", content: "text\n" }]);
      expect(inner).toBe(treeSha([{ path: "x", mode: "100644", sha }]));
      const entries = names.map((path) =>
        path === "a"
          ? { path, mode: "040000" as const, sha: inner }
          : { path, mode: "100644" as const, sha },
      );
      expect(await createTree(github, at, null, entries)).toBe(treeSha(entries));
      await repository.git.run(["fsck", "--strict"]);
    });

    it("are listed by directory", async () => {
      const github = connect();
      const head = await readBranch(github, at, "main");
      if (typeof head === "string") throw new Error(head);
      const entries = await readTree(github, at, head.tree);
      expect(entries).toEqual([
        { path: "README.md", mode: "100644", sha: blobSha(Buffer.from("Hello")), size: 5 },
        { path: "a", mode: "040000", sha: expect.stringMatching(/^[0-9a-f]{40}$/), size: null },
      ]);
      repository.maxTreeEntries = 1;
      const error = await appErrorOf(() => readTree(github, at, head.tree));
      expect(error).toMatchObject({ name: "StoreError", code: "store/too-large" });
    });

    it("are refused when they came damaged", async () => {
      await using server = await startLoopbackServer((_, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ encoding: "base64", content: "b3RoZXI=" }));
      });
      const { github } = scene.connect("token", { apiUrl: server.url.href });
      const error = await appErrorOf(() => readBlob(github, at, blobSha(Buffer.from("content"))));
      expect(error).toMatchObject({ name: "IntegrityError", code: "snapshot/corrupt" });
    });

    it("are waited for until all of GitHub sees them", async () => {
      repository.lag.objects = 2;
      const { github, clock } = scene.connect(scene.token(repository));
      const first = await createTree(github, at, null, [{ path: "a", content: "a" }]);
      const second = await createTree(github, at, first, [{ path: "b", content: "b" }]);
      await createCommit(github, at, { tree: second, parents: [], message: "Both" });
      expect(clock.sleeps.filter((ms) => ms === 2000).length).toBe(2);
      expect(scene.server.requests.map(({ status }) => status)).toEqual([
        201, 422, 422, 201, 422, 422, 201,
      ]);
    });

    it("are not waited for for ever", async () => {
      const { github } = scene.connect(scene.token(repository));
      const parents = ["a".repeat(40)];
      const tree = "b".repeat(40);
      const error = await appErrorOf(() =>
        createCommit(github, at, { tree, parents, message: "No" }),
      );
      expect(error).toMatchObject({ name: "StoreError", code: "store/refused" });
      expect(scene.server.requests.length).toBe(4);
    });
  });
});
