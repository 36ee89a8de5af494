import { describe, expect, it } from "vitest";
import { fault, generateLibrary, jpegNamed } from "../../emulator/index.ts";
import { runCommand, runInProcess } from "../support/cli/command.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { startLoopbackServer } from "../support/http/loopback-server.ts";
import { startProxy, through } from "../support/http/proxy.ts";
import { createScene } from "../support/spotify/scene.ts";

const library = () =>
  generateLibrary({ seed: 29, likes: 130, playlists: 4, itemsPerPlaylist: 60, artists: 55 });

/** A host that the login has nothing to do with. It has a cover for everybody, and nothing else. */
const startElsewhere = () =>
  startLoopbackServer(({ path }, response) => {
    const isCover = path.startsWith("/image/");
    response.writeHead(isCover ? 200 : 418);
    response.end(isCover ? jpegNamed("cover") : undefined);
  });

describe("the login", () => {
  it("is shown to the configured host only, whatever addresses the answers name", async () => {
    await using scene = await createScene({ accounts: [library()] });
    await using elsewhere = await startElsewhere();
    const { accountsUrl } = scene.emulator;
    await using proxy = await startProxy(accountsUrl, (text) =>
      text.replaceAll(accountsUrl, elsewhere.url.origin),
    );
    const env = through(scene.env, accountsUrl, proxy.origin);
    const run = await runCommand(["backup", "--out", scene.directory, "--covers", "--json"], env);
    expect(run).toMatchObject({ exit: 0, stderr: "" });
    const { status, kinds } = JSON.parse(run.stdout);
    expect(status).toBe("complete");
    expect(kinds).toMatchObject([
      { kind: "likes", entries: 130 },
      { kind: "playlists", entries: 4 * 60 },
      {},
      { kind: "artists", entries: 55 },
      {},
      {},
      {},
      { kind: "covers", files: 2 },
    ]);
    expect(elsewhere.received.map(({ path }) => path)).toEqual([
      expect.stringMatching(/^\/image\//),
      expect.stringMatching(/^\/image\//),
    ]);
    for (const { headers } of elsewhere.received) {
      expect(headers).not.toHaveProperty("authorization");
      expect(headers).not.toHaveProperty("cookie");
    }
    expect(proxy.credentials.size).toBe(2);
  });

  it.each([
    ["the Web API", /^\/me/, 301],
    ["the Web API", /^\/me/, 307],
    ["the accounts service", "/api/token", 302],
    ["the accounts service", "/api/token", 308],
  ])("does not follow where %s points to: %s %i", async (_name, path, status) => {
    await using elsewhere = await startElsewhere();
    const clock = createFakeClock("2026-11-22T03:17:00Z", { autoAdvance: true });
    await using scene = await createScene({ accounts: [library()] }, { clock });
    const location = new URL("/v1/me", elsewhere.url).href;
    scene.emulator.faults.add({
      path,
      times: Number.POSITIVE_INFINITY,
      fault: fault.status(status, "", { location }),
    });
    const args = ["backup", "--out", scene.directory];
    const { exit, stdout } = await runInProcess(args, scene.env, { clock });
    expect(exit).toBe(5);
    expect(stdout).toMatch(/^The backup is failed; it made no snapshot\.$/m);
    expect(elsewhere.received).toEqual([]);
  });
});
