import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { addItems, generateLibrary, like } from "../../emulator/index.ts";
import { createOpen } from "../../src/app/keys.ts";
import type { BackupResult } from "../../src/backup/contract.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { RESTORED } from "../../src/model/state.ts";
import { canonicalJson, canonicalPage } from "../../src/snapshot/canonical.ts";
import { createDigester } from "../../src/snapshot/digest.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createMemoryStates } from "../support/memory-states.ts";
import { readTexts } from "../support/snapshot/read-documents.ts";
import { createScene, type Scene, type SceneRequest } from "../support/spotify/scene.ts";

const START = "2026-11-22T03:17:00Z";
const DAY = 24 * 60 * 60 * 1000;
const key = await generateKey("x25519", new Date(START));
const other = await generateKey("x25519", new Date(START));
const spare = generateLibrary({ seed: 77, likes: 50 }).likes.map(({ track }) => track);

/** A library with likes in two parts that was backed up, and that has one more like and one more item a day later. */
async function createClockScene(request: SceneRequest) {
  const clock = createFakeClock(START, { autoAdvance: true });
  const account = generateLibrary({ seed: 23, likes: 300, playlists: 3, itemsPerPlaylist: 60 });
  const now = () => clock.now().getTime();
  const scene = await createScene({ accounts: [account], now }, { clock });
  const first = await scene.backup({ include: ["likes", "playlists"], ...request });
  await clock.advance(DAY);
  const addedAt = `${clock.now().toISOString().slice(0, 19)}Z`;
  like(account, spare.slice(0, 2), addedAt);
  const [playlist] = account.playlists;
  if (playlist) addItems(playlist, spare.slice(2, 3), { addedAt, addedBy: account.id });
  await clock.advance(DAY);
  return { scene, first, clock };
}

/** Backs up again, and compares the snapshot with that of a full run. */
async function backupAgain(scene: Scene, request: SceneRequest, identity = key.fileText) {
  const before = scene.emulator.requests.length;
  const result = await scene.backup({ include: ["likes", "playlists"], ...request });
  const sent = scene.emulator.requests.slice(before).filter(({ kind }) => kind === "api");
  const open = (request.recipients ?? []).length > 0 ? await createOpen(identity) : null;
  const whole = await scene.backup({ include: ["likes", "playlists"], ...request, full: true });
  expect(result.status).toBe("complete");
  expect(await readTexts(scene.store, result, open)).toEqual(
    await readTexts(scene.store, whole, open),
  );
  return { result, requests: sent.length };
}

/** With all earlier content: profile, list, likes, two pages of one playlist, the list again. */
const FEWEST = 6;
/** Without the earlier likes: 7 pages, and the first one again, in place of one request. */
const WITH_LIKES = FEWEST - 1 + 8;

function directoryOf({ snapshot }: BackupResult): string {
  if (snapshot === null) throw new Error("no snapshot was kept");
  return snapshot.location;
}

describe("a sealed backup", () => {
  const sealed = { recipients: [key.recipient] };

  it("needs the fewest requests with its state, and all pages of the likes without it", async () => {
    const states = createMemoryStates();
    const { scene } = await createClockScene({ ...sealed, states });
    await using _ = scene;
    expect((await backupAgain(scene, { ...sealed, states })).requests).toBe(FEWEST);
  });

  it.each([
    ["is lost", (state: Map<string, Uint8Array>) => state.clear()],
    [
      "has other bytes",
      (state: Map<string, Uint8Array>) => {
        for (const name of state.keys()) state.set(name, Buffer.from('{"entries":[\n{}\n]}\n'));
      },
    ],
    [
      "has the parts of one file under the names of another",
      (state: Map<string, Uint8Array>) => {
        const [first] = state.values();
        for (const name of state.keys()) if (first) state.set(name, first);
      },
    ],
    [
      "lacks a part in the middle",
      (state: Map<string, Uint8Array>) => {
        const largest = [...state].sort(([, a], [, b]) => b.length - a.length)[0];
        if (largest) state.delete(largest[0]);
      },
    ],
  ])("is whole when the state %s", async (_, damage) => {
    const states = createMemoryStates();
    const { scene } = await createClockScene({ ...sealed, states });
    await using _scene = scene;
    expect(states.user.size).toBeGreaterThan(4);
    damage(states.user);
    const { requests, result } = await backupAgain(scene, { ...sealed, states });
    expect(requests).toBeGreaterThanOrEqual(WITH_LIKES);
    expect(requests).toBeLessThanOrEqual(WITH_LIKES + 1);
    expect(result.error).toBe(null);
  });

  it("keeps in its state only the parts of the newest snapshot", async () => {
    const states = createMemoryStates();
    const { scene } = await createClockScene({ ...sealed, states });
    await using _ = scene;
    states.user.set(RESTORED, Buffer.from("2020-01-01T00:00:00.000Z"));
    const { result } = await backupAgain(scene, { ...sealed, states });
    const parts = result.files
      .filter(({ kind }) => kind !== "index")
      .flatMap(({ parts }) => parts.map(({ contentId = "" }) => contentId));
    expect([...states.user.keys()].sort()).toEqual([...parts, RESTORED].sort());
  });

  it("seals for new recipients without reading from Spotify again", async () => {
    const states = createMemoryStates();
    const { scene } = await createClockScene({ ...sealed, states });
    await using _ = scene;
    const request = { recipients: [other.recipient], states };
    const { requests, result } = await backupAgain(scene, request, other.fileText);
    expect(requests).toBe(FEWEST);
    expect(result.warnings).toEqual([{ code: "recipients-changed" }]);
  });

  it("takes nothing over from a snapshot that somebody else wrote", async () => {
    const states = createMemoryStates();
    const { scene, first } = await createClockScene({ ...sealed, states });
    await using _ = scene;
    const path = join(directoryOf(first), "metadata.json");
    const { digest: _digest, mac, ...content } = JSON.parse(await readFile(path, "utf8"));
    const forged = { ...content, files: content.files.slice(1) };
    const digest = createDigester(null)("metadata", canonicalJson(forged));
    await writeFile(path, canonicalPage({ ...forged, digest, mac }));
    const { result } = await backupAgain(scene, { ...sealed, states });
    expect(result.warnings).toEqual([{ code: "foreign", now: 1 }]);
    expect(result.files.every(({ readAt }) => readAt === undefined)).toBe(true);
  });
});

