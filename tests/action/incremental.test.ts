import { describe, expect, it } from "vitest";
import { ALL_SCOPES, generateLibrary, like } from "../../emulator/index.ts";
import { type FakeCacheService, startCacheService } from "../support/action/cache-service.ts";
import { type ActionScene, createActionScene } from "../support/action/scene.ts";

const spare = generateLibrary({ seed: 77, likes: 3 }).likes.map(({ track }) => track);

const HOUR_MS = 60 * 60 * 1000;

const createCachedScene = (cache: FakeCacheService, ahead = () => 0) =>
  createActionScene({
    accounts: [generateLibrary({ seed: 3, likes: 150, playlists: 3, itemsPerPlaylist: 60 })],
    cache,
    ahead,
  });

/** Runs a backup of likes and playlists, and gives the paths that it asked for. */
async function backUp(scene: ActionScene, inputs: Readonly<Record<string, string>> = {}) {
  const before = scene.emulator.requests.length;
  const run = await scene.run({ include: "likes, playlists", ...inputs });
  const sent = scene.emulator.requests.slice(before).filter(({ kind }) => kind === "api");
  return { ...run, paths: sent.map(({ path }) => path) };
}

describe("a backup in Actions after another", () => {
  it("asks for what changed, and keeps what it knows in the cache, sealed", async () => {
    await using cache = await startCacheService();
    await using scene = await createCachedScene(cache);
    const first = await backUp(scene);
    expect({ exit: first.exit, requests: first.paths.length }).toEqual({ exit: 0, requests: 13 });
    const [entry] = cache.entries;
    expect(cache.entries).toHaveLength(1);
    expect(entry?.key).toMatch(/^state-[0-9a-f]{16}-/);
    const unchanged = await backUp(scene);
    expect(unchanged.exit).toBe(0);
    expect(unchanged.paths.sort()).toEqual(["/me", "/me/playlists", "/me/tracks"]);
    like(scene.account, spare, "2026-11-22T03:00:00Z");
    const liked = await backUp(scene);
    expect(liked.paths.sort()).toEqual(["/me", "/me/playlists", "/me/tracks"]);
    expect(liked.outputs).toMatchObject({ status: "complete", likes: "153", changed: "true" });
    expect(liked.summary).toContain("153 likes (+3)");
    for (const { name } of spare) expect(liked.summary).toContain(`\`+ ${name} –`);
    expect((await backUp(scene, { full: "true" })).paths.length).toBe(14);
  });

  it.each([
    ["with the state of the restore", false],
    ["with the state of the restore lost", true],
  ])("reads the likes whole after a restore into the account, %s", async (_, isLost) => {
    await using cache = await startCacheService();
    let ahead = 0;
    await using scene = await createCachedScene(cache, () => ahead);
    const pages = (paths: readonly string[]) => paths.filter((path) => path === "/me/tracks");
    await backUp(scene);
    scene.account.likes = scene.account.likes.slice(1);
    const inputs = {
      ...{ command: "restore", target: "same", only: "likes", "dry-run": "false" },
      "spotify-refresh-token": scene.emulator.issueRefreshToken(
        scene.account.accountId,
        ALL_SCOPES,
      ),
      "age-identity": scene.identity,
    };
    const before = cache.requests.length;
    expect((await scene.run(inputs)).exit).toBe(0);
    expect(cache.requests.length).toBe(before);
    ahead = HOUR_MS;
    if (isLost) {
      const kept = [...(await scene.running.files("backups")).keys()].filter((path) =>
        path.startsWith(".tracksafe/"),
      );
      await scene.running.commit("backups", Object.fromEntries(kept.map((path) => [path, null])));
    }
    const after = await backUp(scene);
    expect(after).toMatchObject({ exit: 0, outputs: { status: "complete", likes: "150" } });
    // Without it, the next backup looks at the first page only.
    expect(pages(after.paths).length).toBe(isLost ? 1 : 4);
    expect(pages((await backUp(scene)).paths).length).toBe(1);
  });

  it("unpacks nothing where it is given the identity", async () => {
    await using cache = await startCacheService();
    await using scene = await createCachedScene(cache);
    const run = await backUp(scene, { "age-identity": scene.identity });
    expect(run.exit).toBe(0);
    expect(cache.requests).toEqual([]);
  });

  it.each([
    ["is lost", (cache: FakeCacheService) => cache.evict()],
    [
      "brings damaged archives",
      (cache: FakeCacheService) => {
        cache.fault = "truncates";
      },
    ],
  ])("reads the likes whole when the cache %s, and does not fail", async (_, breakDown) => {
    await using cache = await startCacheService();
    await using scene = await createCachedScene(cache);
    await backUp(scene);
    breakDown(cache);
    like(scene.account, spare, "2026-11-22T03:00:00Z");
    const run = await backUp(scene);
    expect(run).toMatchObject({ exit: 0, outputs: { status: "complete", likes: "153" } });
    expect(run.paths.filter((path) => path === "/me/tracks")).toHaveLength(5);
    expect(run.paths.filter((path) => path.endsWith("/items"))).toEqual([]);
  });
});
