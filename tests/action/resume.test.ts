import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type AccountState,
  ALL_SCOPES,
  createAccount,
  generateLibrary,
  startEmulator,
  uriOf,
} from "../../emulator/index.ts";
import { createWorld, openStates, RESTORED, Secret } from "../../src/index.ts";
import { userName } from "../../src/snapshot/names.ts";
import { type ActionRun, type ActionScene, createActionScene } from "../support/action-scene.ts";
import { type FakeCacheService, startCacheService } from "../support/actions-cache.ts";

const DAY_MS = 24 * 3600 * 1000;

const likesOf = ({ likes }: AccountState) => likes.map(({ track }) => uriOf(track)).sort();
const playlistsOf = ({ playlists }: AccountState) =>
  playlists.map(({ name, items }) => [
    name,
    items.map(({ content }) => (content === null ? null : uriOf(content))),
  ]);

/** What matters of an account. */
const contentOf = (account: AccountState) => [likesOf(account), playlistsOf(account)];

/** A library of which a part can be restored each day, and an account without one. */
async function setScene(
  cache: FakeCacheService,
  dailyQuota?: number,
  visibility: "private" | "public" = "private",
) {
  const source = generateLibrary({ seed: 8, likes: 700, playlists: 9, itemsPerPlaylist: 15 });
  const target = createAccount("target");
  let days = 0;
  const ahead = () => days * DAY_MS;
  const scene = await createActionScene({
    ...{ accounts: [source, target], cache, ahead },
    running: { visibility },
    spotify: {
      ...(dailyQuota === undefined ? {} : { dailyQuota }),
      now: () => Date.now() + ahead(),
    },
  });
  const start = (inputs: Readonly<Record<string, string>> = {}) =>
    scene.start({
      command: "restore",
      "dry-run": "false",
      "spotify-refresh-token": scene.emulator.issueRefreshToken("target", ALL_SCOPES),
      "age-identity": scene.identity,
      ...inputs,
    });
  return {
    scene,
    source,
    target,
    /** A snapshot of what is there, made with another app. */
    async backUp(at: string) {
      const from = await startEmulator({ accounts: [source] });
      await scene.seed({ at, from });
      await from.close();
    },
    start,
    run: async (inputs: Readonly<Record<string, string>> = {}) => (await start(inputs)).finished,
    nextDay: () => {
      days += 1;
    },
  };
}

describe.concurrent("a restore in Actions that takes long", () => {
  it("is done after some days, with the snapshot that it began with", async () => {
    await using cache = await startCacheService();
    const { scene, source, target, ...stage } = await setScene(cache, 14);
    await using _ = scene;
    await stage.backUp("2026-11-20T03:17:00Z");
    const wanted = contentOf(source);
    const first = await stage.run();
    expect(first.exit).toBe(6);
    expect(first.log).toMatch(/Try again after 20\d\d-.*\n.*Run it again/);
    expect(first.log).not.toContain("goes on");
    expect(first.outputs["status"]).toBe("partial");
    expect(JSON.parse(first.report)).toMatchObject({ error: { code: "provider/quota" } });
    stage.nextDay();
    source.likes = source.likes.slice(1);
    await stage.backUp("2026-11-21T03:17:00Z");

    // Looking at it keeps nothing.
    const entries = cache.entries.length;
    const dry = await stage.run({ "dry-run": "true" });
    expect(dry.exit).toBe(0);
    expect(dry.log).toContain("goes on with a restore that was not finished");
    expect(dry.log).toContain("2026-11-20T03-17-00");
    expect(cache.entries.length).toBe(entries);
    stage.nextDay();

    const exits: unknown[] = [];
    for (let day = 2; day <= 4; day += 1) {
      const run = await stage.run();
      exits.push(run.exit);
      expect(run.log).toContain("goes on with a restore that was not finished");
      expect(run.summary).toContain("2026-11-20T03-17-00");
      stage.nextDay();
    }
    expect(exits).toEqual([6, 6, 0]);
    expect(contentOf(target)).toEqual(wanted);
    expect(scene.emulator.requests.filter(({ duringPenalty }) => duringPenalty)).toEqual([]);

    for (const { blob } of cache.entries) {
      for (const text of ["spotify:", "likes", "seen", source.playlists[0]?.name ?? ""]) {
        expect(blob.toString("latin1")).not.toContain(text);
      }
    }
  });

  it("is right, and makes nothing twice, when the cache is lost each day", async () => {
    await using cache = await startCacheService();
    const { scene, source, target, ...stage } = await setScene(cache, 32);
    await using _ = scene;
    await stage.backUp("2026-11-20T03:17:00Z");
    const exits: unknown[] = [];
    for (let day = 1; day <= 2; day += 1) {
      exits.push((await stage.run()).exit);
      expect(cache.entries.length).toBeGreaterThan(2);
      cache.evict();
      stage.nextDay();
    }
    expect(exits).toEqual([6, 0]);
    expect(contentOf(target)).toEqual(contentOf(source));
  });

  it("keeps what it did when it is cancelled, and goes on from there", async () => {
    await using cache = await startCacheService();
    const { scene, source, target, ...stage } = await setScene(cache);
    await using _ = scene;
    await stage.backUp("2026-11-20T03:17:00Z");
    const started = await stage.start();
    let writes = 0;
    const stop = scene.emulator.onRequest(({ kind, method }) => {
      if (kind === "api" && method !== "GET") writes += 1;
      if (writes === 22) started.kill("SIGINT");
    });
    const cancelled = await started.finished;
    stop();
    expect(cancelled.exit).toBe(130);
    expect(cache.entries.map(({ key }) => key.replace(/-.*/, ""))).toEqual([
      "state",
      "restore",
      "state",
    ]);
    expect(await restoredAt(scene, cancelled)).toMatch(/^20\d\d-/);
    const before = scene.emulator.requests.length;
    const again = await stage.run();
    expect(again.exit).toBe(0);
    expect(again.log).toContain("goes on with a restore that was not finished");
    expect(contentOf(target)).toEqual(contentOf(source));
    // What the likes of the target are is known.
    const sent = scene.emulator.requests.slice(before).map(({ path }) => path);
    expect(sent.filter((path) => /tracks|library/.test(path))).toEqual([]);
  });

  it("works without a cache, and says nothing of the library where everybody can read", async () => {
    await using cache = await startCacheService();
    cache.fault = "down";
    const { scene, source, target, ...stage } = await setScene(cache, undefined, "public");
    await using _ = scene;
    await stage.backUp("2026-11-20T03:17:00Z");
    const run = await stage.run();
    expect(run.exit).toBe(0);
    expect(contentOf(target)).toEqual(contentOf(source));
    expect(run.log).toContain("Restoring the snapshot 2026-11-20T03-17-00");
    expect(JSON.parse(run.report)).toMatchObject({ status: "complete", added: 835 });
    for (const text of ["spotify:", "github:", ...source.playlists.map(({ name }) => name)]) {
      expect(`${run.report}${run.summary}${run.log}`).not.toContain(text);
    }
  });
});

/** What the state of the target tells backups, as the run left it on its machine. */
async function restoredAt({ emulator }: ActionScene, { temp }: ActionRun): Promise<string | null> {
  const { clientId, clientSecret } = emulator.app;
  const owner = { clientId, keySource: new Secret(clientSecret) };
  const states = openStates(owner, { root: join(temp, "tracksafe-state") }, createWorld());
  const bytes = await (await states.ofUser(userName("spotify", "target"))).read(RESTORED);
  return bytes && Buffer.from(bytes).toString();
}
