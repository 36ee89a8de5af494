import { describe, expect, it } from "vitest";
import {
  type AccountState,
  addItems,
  fault,
  generateLibrary,
  greyOut,
  like,
  touch,
  unlike,
  uriOf,
} from "../../emulator/index.ts";
import type { BackupRequest } from "../../src/app/backup.ts";
import { createOpen } from "../../src/app/keys.ts";
import type { BackupResult } from "../../src/backup/contract.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createMemoryStates } from "../support/memory-states.ts";
import { readDocuments, readTexts } from "../support/snapshot/read-documents.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

const START = "2026-11-22T03:17:00Z";
const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const key = await generateKey("x25519", new Date(START));
const open = await createOpen(key.fileText);
const spare = generateLibrary({ seed: 77, likes: 50 }).likes.map(({ track }) => track);

const FORMS = [
  { form: "in the clear", recipients: [] },
  { form: "sealed", recipients: [key.recipient] },
];

async function createClockScene(account: AccountState) {
  const clock = createFakeClock(START, { autoAdvance: true });
  const scene = await createScene(
    { accounts: [account], now: () => clock.now().getTime() },
    { clock },
  );
  return { clock, scene };
}

/** Backs up likes and playlists, and counts the requests to the Web API. */
async function count(scene: Scene, request: BackupRequest) {
  const before = scene.emulator.requests.length;
  const result = await scene.backup({ include: ["likes", "playlists"], ...request });
  const sent = scene.emulator.requests.slice(before).filter(({ kind }) => kind === "api");
  return { result, paths: sent.map(({ path }) => path), requests: sent.length };
}

const stateOf = ({ files }: BackupResult, id: string) => files.find((file) => file.id === id);

const timeOf = (clock: { now(): Date }) => `${clock.now().toISOString().slice(0, 19)}Z`;

