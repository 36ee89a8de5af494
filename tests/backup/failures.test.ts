import { describe, expect, it } from "vitest";
import { fault, generateLibrary, unlike, uriOf } from "../../emulator/index.ts";
import { backup } from "../../src/app/backup.ts";
import { connectSpotify } from "../../src/app/session.ts";
import { createWorld } from "../../src/app/world.ts";
import { AuthError, ProviderError, RateLimitError } from "../../src/errors.ts";
import { listStoredSnapshots } from "../../src/history/list.ts";
import { verifyStoredSnapshots } from "../../src/history/verify.ts";
import { Secret } from "../../src/secret.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { ownerKeysAt } from "../support/snapshot/owner-keys.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

const START = "2026-11-22T03:17:00Z";
const START_ISO = "2026-11-22T03:17:00.000Z";

/** A clock that advances by itself, so that no wait takes time. */
const clock = () => createFakeClock(START, { autoAdvance: true });

const library = () =>
  generateLibrary({ seed: 11, likes: 120, playlists: 5, itemsPerPlaylist: 60, albums: 3 });

function playlistId({ account }: Scene, at: number): string {
  return account.playlists[at]?.id ?? "";
}

async function problems(scene: Scene) {
  return (await verifyStoredSnapshots(scene.store, {}, ownerKeysAt(scene.clock))).flatMap(
    ({ verification }) => verification.problems,
  );
}

