import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GitHub, NO_RETRIES } from "../../src/github/client.ts";
import type { Need } from "../../src/github/failures.ts";
import { createLog, type LogFields } from "../../src/log.ts";
import { appErrorOf, printed } from "../support/app-error.ts";
import { type Fault, primaryLimit, secondaryLimit } from "../support/github/faults.ts";
import type { FakeRepository } from "../support/github/repository.ts";
import { createGitHubScene, type GitHubScene, NOW } from "../support/github/scene.ts";
import type { Token } from "../support/github/tokens.ts";
import { startLoopbackServer } from "../support/http/loopback-server.ts";

const at = { owner: "somebody", repo: "backups" };
const READ: Need = { area: "contents", level: "read" };
const WRITE: Need = { area: "contents", level: "write" };

const readFacts = (github: GitHub) => github.call(READ, (rest) => rest.repos.get(at));
const writeBlob = (github: GitHub, options = {}) =>
  github.call(WRITE, (rest) => rest.git.createBlob({ ...at, content: "likes", ...options }));

/** A penalty whose message does not mention one. */
const otherWords = (status: number, message: string): Fault => ({
  kind: "status",
  status,
  message,
  headers: { "retry-after": "90" },
});
const endlessHour: Fault = {
  kind: "status",
  status: 403,
  message: "API rate limit exceeded.",
  headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "" },
};

