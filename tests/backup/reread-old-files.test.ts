import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type AccountState,
  type Fault,
  fault,
  generateLibrary,
  unlike,
  uriOf,
} from "../../emulator/index.ts";
import { createOpen } from "../../src/app/keys.ts";
import type { BackupResult } from "../../src/backup/contract.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { encodeMetadata, METADATA_FILE } from "../../src/snapshot/metadata.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createMemoryStates } from "../support/memory-states.ts";
import { readDocuments } from "../support/snapshot/read-documents.ts";
import { createScene, type Scene, type SceneRequest } from "../support/spotify/scene.ts";

const START = "2026-11-22T03:17:00Z";
const DAY = 24 * 60 * 60 * 1000;
const key = await generateKey("x25519", new Date(START));
const open = await createOpen(key.fileText);

const FORMS = [
  { form: "in the clear", recipients: [] },
  { form: "sealed", recipients: [key.recipient] },
];

async function createClockScene(account: AccountState) {
  const clock = createFakeClock(START, { autoAdvance: true });
  const now = () => clock.now().getTime();
  const scene = await createScene({ accounts: [account], now }, { clock });
  return { clock, scene };
}

const fileOf = ({ files }: BackupResult, id: string) => files.find((file) => file.id === id);

/** Lets the likes fail from their `look`th first page on, or from `after` requests behind it. */
function failFrom(
  scene: Scene,
  look: number,
  after: 0 | 1,
  failure: Fault,
  onFailure = () => {},
): void {
  const times = Number.POSITIVE_INFINITY;
  let looks = 0;
  scene.emulator.onRequest(({ path, query }) => {
    if (path !== "/me/tracks" || Number(query["offset"] ?? 0) !== 0) return;
    looks += 1;
    if (looks !== look) return;
    scene.emulator.faults.add({ path, after, times, fault: failure });
    onFailure();
  });
}

async function likesOf(scene: Scene, result: BackupResult, recipients: readonly string[]) {
  const documents = await readDocuments(scene.store, result, recipients.length > 0 ? open : null);
  return documents.get("likes")?.entries?.map(({ addedAt }) => addedAt);
}

describe("reading the likes again because of their age", () => {
  it("is no failure if it cannot begin", async () => {
    const { clock, scene } = await createClockScene(generateLibrary({ seed: 1, likes: 120 }));
    await using _ = scene;
    await scene.backup({ include: ["likes"] });
    await clock.advance(8 * DAY);
    failFrom(scene, 2, 0, fault.status(503));
    const result = await scene.backup({ include: ["likes"] });
    expect(result).toMatchObject({ status: "complete", error: null });
    expect(fileOf(result, "likes")).toMatchObject({ state: "ok", entries: 120 });
    expect(await likesOf(scene, result, [])).toHaveLength(120);
  });

  it("does not wait for a time in the future", async () => {
    const { clock, scene } = await createClockScene(generateLibrary({ seed: 1, likes: 5 }));
    await using _ = scene;
    await scene.backup({ include: ["likes"] });
    await clock.advance(DAY);
    const second = await scene.backup({ include: ["likes"] });
    expect(fileOf(second, "likes")?.readAt).toBeDefined();
    const path = join(second.snapshot?.location ?? "", METADATA_FILE);
    const { digest: _digest, ...content } = JSON.parse(await readFile(path, "utf8"));
    for (const file of content.files) file.readAt = "2099-01-01T00:00:00.000Z";
    await writeFile(path, encodeMetadata(content, null));
    await clock.advance(DAY);
    const third = await scene.backup({ include: ["likes"] });
    expect(third.warnings).toEqual([]);
    expect(fileOf(third, "likes")).toMatchObject({ state: "ok", entries: 5 });
    expect(fileOf(third, "likes")?.readAt).toBeUndefined();
  });

  it.each(FORMS)("never records a part of them as the whole ($form)", async ({ recipients }) => {
    const account = generateLibrary({ seed: 1, likes: 400 });
    const { clock, scene } = await createClockScene(account);
    await using _ = scene;
    const request: SceneRequest = {
      include: ["likes"],
      recipients,
      states: createMemoryStates(),
    };
    const before = await likesOf(scene, await scene.backup(request), recipients);
    await clock.advance(8 * DAY);
    const [gone] = account.likes.slice(200);
    if (gone === undefined) throw new Error("there is none");
    unlike(account, [uriOf(gone.track)]);
    // Before that, the list is read until the counts fit, and its first page is read again as a proof.
    failFrom(scene, 3, 1, fault.rateLimit(80_000));
    const result = await scene.backup(request);
    expect(result.status).toBe("partial");
    expect(fileOf(result, "likes")).toMatchObject({
      state: "stale",
      entries: 400,
      error: "provider/rate-limited",
    });
    expect(await likesOf(scene, result, recipients)).toEqual(before);
  });

  it("keeps the likes of the last run if the state is lost meanwhile", async () => {
    const account = generateLibrary({ seed: 1, likes: 400 });
    const { clock, scene } = await createClockScene(account);
    await using _ = scene;
    const recipients = [key.recipient];
    const states = createMemoryStates();
    const request: SceneRequest = { include: ["likes"], recipients, states };
    const before = await likesOf(scene, await scene.backup(request), recipients);
    await clock.advance(8 * DAY);
    unlike(
      account,
      account.likes.slice(0, 1).map(({ track }) => uriOf(track)),
    );
    failFrom(scene, 2, 1, fault.rateLimit(80_000), () => states.user.clear());
    const result = await scene.backup(request);
    expect(fileOf(result, "likes")).toMatchObject({ state: "stale", entries: 400 });
    expect(await likesOf(scene, result, recipients)).toEqual(before);
  });
});

