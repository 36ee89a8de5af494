import { describe, expect, it } from "vitest";
import { createEditableLibrary } from "../../bench/library.ts";
import { fault, generateLibrary, unlike, uriOf } from "../../emulator/index.ts";
import { backup } from "../../src/app/backup.ts";
import { createOpen } from "../../src/app/keys.ts";
import { createWorld } from "../../src/app/world.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { listStoredSnapshots } from "../../src/history/list.ts";
import { verifyStoredSnapshots } from "../../src/history/verify.ts";
import { IncompleteListError } from "../../src/model/provider.ts";
import { Secret } from "../../src/secret.ts";
import { createFakeClock, type FakeClock } from "../support/fake-clock.ts";
import { ownerKeysAt } from "../support/snapshot/owner-keys.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

const START = "2026-11-22T03:17:00Z";
const DAY = 24 * 60 * 60 * 1000;

const LIBRARY = { seed: 51, likes: 120, playlists: 10, itemsPerPlaylist: 5, collaborative: 1 };

async function createClockScene(spec = LIBRARY): Promise<{ scene: Scene; clock: FakeClock }> {
  const clock = createFakeClock(START, { autoAdvance: true });
  return { clock, scene: await createScene({ accounts: [generateLibrary(spec)] }, { clock }) };
}

async function latest({ store, clock }: Scene): Promise<string | undefined> {
  return (await listStoredSnapshots(store, {}, ownerKeysAt(clock))).find((one) => one.latest)?.name;
}

function wipe({ account }: Scene): void {
  unlike(
    account,
    account.likes.map(({ track }) => uriOf(track)),
  );
  account.playlists = [];
}

