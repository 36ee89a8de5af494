import { createHash } from "node:crypto";
import { fetch } from "undici";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FakeRepository } from "../support/github/repository.ts";
import { type FakeGitHub, startGitHub } from "../support/github/server.ts";
import type { Token } from "../support/github/tokens.ts";

const ROOT = "/repos/somebody/backups";
const NOWHERE = "0".repeat(40);

// The other tests rely on this server, so it has to be as strict as GitHub.
describe("the fake of GitHub", () => {
  let server: FakeGitHub;
  let repository: FakeRepository;
  let token: Token;
  beforeAll(async () => {
    server = await startGitHub();
    await server.addRepository({ owner: "somebody", name: "empty" });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    const options = { hasIssues: true, workflows: ["backup.yml"], files: { "a/b.txt": "b" } };
    repository = await server.addRepository({ owner: "somebody", name: "backups", ...options });
    const all = { contents: "write", issues: "write", secrets: "write", actions: "write" } as const;
    const rights = { "somebody/backups": all, "somebody/empty": all };
    token = server.addToken({ label: "all", rights });
  });

  async function send(request: string, body?: unknown, as: Token | null = token) {
    const [method = "", path = ""] = request.split(" ");
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: as === null ? {} : { authorization: `Bearer ${as.value}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    // biome-ignore lint/suspicious/noExplicitAny: a test looks at what it likes.
    const json: any = text === "" ? null : JSON.parse(text);
    return { status: answer.status, headers: answer.headers, json };
  }

  const blobSha = (content: string) =>
    createHash("sha1").update(`blob ${content.length}\0${content}`).digest("hex");

  it("stores what git can read", async () => {
    const base64 = { content: Buffer.from("\0x").toString("base64"), encoding: "base64" };
    const blob = await send(`POST ${ROOT}/git/blobs`, base64);
    expect(blob).toMatchObject({ status: 201, json: { sha: blobSha("\0x") } });
    expect((await send(`GET ${ROOT}/git/blobs/${blob.json.sha}`)).json).toMatchObject({
      encoding: "base64",
      content: "AHg=\n",
    });
    const head = (await send(`GET ${ROOT}/branches/main`)).json.commit;
    const tree = await send(`POST ${ROOT}/git/trees`, {
      base_tree: head.commit.tree.sha,
      tree: [
        { path: "a/b.txt", mode: "100644", type: "blob", sha: null },
        { path: "x/y/z.txt", mode: "100644", type: "blob", content: "z" },
        { path: "x/raw", mode: "100644", type: "blob", sha: blob.json.sha },
      ],
    });
    expect(tree.status).toBe(201);
    const commit = await send(`POST ${ROOT}/git/commits`, {
      message: "Mine",
      tree: tree.json.sha,
      parents: [head.sha],
    });
    expect(commit).toMatchObject({ status: 201, json: { parents: [{ sha: head.sha }] } });
    const sha = commit.json.sha;
    expect((await send(`PATCH ${ROOT}/git/refs/heads/main`, { sha })).status).toBe(200);
    expect((await send(`GET ${ROOT}/git/ref/heads/main`)).json.object.sha).toBe(sha);
    expect([...(await repository.files("main"))].map(([path, raw]) => [path, `${raw}`])).toEqual([
      ["x/raw", "\0x"],
      ["x/y/z.txt", "z"],
    ]);
    expect(await repository.log("main")).toEqual(["Mine", "A change"]);
    await repository.git.run(["fsck", "--strict"]);
    const all = (await send(`GET ${ROOT}/git/trees/main?recursive=1`)).json;
    const entries: { path: string }[] = all.tree;
    expect(entries.map(({ path }) => path)).toEqual(["x", "x/raw", "x/y", "x/y/z.txt"]);
  });

  it("refuses what GitHub refuses", async () => {
    const { sha, commit } = (await send(`GET ${ROOT}/branches/main`)).json.commit;
    const tree = (fields: object) => ({
      tree: [{ path: "a", mode: "100644", type: "blob", ...fields }],
    });
    const branch = "refs/heads/main";
    const refusals: [string, object | undefined, number, string][] = [
      ["POST git/trees", tree({ sha: NOWHERE }), 422, "not a valid blob"],
      ["POST git/trees", tree({ path: "../a", content: "" }), 422, "malformed"],
      ["POST git/trees", tree({ path: "a//b", content: "" }), 422, "malformed"],
      ["POST git/trees", tree({ content: "", sha: NOWHERE }), 422, "either"],
      ["POST git/trees", tree({}), 422, "either"],
      ["POST git/trees", tree({ sha: null }), 422, "BadObjectState"],
      ["POST git/trees", { ...tree({ content: "" }), base_tree: sha }, 422, "base_tree"],
      ["POST git/trees", { tree: [] }, 422, "Invalid"],
      ["POST git/trees", tree({ content: "x".repeat(2_500_001) }), 502, "Server Error"],
      ["POST git/commits", { message: "x", tree: NOWHERE }, 422, "Tree SHA"],
      ["POST git/commits", { message: "x", tree: commit.tree.sha, parents: ["x"] }, 422, "Parent"],
      ["POST git/refs", { ref: branch, sha }, 422, "already exists"],
      ["POST git/refs", { ref: "main", sha }, 422, "refs/"],
      ["POST git/refs", { ref: "refs/heads/new", sha: NOWHERE }, 422, "does not exist"],
      ["PATCH git/refs/heads/none", { sha }, 422, "does not exist"],
      ["PATCH git/refs/heads/main", { sha: NOWHERE }, 422, "does not exist"],
      ["GET git/blobs/x", undefined, 422, "40 characters"],
      [`GET git/blobs/${NOWHERE}`, undefined, 404, "Not Found"],
      [`GET git/trees/${NOWHERE}`, undefined, 404, "Not Found"],
      ["GET branches/none", undefined, 404, "Branch not found"],
      ["GET git/ref/heads/none", undefined, 404, "Not Found"],
      ["GET nothing", undefined, 404, "Not Found"],
      ["PUT contents/a/b.txt", { message: "x", content: "" }, 422, "sha"],
      ["PUT contents/c", { message: "x", content: "", branch: "none" }, 404, "none"],
      ["PUT actions/secrets/GITHUB_X", { key_id: "1", encrypted_value: "" }, 422, "names"],
      ["PUT actions/secrets/X", { key_id: "1", encrypted_value: "" }, 422, "key_id"],
      ["PUT actions/workflows/none.yml/enable", {}, 404, "Not Found"],
      ["PATCH issues/1", { title: "x" }, 404, "Not Found"],
    ];
    for (const [request, body, status, words] of refusals) {
      const answer = await send(request.replace(" ", ` ${ROOT}/`), body);
      expect([request, answer.status, answer.json.message]).toEqual([
        request,
        status,
        expect.stringContaining(words),
      ]);
    }
    expect(await repository.log("main")).toEqual(["A change"]);
  });

  it("moves a branch forward only, unless forced", async () => {
    const { sha, commit } = (await send(`GET ${ROOT}/branches/main`)).json.commit;
    const body = { message: "Orphan", tree: commit.tree.sha };
    const orphan = (await send(`POST ${ROOT}/git/commits`, body)).json.sha;
    const move = (more: object) =>
      send(`PATCH ${ROOT}/git/refs/heads/main`, { sha: orphan, ...more });
    expect(await move({ force: false })).toMatchObject({
      status: 422,
      json: { message: "Update is not a fast forward" },
    });
    expect(repository.git.ref("refs/heads/main")).toBe(sha);
    expect((await move({ force: true })).status).toBe(200);
    expect(repository.git.ref("refs/heads/main")).toBe(orphan);
  });

  it("has Git Data say 409 of an empty repository, until the contents API put a file", async () => {
    const empty = "/repos/somebody/empty";
    const calls: [string, object?][] = [
      ["POST git/blobs", { content: "x" }],
      ["POST git/trees", { tree: [{ path: "x", mode: "100644", content: "x" }] }],
      ["GET git/trees/main"],
      ["GET git/ref/heads/main"],
      ["GET git/matching-refs/heads/main"],
      ["POST git/refs", { ref: "refs/heads/main", sha: NOWHERE }],
    ];
    for (const [request, body] of calls) {
      const answer = await send(request.replace(" ", ` ${empty}/`), body);
      expect(answer).toMatchObject({ status: 409, json: { message: "Git Repository is empty." } });
    }
    expect((await send(`GET ${empty}/branches/main`)).status).toBe(404);
    const file = { message: "Start", content: "eA==" };
    expect((await send(`PUT ${empty}/contents/README.md`, file)).status).toBe(201);
    expect((await send(`POST ${empty}/git/blobs`, { content: "x" })).status).toBe(201);
  });

  it("gives each token its own rights in each repository", async () => {
    const rights = { "somebody/backups": { contents: "read", issues: "write" } } as const;
    const weak = server.addToken({ label: "weak", rights });
    const workflow = server.addToken({ label: "workflow", kind: "integration", rights });
    const old = server.addToken({ label: "old", kind: "classic", rights });
    const gone = server.addToken({ label: "gone", rights });
    gone.revoked = true;
    const blob = `POST ${ROOT}/git/blobs`;
    const refusals: [string, Token | null, number, string][] = [
      [blob, weak, 403, "Resource not accessible by personal access token"],
      [blob, workflow, 403, "Resource not accessible by integration"],
      [blob, old, 404, "Not Found"],
      [blob, gone, 401, "Bad credentials"],
      [blob, { ...weak, value: "unknown" }, 401, "Bad credentials"],
      [blob, null, 404, "Not Found"],
      [`GET ${ROOT}/actions/secrets/public-key`, weak, 403, "Resource not accessible by personal"],
      ["GET /repos/somebody/empty", weak, 404, "Not Found"],
    ];
    for (const [request, as, status, words] of refusals) {
      const body = request === blob ? { content: "x" } : undefined;
      const answer = await send(request, body, as);
      expect([answer.status, answer.json.message]).toEqual([
        status,
        expect.stringContaining(words),
      ]);
    }
    expect((await send(`GET ${ROOT}/branches/main`, undefined, weak)).status).toBe(200);
    expect((await send(`POST ${ROOT}/issues`, { title: "x" }, weak)).status).toBe(201);
    repository.visibility = "public";
    expect((await send(`GET ${ROOT}/branches/main`, undefined, null)).status).toBe(200);
    expect((await send(blob, { content: "x" }, null)).status).toBe(401);
  });

  it("keeps secrets and workflows", async () => {
    const key = (await send(`GET ${ROOT}/actions/secrets/public-key`)).json;
    expect(Buffer.from(key.key, "base64").length).toBe(32);
    const sealed = Buffer.alloc(60, 1).toString("base64");
    const put = () =>
      send(`PUT ${ROOT}/actions/secrets/MINE`, { key_id: key.key_id, encrypted_value: sealed });
    expect([(await put()).status, (await put()).status]).toEqual([201, 204]);
    expect(repository.secrets).toEqual(new Map([["MINE", sealed]]));
    const [workflow] = repository.workflows;
    if (workflow === undefined) throw new Error("no workflow");
    workflow.state = "disabled_inactivity";
    const enabled = await send(`PUT ${ROOT}/actions/workflows/backup.yml/enable`);
    expect(enabled.status).toBe(204);
    expect((await send(`GET ${ROOT}/actions/workflows`)).json.workflows).toMatchObject([
      { path: ".github/workflows/backup.yml", state: "active" },
    ]);
  });

  it("counts requests against the token's hour", async () => {
    const rights = { "somebody/backups": {} };
    const poor = server.addToken({ label: "poor", rights, limit: 1 });
    const first = await send(`GET ${ROOT}`, undefined, poor);
    expect(first.status).toBe(200);
    expect(first.headers.get("x-ratelimit-remaining")).toBe("0");
    const second = await send(`GET ${ROOT}`, undefined, poor);
    expect(second.status).toBe(403);
    expect(second.json.message).toContain("rate limit exceeded");
    expect(second.headers.get("x-ratelimit-reset")).toBe(String(poor.resetsAt));
  });
});