describe("a second backup", () => {
  it.each(FORMS)("sends three requests when nothing changed ($form)", async ({ recipients }) => {
    const account = generateLibrary({
      seed: 1,
      likes: 100,
      playlists: 8,
      itemsPerPlaylist: 55,
    });
    const { scene, clock } = await createClockScene(account);
    await using _ = scene;
    const states = createMemoryStates();
    const request = { recipients, states };
    const first = await count(scene, request);
    expect(first.requests).toBe(22);
    await clock.advance(DAY);
    const second = await count(scene, request);
    expect(second.paths.sort()).toEqual(["/me", "/me/playlists", "/me/tracks"]);
    expect(second.result.status).toBe("complete");
    const reader = recipients.length > 0 ? open : null;
    expect(await readTexts(scene.store, second.result, reader)).toEqual(
      await readTexts(scene.store, first.result, reader),
    );
    const parts = (result: BackupResult) =>
      result.files.filter(({ kind }) => kind !== "index").map(({ id, parts }) => [id, parts]);
    expect(parts(second.result)).toEqual(parts(first.result));
  });

  it.each(FORMS)("requests only what changed on a typical day ($form)", async ({ recipients }) => {
    const account = generateLibrary({
      seed: 1,
      likes: 100,
      playlists: 8,
      itemsPerPlaylist: 55,
    });
    const { scene, clock } = await createClockScene(account);
    await using _ = scene;
    const states = createMemoryStates();
    const request = { recipients, states };
    await count(scene, request);
    await clock.advance(DAY);
    like(account, spare.slice(0, 5), timeOf(clock));
    for (const at of [3, 6]) {
      const playlist = account.playlists[at];
      if (playlist) {
        addItems(playlist, spare.slice(5, 7), { addedAt: timeOf(clock), addedBy: account.id });
      }
    }
    await clock.advance(HOUR);
    const { paths, result } = await count(scene, request);
    expect(result.status).toBe("complete");
    const items = paths.filter((path) => path.endsWith("/items"));
    // 57 items are two pages.
    expect({ all: paths.length, items: items.length }).toEqual({ all: 8, items: 4 });
    expect(paths.filter((path) => path === "/me/playlists")).toHaveLength(2);
    const whole = await scene.backup({ ...request, include: ["likes", "playlists"], full: true });
    const reader = recipients.length > 0 ? open : null;
    expect(await readTexts(scene.store, result, reader)).toEqual(
      await readTexts(scene.store, whole, reader),
    );
  });

  it("finds a like that was removed far down, and reads no further", async () => {
    const account = generateLibrary({ seed: 1, likes: 700 });
    const { scene, clock } = await createClockScene(account);
    await using _ = scene;
    await count(scene, { include: ["likes"] });
    await clock.advance(DAY);
    const gone = account.likes[170]?.track;
    if (gone) unlike(account, [uriOf(gone)]);
    const { paths, result } = await count(scene, { include: ["likes"] });
    // Rows 0 to 199 in 4 pages, the pages requested ahead, and the proof that nothing changed.
    expect(paths.length).toBeLessThanOrEqual(1 + 4 + 7 + 1);
    expect(stateOf(result, "likes")).toMatchObject({
      state: "ok",
      entries: 699,
      readAt: START_AT,
    });
  });

  it("reads a playlist a second time if it was new when it was read, and not a third time", async () => {
    const account = generateLibrary({ seed: 1, playlists: 1, itemsPerPlaylist: 10 });
    const { scene, clock } = await createClockScene(account);
    await using _ = scene;
    const [playlist] = account.playlists;
    if (playlist) addItems(playlist, spare.slice(0, 1), { addedAt: timeOf(clock), addedBy: null });
    const items = async () =>
      (await count(scene, { include: ["playlists"] })).paths.filter((path) =>
        path.endsWith("/items"),
      ).length;
    expect(await items()).toBe(1);
    await clock.advance(HOUR);
    expect(await items()).toBe(1);
    await clock.advance(HOUR);
    expect(await items()).toBe(0);
  });

  it("takes name and flags from today's list although the version is the same", async () => {
    const account = generateLibrary({ seed: 1, playlists: 2, itemsPerPlaylist: 120 });
    const { scene, clock } = await createClockScene(account);
    await using _ = scene;
    await count(scene, {});
    await clock.advance(DAY);
    const [playlist] = account.playlists;
    if (playlist === undefined) throw new Error("there is none");
    playlist.description = "said differently";
    account.playlists = account.playlists.toReversed();
    const { result, requests } = await count(scene, {});
    expect(requests).toBe(3);
    expect(stateOf(result, `playlist_${playlist.id}`)).toMatchObject({ state: "ok", position: 1 });
    const document = await scene.document(result, `playlist_${playlist.id}`);
    expect(document).toMatchObject({ playlist: { description: "said differently" } });
    expect(document.entries).toHaveLength(120);
  });

  it("takes over the covers of playlists that did not change", async () => {
    const account = generateLibrary({ seed: 1, playlists: 4, itemsPerPlaylist: 5 });
    const { scene, clock } = await createClockScene(account);
    await using _ = scene;
    await scene.backup({ covers: true });
    await clock.advance(DAY);
    const before = scene.emulator.requests.length;
    const second = await scene.backup({ covers: true });
    const images = scene.emulator.requests.slice(before).filter(({ kind }) => kind === "image");
    const covers = second.files.filter(({ kind }) => kind === "covers");
    expect(covers.length).toBeGreaterThan(0);
    expect({ images: images.length, status: second.status }).toEqual({
      images: 0,
      status: "complete",
    });
  });

  it("reads everything with --full", async () => {
    const account = generateLibrary({ seed: 1, likes: 200, playlists: 2, itemsPerPlaylist: 60 });
    const { scene } = await createClockScene(account);
    await using _ = scene;
    const first = await count(scene, {});
    expect((await count(scene, { full: true })).requests).toBe(first.requests);
  });
});

const START_AT = new Date(START).toISOString();