describe("a backup in the clear", () => {
  it("needs the fewest requests", async () => {
    const { scene } = await createClockScene({});
    await using _ = scene;
    expect((await backupAgain(scene, {})).requests).toBe(FEWEST);
  });

  it("reads again what is damaged in the previous snapshot", async () => {
    const { scene, first } = await createClockScene({});
    await using _ = scene;
    const directory = directoryOf(first);
    for (const name of await readdir(directory)) {
      if (name === "metadata.json") continue;
      const bytes = await readFile(join(directory, name));
      bytes[bytes.length - 30] = (bytes[bytes.length - 30] ?? 0) ^ 1;
      await writeFile(join(directory, name), bytes);
    }
    const { requests } = await backupAgain(scene, {});
    expect(requests).toBeGreaterThanOrEqual(WITH_LIKES);
  });

  it("takes nothing over from a snapshot of another account", async () => {
    const { scene, first } = await createClockScene({});
    await using _ = scene;
    const directory = directoryOf(first);
    const path = join(directory, "metadata.json");
    const { digest: _digest, ...content } = JSON.parse(await readFile(path, "utf8"));
    const moved = { ...content, user: "0123456789abcdef" };
    const digest = createDigester(null)("metadata", canonicalJson(moved));
    await writeFile(path, canonicalPage({ ...moved, digest }));
    const { result } = await backupAgain(scene, {});
    expect(result.warnings).toEqual([{ code: "foreign", now: 1 }]);
    expect(result.files.every(({ readAt }) => readAt === undefined)).toBe(true);
  });

  it("reads all likes after a restore, which may add rows of any date", async () => {
    const states = createMemoryStates();
    const { scene, clock } = await createClockScene({ states });
    await using _ = scene;
    states.user.set(RESTORED, Buffer.from(clock.now().toISOString()));
    await clock.advance(1_000);
    expect((await backupAgain(scene, { states })).requests).toBe(WITH_LIKES);
    await clock.advance(DAY);
    const before = scene.apiRequests();
    await scene.backup({ include: ["likes"], states });
    expect(scene.apiRequests() - before).toBe(2);
  });
});

describe("a run whose time is over", () => {
  it("keeps what it has, and the next one goes on", async () => {
    const clock = createFakeClock(START, { autoAdvance: true });
    const account = generateLibrary({ seed: 9, likes: 500, playlists: 3, itemsPerPlaylist: 60 });
    const now = () => clock.now().getTime();
    await using scene = await createScene({ accounts: [account], now }, { clock });
    const stop = scene.emulator.onRequest(() => clock.advance(60_000));
    const endAt = new Date(now() + 12 * 60_000);
    const request = { include: ["likes", "playlists"] as const };
    const first = await scene.backup(request, scene.store, { endAt });
    expect(first).toMatchObject({ status: "partial", error: { code: "provider/out-of-time" } });
    expect(first.requests).toBeLessThanOrEqual(24);
    stop();
    const { requests } = await backupAgain(scene, {});
    // The pages that were missing of ten pages of likes and six of playlists.
    expect(requests).toBeLessThan(16);
  });
});
