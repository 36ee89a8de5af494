import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { StoreError } from "../../src/errors.ts";
import { silentLog } from "../../src/log.ts";
import type { SnapshotStore } from "../../src/model/snapshot-store.ts";
import { createDirectoryStore } from "../../src/store/directory/store.ts";
import { type PageServer, servePage } from "../../src/view/page-server.ts";
import { decodeError } from "../../src/view/wire.ts";
import { createHistoryScene, libraryVersion, track } from "../support/cli/history-scene.ts";

const PAGE = `<meta content="connect-src 'none'"><meta name="tracksafe-store" content="">`;

interface Got {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Asks a server, with headers of any kind: `fetch` would not send a wrong `Host`. */
function ask(
  address: string,
  options: { readonly headers?: Record<string, string>; readonly body?: string } = {},
): Promise<Got> {
  const { headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const sent = httpRequest(address, { method, headers, agent: false }, async (answer) => {
      resolve({ status: answer.statusCode, headers: answer.headers, body: await text(answer) });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Opens the address as the first visitor, and gives the headers that this visitor has from now on. */
async function visit({ url }: PageServer): Promise<Record<string, string>> {
  const { status, headers } = await ask(url);
  expect(status).toBe(303);
  const [cookie = ""] = headers["set-cookie"] ?? [];
  return { cookie: cookie.split(";", 1)[0] ?? "" };
}

async function serve(change: Partial<SnapshotStore> = {}) {
  const scene = await createHistoryScene([libraryVersion([track("A")])]);
  const store = { ...createDirectoryStore(scene.directory), ...change };
  const server = await servePage(PAGE, store, silentLog);
  return {
    server,
    scene,
    root: new URL("/", server.url).href,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await scene[Symbol.asyncDispose]();
    },
  };
}

describe("a page with a store behind it", () => {
  it("lets the first visitor in, and nobody who comes later to the same address", async () => {
    await using world = await serve();
    const { server, root } = world;
    expect((await ask(root)).status).toBe(403);
    const headers = await visit(server);
    const page = await ask(root, { headers });
    expect([page.status, page.body]).toEqual([
      200,
      `<meta content="connect-src 'self'"><meta name="tracksafe-store" content="/store/">`,
    ]);
    for (const other of [{}, { cookie: `${headers["cookie"]}x` }, { cookie: "tracksafe-1=" }]) {
      expect((await ask(server.url, { headers: other })).status).toBe(403);
      expect((await ask(root, { headers: other })).status).toBe(403);
      const call = await ask(`${root}store/users`, { headers: other, body: "{}" });
      expect([call.status, call.body.includes("[")]).toEqual([403, false]);
    }
    // The page can be loaded again by whoever has it.
    expect((await ask(root, { headers })).status).toBe(200);
  });

  it("keeps its cookie from scripts and from other sites", async () => {
    await using world = await serve();
    const { headers } = await ask(world.server.url);
    expect(headers["set-cookie"]).toEqual([
      expect.stringMatching(/^tracksafe-\d+=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    expect(headers["cache-control"]).toBe("no-store");
  });

  it("refuses other names for this machine, and requests of other sites", async () => {
    await using world = await serve();
    const { server, root } = world;
    const { port } = new URL(root);
    for (const host of [`localhost:${port}`, `evil.example:${port}`, "127.0.0.1", "evil.example"]) {
      expect((await ask(server.url, { headers: { host } })).status).toBe(403);
    }
    // None of these used the address up.
    const headers = await visit(server);
    for (const foreign of [
      { origin: "http://evil.example" },
      { origin: `http://127.0.0.1:${Number(port) + 1}` },
      { origin: "null" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "cross-site" },
      { host: `evil.example:${port}` },
    ]) {
      const refused = await ask(`${root}store/users`, {
        headers: { ...headers, ...foreign },
        body: "{}",
      });
      expect(refused.status, JSON.stringify(foreign)).toBe(403);
    }
  });

  it("answers what a page may ask of a store", async () => {
    await using world = await serve();
    const { server, root, scene } = world;
    const headers = await visit(server);
    const call = (method: string, given: unknown) =>
      ask(`${root}store/${method}`, { headers, body: JSON.stringify(given) });
    const [name = ""] = scene.names;
    const ref = { user: scene.user, name };
    expect(JSON.parse((await call("users", {})).body)).toEqual([scene.user]);
    expect(JSON.parse((await call("list", { user: scene.user })).body)).toEqual([ref]);
    expect(JSON.parse((await call("unfinished", { user: scene.user })).body)).toEqual([]);
    expect(JSON.parse((await call("files", { ref })).body)).toContain("metadata.json");
    expect(JSON.parse((await call("location", {})).body)).toBe(scene.directory);
    expect((await call("prefetch", { refs: [ref], name: "metadata.json" })).status).toBe(200);
    const metadata = await call("read", { ref, name: "metadata.json" });
    expect(JSON.parse(metadata.body)).toMatchObject({ user: scene.user });
    expect(metadata.headers["content-type"]).toBe("application/octet-stream");
  });

  it.each([
    ["a way out of the directory", "read", { ref: { user: "..", name: "x" }, name: "passwd" }],
    ["a call that changes something", "remove", { user: "u", names: ["2026-01-01T00-00-00"] }],
    ["a call by the name of a built-in property", "constructor", {}],
    ["arguments of another form", "list", { user: 1 }],
    ["arguments too many", "users", { user: "u" }],
  ])("refuses %s", async (_, method, given) => {
    await using world = await serve();
    const headers = await visit(world.server);
    const body = JSON.stringify(given);
    const { status, body: answer } = await ask(`${world.root}store/${method}`, { headers, body });
    expect(status).toBe(422);
    expect(decodeError(answer).code).toMatch(/^(store\/bad-name|usage\/call)$/);
  });

  it("refuses what is no JSON, what is too large, and other methods", async () => {
    await using world = await serve();
    const headers = await visit(world.server);
    const at = `${world.root}store/users`;
    expect((await ask(at, { headers, body: "{" })).status).toBe(422);
    expect((await ask(at, { headers, body: `"${"x".repeat(1024 * 1024)}"` })).status).toBe(413);
    expect((await ask(at, { headers })).status).toBe(404);
    expect((await ask(`${world.root}etc`, { headers })).status).toBe(404);
  });

  it("gives errors of the store to the page, with their kind", async () => {
    const broken = new StoreError("store/io", "The disk is gone.", { hint: "Look for it." });
    await using world = await serve({
      users: () => Promise.reject(broken),
      files: () => Promise.reject(new Error("secret detail")),
    });
    const headers = await visit(world.server);
    const { body } = await ask(`${world.root}store/users`, { headers, body: "{}" });
    expect(decodeError(body)).toMatchObject({ code: "store/io", hint: "Look for it." });
    const ref = { user: "u", name: "2026-01-01T00-00-00" };
    const odd = await ask(`${world.root}store/files`, { headers, body: JSON.stringify({ ref }) });
    expect(odd.body).not.toContain("secret detail");
    expect(decodeError("<html>")).toMatchObject({ code: "store/io" });
  });
});