describe("files without a sign of a change", () => {
  it("are read again within a week, spread over the runs", async () => {
    const account = generateLibrary({ seed: 1, likes: 60, playlists: 12, itemsPerPlaylist: 5 });
    const { scene, clock } = await createClockScene(account);
    await using _ = scene;
    await count(scene, {});
    const perDay: number[] = [];
    for (let day = 1; day <= 21; day += 1) {
      await clock.advance(DAY - ((clock.now().getTime() - Date.parse(START)) % DAY));
      const { result, requests } = await count(scene, {});
      perDay.push(requests);
      expect(result.status).toBe("complete");
      const ages = result.files.map(({ readAt }) =>
        readAt === undefined ? 0 : clock.now().getTime() - Date.parse(readAt),
      );
      expect(Math.max(...ages)).toBeLessThanOrEqual(7 * DAY);
    }
    expect(perDay.slice(0, 2)).toEqual([3, 3]);
    // All at once would take 17 requests. They are spread over a week, a seventh of them each day.
    expect(Math.max(...perDay)).toBeLessThan(14);
    expect(perDay.slice(7).filter((requests) => requests > 3).length).toBeGreaterThan(9);
  });

  it("stay good when reading them again fails", async () => {
    const account = generateLibrary({ seed: 1, likes: 120, playlists: 5, itemsPerPlaylist: 60 });
    const { scene, clock } = await createClockScene(account);
    await using _ = scene;
    const first = await count(scene, {});
    await clock.advance(8 * DAY);
    let listings = 0;
    scene.emulator.onRequest(({ path }) => {
      if (path !== "/me/playlists") return;
      listings += 1;
      if (listings > 1) return;
      scene.emulator.faults.add({
        path: /items$|offset=50/,
        times: Number.POSITIVE_INFINITY,
        fault: fault.rateLimit(80_000),
      });
    });
    const { result } = await count(scene, {});
    expect(result).toMatchObject({ status: "complete", error: null });
    expect(await readDocuments(scene.store, result)).toEqual(
      await readDocuments(scene.store, first.result),
    );
    const playlists = result.files.filter(({ kind }) => kind === "playlists");
    expect(playlists.every(({ readAt }) => readAt === START_AT)).toBe(true);
  });
});

describe("a track that Spotify does not show any more", () => {
  it.each(FORMS)("keeps its earlier record ($form)", async ({ recipients }) => {
    const account = generateLibrary({ seed: 3, playlists: 1, itemsPerPlaylist: 60 });
    const { scene, clock } = await createClockScene(account);
    await using _ = scene;
    const states = createMemoryStates();
    const request = { include: ["playlists"] as const, recipients, states };
    const reader = recipients.length > 0 ? open : null;
    const entriesOf = async (result: BackupResult) =>
      [...(await readDocuments(scene.store, result, reader)).values()][0]?.entries ?? [];
    const before = await entriesOf(await scene.backup(request));
    const [playlist] = account.playlists;
    if (playlist === undefined) throw new Error("there is none");
    for (const at of [0, 20, 21, 49, 59]) {
      const content = playlist.items[at]?.content;
      if (content && content.kind !== "local") greyOut(account, uriOf(content));
    }
    // Another track is removed, so that no row keeps its position.
    playlist.items = playlist.items.toSpliced(30, 1);
    touch(playlist);
    for (let run = 0; run < 3; run += 1) {
      await clock.advance(DAY);
      const now = await entriesOf(await scene.backup({ ...request, full: run === 2 }));
      const expected = before.toSpliced(30, 1);
      expect(now).toHaveLength(59);
      for (const [at, entry] of now.entries()) {
        const was = expected[at];
        if (was === undefined || was.type === "unavailable") continue;
        const { addedAt, addedBy, ...known } = was;
        const isGone = entry.type === "unavailable";
        expect(entry).toEqual(isGone ? { addedAt, addedBy, type: "unavailable", known } : was);
      }
      expect(now.filter(({ type }) => type === "unavailable").length).toBeGreaterThanOrEqual(5);
    }
  });
});