describe("a playlist that is withheld", () => {
  async function setWithheld() {
    const account = generateLibrary({
      seed: 5,
      playlists: 3,
      collaborative: 1,
      itemsPerPlaylist: 9,
    });
    const staged = await createClockScene(account);
    const shared = account.playlists.find(({ ownerId }) => ownerId !== account.id);
    if (shared === undefined) throw new Error("no playlist of somebody else");
    return {
      ...staged,
      shared,
      id: `playlist_${shared.id}`,
      request: { include: ["playlists"] as const },
    };
  }

  it("is warned of once, and not any more when it is shown again", async () => {
    const { clock, scene, shared, id, request } = await setWithheld();
    await using _ = scene;
    await scene.backup(request);
    shared.collaborative = false;
    const withheld = { code: "now-withheld", file: id, was: shared.items.length };
    for (let week = 0; week < 2; week += 1) {
      expect((await scene.backup({ ...request, full: week === 0 })).warnings).toEqual([withheld]);
      await clock.advance(8 * DAY);
    }
    shared.collaborative = true;
    const last = await scene.backup(request);
    expect(fileOf(last, id)).toMatchObject({ state: "ok", entries: shared.items.length });
    expect(last.warnings).toEqual([]);
  });

  it("is withheld again after a run that could not list the playlists", async () => {
    const { clock, scene, shared, id, request } = await setWithheld();
    await using _ = scene;
    await scene.backup(request);
    shared.collaborative = false;
    const first = await scene.backup({ ...request, full: true });
    const states = (result: BackupResult) => result.files.map(({ id, state }) => [id, state]);
    expect(fileOf(first, id)?.state).toBe("withheld");
    const failing = scene.emulator.faults.add({
      path: "/me/playlists",
      times: Number.POSITIVE_INFINITY,
      fault: fault.status(503),
    });
    await clock.advance(DAY);
    expect((await scene.backup(request)).status).toBe("partial");
    failing.remove();
    await clock.advance(DAY);
    const last = await scene.backup(request);
    expect(last).toMatchObject({
      status: "complete",
      warnings: [{ code: "now-withheld", file: id }],
    });
    expect(states(last)).toEqual(states(first));
  });
});

describe("a cover that could not be read", () => {
  it("is read by the next run although nothing of the playlist changed", async () => {
    const account = generateLibrary({ seed: 1, playlists: 4, itemsPerPlaylist: 5 });
    const { clock, scene } = await createClockScene(account);
    await using _ = scene;
    const request = { include: ["playlists"] as const, covers: true };
    const first = await scene.backup(request);
    const covers = ({ files }: BackupResult) => files.filter(({ kind }) => kind === "covers");
    expect(covers(first).length).toBeGreaterThan(0);
    const failing = scene.emulator.faults.add({
      path: /image/,
      times: Number.POSITIVE_INFINITY,
      fault: fault.status(503),
    });
    await clock.advance(DAY);
    const second = await scene.backup({ ...request, full: true });
    expect(failing.fired()).toBeGreaterThan(0);
    expect(covers(second).every(({ state }) => state === "stale")).toBe(true);
    failing.remove();
    await clock.advance(DAY);
    const from = scene.emulator.requests.length;
    const third = await scene.backup(request);
    const images = scene.emulator.requests.slice(from).filter(({ kind }) => kind === "image");
    expect(images).toHaveLength(covers(first).length);
    expect(covers(third).every(({ state, readAt }) => state === "ok" && !readAt)).toBe(true);
  });
});