describe("the GitHub client", () => {
  let scene: GitHubScene;
  let repository: FakeRepository;
  let token: Token;
  beforeEach(async () => {
    scene = await createGitHubScene();
    repository = await scene.repository({ files: { "README.md": "Hello" } });
    token = scene.token(repository);
  });
  afterEach(() => scene.close());

  it("calls the API with its token", async () => {
    const { github, clock } = scene.connect(token);
    expect((await readFacts(github)).full_name).toBe("somebody/backups");
    expect(scene.server.requests).toMatchObject([
      { method: "GET", path: "/repos/somebody/backups", token: token.label, status: 200 },
    ]);
    expect(github.requests()).toBe(1);
    expect(clock.sleeps).toEqual([]);
  });

  it("takes an API below a path", async () => {
    await using server = await startLoopbackServer((_, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
    const { github } = scene.connect(token, { apiUrl: `${server.url.href}api/v3/` });
    await readFacts(github);
    expect(server.received).toMatchObject([
      {
        path: "/api/v3/repos/somebody/backups",
        headers: {
          authorization: `token ${token.value}`,
          "user-agent": expect.stringMatching(/^tracksafe\/0\.0\.0 /),
          "x-github-api-version": "2022-11-28",
        },
      },
    ]);
  });

  it("refuses an API that the token could be read on the way to", async () => {
    for (const apiUrl of ["http://example.com", "not a url"]) {
      const error = await appErrorOf(() => scene.connect(token, { apiUrl }));
      expect(error.name).toBe("UsageError");
      expect(error.message).toContain("GITHUB_API_URL");
    }
  });

  describe("after an error", () => {
    it.each<[string, Fault]>([
      ["an error of the server", { kind: "status", status: 502 }],
      ["a lost connection", { kind: "reset" }],
      ["a lost answer", { kind: "appliedThenLost" }],
    ])("sends again after %s, waiting ever longer", async (_, fault) => {
      const { github, clock } = scene.connect(token);
      for (let index = 0; index < 3; index += 1) scene.server.failAt(index, fault);
      await writeBlob(github);
      expect(scene.server.requests.length).toBe(4);
      expect(github.requests()).toBe(4);
      expect(clock.now().getTime() - Date.parse(NOW)).toBe(1000 + 4000 + 9000);
    });

    it("does not wait for the failures of other requests", async () => {
      const { github, clock } = scene.connect(token);
      const refused = github.attempt(READ, [404], (rest) =>
        rest.repos.getBranch({ ...at, branch: "none" }),
      );
      expect(await refused).toMatchObject({ status: 404 });
      await readFacts(github);
      expect(clock.sleeps).toEqual([]);
    });

    it("gives up in the end", async () => {
      for (let index = 0; index < 8; index += 1) {
        scene.server.failAt(index, index < 4 ? { kind: "status", status: 500 } : { kind: "reset" });
      }
      const { github } = scene.connect(token);
      expect(await appErrorOf(() => readFacts(github))).toMatchObject({
        name: "ProviderError",
        code: "provider/unavailable",
      });
      expect(scene.server.requests.length).toBe(4);
      expect(await appErrorOf(() => readFacts(github))).toMatchObject({
        name: "ProviderError",
        code: "http/network",
      });
      expect(scene.server.requests.length).toBe(8);
    });

    it.each<[string, Fault]>([
      ["provider/unavailable", { kind: "status", status: 500 }],
      ["http/network", { kind: "reset" }],
      ["http/network", { kind: "appliedThenLost" }],
    ])("does not repeat what must not be repeated (%s)", async (code, fault) => {
      scene.server.failAt(0, fault);
      const { github } = scene.connect(token);
      const error = await appErrorOf(() => writeBlob(github, NO_RETRIES));
      expect(error.code).toBe(code);
      expect(scene.server.requests.length).toBe(1);
    });

    it("takes an answer that breaks off for none", async () => {
      await using server = await startLoopbackServer((request, response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
        if (server.received.length > 1) response.end(`{"full_name":"whole"}`.padEnd(100));
        else response.write(`{"full_name":`, () => response.destroy());
        expect(request.method).toBe("GET");
      });
      const { github } = scene.connect(token, { apiUrl: server.url.href });
      expect((await readFacts(github)).full_name).toBe("whole");
      expect(server.received.length).toBe(2);
    });

    it("says that the token is not accepted, and what it is called", async () => {
      const { github } = scene.connect("ghp_wrongWRONGwrongWRONGwrong");
      const error = await appErrorOf(() => readFacts(github));
      expect(error).toMatchObject({ name: "AuthError", code: "auth/github-token" });
      expect(error.message).toContain("GITHUB_TOKEN");
      expect(scene.server.requests.length).toBe(1);
    });

    it.each(["integration", "personal", "classic"] as const)(
      "says which right a token lacks (%s)",
      async (kind) => {
        const weak = scene.token(repository, { contents: "read" }, kind);
        const error = await appErrorOf(() => writeBlob(scene.connect(weak).github));
        expect(error).toMatchObject({ name: "StoreError", code: "store/permission" });
        expect(error.message).toContain('"contents: write"');
        expect(error.message).toContain("GITHUB_TOKEN");
        expect(scene.server.requests.length).toBe(1);
      },
    );

    it("says that it finds no such repository", async () => {
      const other = await scene.repository({ name: "other" });
      const blind = scene.token(other);
      const error = await appErrorOf(() => readFacts(scene.connect(blind).github));
      expect(error).toMatchObject({ name: "NotFoundError", code: "store/not-found" });
      expect(error.hint).toContain("contents: read");
    });

    it("says that a repository is archived", async () => {
      repository.archived = true;
      const error = await appErrorOf(() => writeBlob(scene.connect(token).github));
      expect(error).toMatchObject({ name: "StoreError", code: "store/permission" });
      expect(error.message).toContain("archived");
    });

    it("hands a refusal that is expected to the caller", async () => {
      const { github } = scene.connect(token);
      const send = () =>
        github.attempt(READ, [404], (rest) => rest.repos.getBranch({ ...at, branch: "none" }));
      expect(await send()).toEqual({ status: 404, message: "Branch not found" });
    });

    it("shows neither the token nor what was to be stored", async () => {
      const lines: LogFields[] = [];
      const log = createLog("debug", (_, event, fields) => lines.push({ event, ...fields }));
      const { github } = scene.connect(token, { log });
      scene.server.failAt(0, { kind: "status", status: 422, message: "No" });
      const error = await appErrorOf(() => writeBlob(github, { content: "a private title" }));
      expect(error.code).toBe("store/refused");
      expect(printed(error)).toContain("422: No");
      expect(lines.length).toBe(1);
      for (const secret of [token.value, "a private title", "somebody"]) {
        expect(printed(error)).not.toContain(secret);
        expect(JSON.stringify(lines)).not.toContain(secret);
      }
    });

    it("stops at once when it is told to", async () => {
      const stop = new AbortController();
      const { github } = scene.connect(token, { signal: stop.signal });
      scene.server.onRequest(() => stop.abort());
      const error = await appErrorOf(() => readFacts(github));
      expect(error).toMatchObject({ name: "CancelledError", code: "cancelled" });
      expect((await appErrorOf(() => writeBlob(github))).code).toBe("cancelled");
      expect((await appErrorOf(() => github.sleep(1000))).code).toBe("cancelled");
      expect(scene.server.requests.length).toBe(1);
    });
  });

  describe("pace", () => {
    it("leaves a second between writes, and none between reads", async () => {
      const { github, clock } = scene.connect(token);
      const times: number[] = [];
      scene.server.onRequest(() => void times.push(clock.now().getTime() - Date.parse(NOW)));
      await readFacts(github);
      await readFacts(github);
      await writeBlob(github);
      await Promise.all([writeBlob(github), writeBlob(github)]);
      await readFacts(github);
      expect(times).toEqual([0, 0, 0, 1000, 2000, 2000]);
    });

    it.each([
      ["403", secondaryLimit(90, 403), 90_000],
      ["429", secondaryLimit(120, 429), 120_000],
      ["403 that does not say for how long", secondaryLimit(null), 60_000],
      ["403 in other words", otherWords(403, "Forbidden"), 90_000],
      ["403 without a word", otherWords(403, ""), 90_000],
      ["429 in other words", otherWords(429, "Please slow down."), 90_000],
      ["429 that does not say for how long", { kind: "status", status: 429 }, 60_000],
      ["an hour that does not say when it is over", endlessHour, 60_000],
    ] as const)("waits out a short penalty (%s)", async (_, fault, ms) => {
      const { github, clock } = scene.connect(token);
      scene.server.failAt(0, fault);
      await writeBlob(github);
      expect(scene.server.requests.map(({ status }) => status)).toEqual([
        fault.kind === "status" ? fault.status : 0,
        201,
      ]);
      expect(clock.now().getTime() - Date.parse(NOW)).toBe(ms);
    });

    it("sends nothing at all while a penalty lasts", async () => {
      const times: number[] = [];
      const others: Promise<unknown>[] = [];
      const log = createLog("info", (_, event) => {
        if (event === "github.paused") others.push(readFacts(github), writeBlob(github));
      });
      const { github, clock } = scene.connect(token, { log });
      scene.server.onRequest(() => void times.push(clock.now().getTime() - Date.parse(NOW)));
      scene.server.failAt(0, secondaryLimit(30));
      await writeBlob(github);
      await Promise.all(others);
      expect(others.length).toBe(2);
      expect(times[0]).toBe(0);
      expect(times.slice(1).sort()).toEqual([30_000, 30_000, 31_000]);
    });

    it("does not wait for a long penalty, and asks for nothing until it is over", async () => {
      const { github, clock } = scene.connect(token);
      scene.server.failAt(0, secondaryLimit(121));
      const retryAt = new Date(Date.parse(NOW) + 121_000);
      for (const attempt of [writeBlob, readFacts]) {
        expect(await appErrorOf(() => attempt(github))).toMatchObject({
          name: "RateLimitError",
          code: "store/rate-limited",
          retryAt,
        });
      }
      expect(scene.server.requests.length).toBe(1);
      await clock.advance(121_000);
      await readFacts(github);
      expect(scene.server.requests.length).toBe(2);
    });

    it("does not wait for penalties without end", async () => {
      const { github } = scene.connect(token);
      for (let index = 0; index < 10; index += 1) scene.server.failAt(index, secondaryLimit(10));
      const error = await appErrorOf(() => writeBlob(github));
      expect(error.code).toBe("store/rate-limited");
      expect(scene.server.requests.length).toBe(4);
    });

    it("waits for the end of the hour only when that is near", async () => {
      const { github, clock } = scene.connect(token);
      scene.server.failAt(0, primaryLimit(new Date(Date.now() + 20_000)));
      await readFacts(github);
      const waited = clock.now().getTime() - Date.parse(NOW);
      expect(waited).toBeGreaterThanOrEqual(18_000);
      expect(waited).toBeLessThanOrEqual(22_000);
      const resetsAt = new Date(Math.floor(Date.now() / 1000) * 1000 + 1_800_000);
      scene.server.failAt(2, primaryLimit(resetsAt));
      expect(await appErrorOf(() => readFacts(github))).toMatchObject({
        code: "store/rate-limited",
        retryAt: resetsAt,
      });
      expect(scene.server.requests.length).toBe(3);
    });

    it("knows a used-up hour from a missing right", async () => {
      const poor = scene.server.addToken({
        label: "poor",
        rights: { [repository.fullName]: { contents: "write" } },
        limit: 1,
      });
      const { github } = scene.connect(poor);
      await readFacts(github);
      const error = await appErrorOf(() => readFacts(github));
      expect(error).toMatchObject({
        code: "store/rate-limited",
        retryAt: new Date(poor.resetsAt * 1000),
      });
    });
  });

  describe("redirects", () => {
    it("follows a renamed repository with what it was asked for", async () => {
      await using server = await startLoopbackServer((request, response) => {
        if (request.path.startsWith("/repos/")) {
          response.writeHead(307, { location: "/repositories/1/git/blobs" }).end();
        } else {
          response.writeHead(201, { "content-type": "application/json" }).end(`{"sha":"1"}`);
        }
      });
      const { github } = scene.connect(token, { apiUrl: server.url.href });
      await writeBlob(github);
      expect(server.received).toMatchObject([
        { method: "POST", path: "/repos/somebody/backups/git/blobs" },
        { method: "POST", path: "/repositories/1/git/blobs" },
      ]);
      expect(server.received[1]?.body).toEqual(server.received[0]?.body);
    });

    it("takes nothing to another host", async () => {
      await using other = await startLoopbackServer((_, response) => void response.end("{}"));
      await using server = await startLoopbackServer((_, response) => {
        response.writeHead(307, { location: other.url.href }).end();
      });
      const { github } = scene.connect(token, { apiUrl: server.url.href });
      expect((await appErrorOf(() => writeBlob(github, NO_RETRIES))).code).toBe("http/bad-answer");
      expect(other.received).toEqual([]);
    });
  });

  it("logs requests without saying whose repository it is", async () => {
    const lines: LogFields[] = [];
    const log = createLog("debug", (_, event, fields) => lines.push({ event, ...fields }));
    const { github } = scene.connect(token, { log });
    await readFacts(github);
    await writeBlob(github);
    expect(lines).toMatchObject([
      { event: "github.request", method: "GET", route: "/repos/{owner}/{repo}", status: 200 },
      { method: "POST", route: "/repos/{owner}/{repo}/git/blobs", status: 201 },
    ]);
  });

  it("tells when the token ends", async () => {
    const expiresAt = new Date("2026-12-01T10:20:30Z");
    const rights = { [repository.fullName]: { contents: "read" } } as const;
    const mortal = scene.server.addToken({ label: "mortal", rights, expiresAt });
    const { github } = scene.connect(mortal);
    expect(github.tokenExpiresAt()).toBeNull();
    await readFacts(github);
    expect(github.tokenExpiresAt()).toEqual(expiresAt);
    const immortal = scene.connect(token).github;
    await readFacts(immortal);
    expect(immortal.tokenExpiresAt()).toBeNull();
  });
});