describe("a backup in which something fails", () => {
  it("goes on without a playlist whose answer is always 500", async () => {
    await using scene = await createScene({ accounts: [library()] }, { clock: clock() });
    const id = playlistId(scene, 2);
    scene.emulator.faults.add({
      path: new RegExp(id),
      times: Number.POSITIVE_INFINITY,
      fault: fault.status(500),
    });
    const result = await scene.backup();
    expect(result).toMatchObject({ status: "partial", error: null });
    const bad = result.files.filter(({ state }) => state !== "ok");
    expect(bad).toMatchObject([
      { id: `playlist_${id}`, state: "failed", parts: [], error: "provider/unavailable" },
    ]);
    expect(await problems(scene)).toEqual([]);
  });

  it("takes over the last good content of a file that it cannot read, and says when that was read", async () => {
    await using scene = await createScene({ accounts: [library()] }, { clock: clock() });
    const first = await scene.backup();
    const id = playlistId(scene, 2);
    scene.emulator.faults.add({
      path: new RegExp(`${id}|/me/tracks`),
      times: Number.POSITIVE_INFINITY,
      fault: fault.status(500),
    });
    const second = await scene.backup({ full: true });
    expect(second.status).toBe("partial");
    for (const file of [`playlist_${id}`, "likes"]) {
      const was = first.files.find((candidate) => candidate.id === file);
      expect(second.files.find((candidate) => candidate.id === file)).toEqual({
        ...was,
        state: "stale",
        readAt: START_ISO,
        error: "provider/unavailable",
      });
    }
    expect(await problems(scene)).toEqual([]);
    const third = await scene.backup();
    expect(third.files.find(({ id }) => id === "likes")).toMatchObject({ state: "stale" });
  });

  it("keeps all earlier playlists when their list cannot be read", async () => {
    await using scene = await createScene({ accounts: [library()] }, { clock: clock() });
    await scene.backup({ include: ["playlists"] });
    scene.emulator.faults.add({
      path: "/me/playlists",
      times: Number.POSITIVE_INFINITY,
      fault: fault.status(503),
    });
    const result = await scene.backup({ include: ["playlists"] });
    expect(result.status).toBe("partial");
    expect(result.files.map(({ state }) => state)).toEqual(["failed", ...Array(5).fill("stale")]);
  });

  it("reports an own playlist that is refused as failed, and a followed one as withheld", async () => {
    const account = generateLibrary({ seed: 12, playlists: 1, itemsPerPlaylist: 5, followed: 1 });
    await using scene = await createScene({ accounts: [account] }, { clock: clock() });
    const own = account.playlists.find(({ ownerId }) => ownerId === account.id)?.id ?? "";
    scene.emulator.faults.add({
      path: new RegExp(own),
      times: Number.POSITIVE_INFINITY,
      fault: fault.status(403),
    });
    const result = await scene.backup({ include: ["playlists"] });
    expect(result.status).toBe("partial");
    expect(result.files.map(({ id, state, error }) => [id, state, error]).sort()).toEqual(
      [
        [`playlist_${own}`, "failed", "provider/forbidden"],
        [expect.any(String), "withheld", undefined],
      ].sort((a) => (a[1] === "failed" ? -1 : 1)),
    );
  });

  it.each([
    ["a long Retry-After", fault.rateLimit(83_316), "provider/rate-limited"],
    ["a used-up quota", fault.quota(83_316), "provider/quota"],
  ])("ends as partial at %s, at once, and sends nothing more", async (_name, plan, code) => {
    const time = clock();
    await using scene = await createScene({ accounts: [library()] }, { clock: time });
    scene.emulator.faults.add({ path: /items/, after: 8, fault: plan });
    const result = await scene.backup();
    expect(time.sleeps).toEqual([]);
    expect(result.status).toBe("partial");
    expect(result.error).toBeInstanceOf(RateLimitError);
    expect(result.error?.code).toBe(code);
    expect(result.error?.retryAt?.getTime()).toBeGreaterThan(Date.parse(START) + 83_000_000);
    expect(scene.emulator.requests.filter(({ duringPenalty }) => duringPenalty)).toEqual([]);
    for (const { state } of result.files) expect(["ok", "incomplete"]).toContain(state);
    expect(result.files.some(({ parts }) => parts.length > 0)).toBe(true);
    expect(await problems(scene)).toEqual([]);
    const requests = scene.emulator.requests.length;
    expect(result.requests).toBe(requests);
  });

  it("waits for a short Retry-After", async () => {
    const time = clock();
    await using scene = await createScene(
      { accounts: [library()], now: () => time.now().getTime() },
      { clock: time },
    );
    scene.emulator.faults.add({ path: /items/, after: 3, fault: fault.rateLimit(2) });
    const result = await scene.backup();
    expect(result.status).toBe("complete");
    expect(time.now().getTime() - Date.parse(START)).toBeGreaterThanOrEqual(2_000);
    expect(scene.emulator.requests.filter(({ duringPenalty }) => duringPenalty)).toEqual([]);
  });

  it("fails when the login has ended, and says what to do", async () => {
    await using scene = await createScene({ accounts: [library()] }, { clock: clock() });
    await scene.backup();
    scene.emulator.revoke(scene.env["SPOTIFY_REFRESH_TOKEN"] ?? "");
    const result = await scene.backup();
    expect(result.status).toBe("failed");
    expect(result.error).toBeInstanceOf(AuthError);
    expect(result.error).toMatchObject({
      code: "auth/expired",
      hint: expect.stringMatching(/Log in again/),
    });
    expect(result).toMatchObject({ snapshot: null, files: [] });
    await scene.backup();
    const [user = ""] = await scene.store.users();
    expect(await scene.store.list(user)).toHaveLength(1);
    expect(await problems(scene)).toEqual([]);
  });

  it("leaves a snapshot of a run that failed half-way", async () => {
    await using scene = await createScene({ accounts: [library()] }, { clock: clock() });
    await scene.backup();
    scene.emulator.faults.add({
      path: "/me/tracks",
      fault: fault.status(403, { error: { status: 403, message: "Premium required" } }),
    });
    const result = await scene.backup();
    expect(result).toMatchObject({ status: "failed", error: { code: "provider/app-blocked" } });
    const [user = ""] = await scene.store.users();
    const last = (await scene.store.list(user)).at(-1);
    expect(last).toEqual({ user, name: result.snapshot?.name });
    expect(await problems(scene)).toEqual([]);
  });

  it("leaves nothing if the login fails at the start", async () => {
    await using scene = await createScene({ accounts: [library()] }, { clock: clock() });
    scene.emulator.revoke(scene.env["SPOTIFY_REFRESH_TOKEN"] ?? "");
    const result = await scene.backup();
    expect(result).toMatchObject({ status: "failed", snapshot: null });
    expect(await scene.store.users()).toEqual([]);
  });

  it("fails when the app's owner has no Premium any more", async () => {
    await using scene = await createScene({ accounts: [library()] }, { clock: clock() });
    scene.emulator.ownerPremiumLapsed = true;
    const result = await scene.backup();
    expect(result.status).toBe("failed");
    expect(result.error).toBeInstanceOf(ProviderError);
    expect(result.error?.code).toBe("provider/app-blocked");
  });

  it("refuses a second account beside the first, unless the owner allows it", async () => {
    const [mine, other] = [library(), generateLibrary({ seed: 13, likes: 3 })];
    await using scene = await createScene({ accounts: [mine] }, { clock: clock() });
    await scene.backup();
    await using elsewhere = await createScene({ accounts: [other] }, { clock: clock() });
    const run = async (newUser: boolean) => {
      await using session = connectSpotify(
        {
          clientId: elsewhere.emulator.app.clientId,
          clientSecret: new Secret(elsewhere.emulator.app.clientSecret),
          refreshToken: new Secret(elsewhere.env["SPOTIFY_REFRESH_TOKEN"] ?? ""),
          apiUrl: elsewhere.emulator.apiUrl,
          accountsUrl: elsewhere.emulator.accountsUrl,
        },
        createWorld(),
      );
      return await backup(session, scene.store, createWorld(), { newUser });
    };
    const refused = await run(false);
    expect(refused).toMatchObject({ status: "failed", error: { code: "store/new-user" } });
    expect(elsewhere.apiRequests()).toBe(1);
    expect((await scene.store.users()).length).toBe(1);
    const [user = ""] = await scene.store.users();
    expect((await scene.store.list(user)).length).toBe(1);
    expect(await run(true)).toMatchObject({ status: "complete" });
    expect((await scene.store.users()).length).toBe(2);
  });

  it("warns of a file that lost many entries, and latest stays at the snapshot from before", async () => {
    await using scene = await createScene({ accounts: [library()] }, { clock: clock() });
    const first = await scene.backup();
    const { account } = scene;
    unlike(
      account,
      account.likes.slice(0, 60).map(({ track }) => uriOf(track)),
    );
    const second = await scene.backup();
    expect(second.status).toBe("complete");
    const since = START_ISO;
    expect(second.warnings).toEqual([{ code: "shrunk", file: "likes", was: 120, now: 60, since }]);
    const latest = (await listStoredSnapshots(scene.store, {}, ownerKeysAt(scene.clock))).filter(
      (snapshot) => snapshot.latest,
    );
    expect(latest.map(({ name }) => name)).toEqual([first.snapshot?.name]);
  });
});