describe("several snapshots of one account", () => {
  it("warn of an emptied library for 30 days, and latest stays at the snapshot from before", async () => {
    const { scene, clock } = await createClockScene();
    await using _ = scene;
    const good = (await scene.backup()).snapshot?.name;
    wipe(scene);
    for (let day = 1; day <= 29; day += 7) {
      await clock.advance(7 * DAY);
      const { warnings } = await scene.backup();
      expect(warnings).toMatchObject([
        { code: "shrunk", file: "likes", was: 120, now: 0 },
        { code: "shrunk", file: "playlists", was: 11, now: 0 },
      ]);
      expect(await latest(scene)).toBe(good);
      if (day === 22) break;
    }
    await clock.advance(20 * DAY);
    expect((await scene.backup()).warnings).toEqual([]);
    expect(await latest(scene)).not.toBe(good);
  });

  it("are compared with the last one that did not fail and has the same kinds", async () => {
    const { scene, clock } = await createClockScene();
    await using _ = scene;
    await scene.backup();
    scene.emulator.faults.add({
      path: "/me/tracks",
      times: 12,
      fault: fault.status(403, { error: { status: 403, message: "Premium required" } }),
    });
    for (let day = 0; day < 12; day += 1) {
      await clock.advance(DAY);
      expect((await scene.backup()).status).toBe("failed");
    }
    wipe(scene);
    const { warnings } = await scene.backup({ include: ["likes", "playlists", "albums"] });
    expect(warnings.map(({ code, file }) => [code, file])).toEqual([
      ["shrunk", "likes"],
      ["shrunk", "playlists"],
    ]);
  });

  it("runs of fewer kinds do not warn of the other kinds, and do not become latest", async () => {
    const { scene, clock } = await createClockScene();
    await using _ = scene;
    const all = (await scene.backup()).snapshot?.name;
    await clock.advance(DAY);
    const { warnings, status } = await scene.backup({ include: ["likes"] });
    expect({ warnings, status }).toEqual({ warnings: [], status: "complete" });
    expect(await latest(scene)).toBe(all);
  });

  it("keep the entries of a playlist that is withheld from some day on", async () => {
    const { scene } = await createClockScene();
    await using _ = scene;
    await scene.backup();
    const shared = scene.account.playlists.find(({ ownerId }) => ownerId !== scene.account.id);
    if (shared === undefined) throw new Error("no playlist of somebody else");
    shared.collaborative = false;
    const count = shared.items.length;
    expect(count).toBeGreaterThan(0);
    const id = `playlist_${shared.id}`;
    for (let day = 0; day < 3; day += 1) {
      const result = await scene.backup({ full: day === 0 });
      expect(result.status).toBe("complete");
      expect(result.warnings).toMatchObject([{ code: "now-withheld", file: id, was: count }]);
      expect(result.files.find((file) => file.id === id)).toMatchObject({
        state: "withheld",
        entries: count,
      });
      expect((await scene.document(result, id)).entries?.length).toBe(count);
    }
    const problems = await verifyStoredSnapshots(scene.store, {}, ownerKeysAt(scene.clock));
    expect(problems.flatMap(({ verification }) => verification.problems)).toEqual([]);
  });

  it("do not take an empty answer for an empty playlist", async () => {
    const { scene } = await createClockScene();
    await using _ = scene;
    const id = scene.account.playlists[0]?.id ?? "";
    const page = {
      href: "",
      items: [],
      limit: 50,
      next: null,
      offset: 0,
      previous: null,
      total: 0,
    };
    scene.emulator.faults.add({
      path: `/playlists/${id}/items`,
      times: Number.POSITIVE_INFINITY,
      fault: fault.status(200, page),
    });
    const result = await scene.backup();
    expect(result.status).toBe("partial");
    expect(result.files.find((file) => file.id === `playlist_${id}`)).toMatchObject({
      state: "failed",
      error: "backup/moving",
    });
  });

  it("do not call a playlist complete before a later list has shown it", async () => {
    const { scene } = await createClockScene({ ...LIBRARY, itemsPerPlaylist: 60 });
    await using _ = scene;
    scene.emulator.faults.add({ path: "/me/playlists", after: 1, fault: fault.quota() });
    const result = await scene.backup({ include: ["playlists"] });
    const read = result.files.filter(({ entries = 0 }) => entries > 50);
    expect(read.length).toBeGreaterThan(0);
    expect(read.map(({ state }) => state)).toEqual(read.map(() => "incomplete"));
  });

  it("are partial if the list has a gap, and keep the playlists that it does not show", async () => {
    const { scene } = await createClockScene();
    await using _ = scene;
    const library = createEditableLibrary(5, 4, 3);
    const { provider } = library;
    const session = {
      provider,
      login: new Secret("login"),
      storedLogin: () => new Secret("login"),
      keySource: null,
      isLoginLost: () => false,
      states: null,
    };
    const run = (playlists: typeof provider.playlists) =>
      backup({ ...session, provider: { ...provider, playlists } }, scene.store, createWorld());
    const whole = await provider.playlists();
    const seen = { ...whole, playlists: whole.playlists.slice(1) };
    const gap = async () => {
      throw new IncompleteListError(seen);
    };
    const first = await run(gap);
    expect(first.status).toBe("partial");
    expect(first.files.filter(({ position }) => position !== undefined)).toHaveLength(3);
    expect(await run(provider.playlists)).toMatchObject({ status: "complete" });
    const third = await run(gap);
    expect(third.status).toBe("partial");
    const states = third.files.filter(({ position }) => position !== undefined);
    expect(states.map(({ state }) => state).sort()).toEqual(["ok", "ok", "ok", "stale"]);
  });

  it("are verified with a key that opens only some of them, failed runs included", async () => {
    const { scene, clock } = await createClockScene();
    await using _ = scene;
    const [one, two] = [
      await generateKey("x25519", clock.now()),
      await generateKey("x25519", clock.now()),
    ];
    await scene.backup({ recipients: [one.recipient] });
    await clock.advance(DAY);
    await scene.backup({ recipients: [two.recipient] });
    scene.emulator.faults.add({
      path: "/me/tracks",
      fault: fault.status(403, { error: { status: 403, message: "Premium required" } }),
    });
    await clock.advance(DAY);
    expect((await scene.backup({ recipients: [two.recipient] })).status).toBe("failed");
    const open = await createOpen(two.fileText);
    const verified = await verifyStoredSnapshots(scene.store, {}, ownerKeysAt(clock, { open }));
    expect(verified.map(({ verification }) => verification.opened)).toEqual([false, true, true]);
    expect(verified.flatMap(({ verification }) => verification.problems)).toEqual([]);
  });

  it("keep the time when a login was first seen as long as it stays the same", async () => {
    const { scene, clock } = await createClockScene();
    await using _ = scene;
    await scene.backup();
    await clock.advance(DAY);
    const again = await scene.backup();
    expect(again.loginSeenAt?.toISOString()).toBe("2026-11-22T03:17:00.000Z");
  });
});
