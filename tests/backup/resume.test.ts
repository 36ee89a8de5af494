import { describe, expect, it } from "vitest";
import {
  type AccountState,
  type EmulatorOptions,
  fault,
  generateLibrary,
  like,
  touch,
  unlike,
  uriOf,
} from "../../emulator/index.ts";
import { createOpen } from "../../src/app/keys.ts";
import { connectSpotify } from "../../src/app/session.ts";
import { createWorld } from "../../src/app/world.ts";
import type { BackupResult } from "../../src/backup/contract.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { PAUSE } from "../../src/model/state.ts";
import { Secret } from "../../src/secret.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createMemoryStates } from "../support/memory-states.ts";
import { readDocuments } from "../support/snapshot/read-documents.ts";
import { createScene } from "../support/spotify/scene.ts";

const START = "2026-11-22T03:17:00Z";
const DAY = 24 * 60 * 60 * 1000;
const key = await generateKey("x25519", new Date(START));
const open = await createOpen(key.fileText);
const spare = generateLibrary({ seed: 77, likes: 50 }).likes.map(({ track }) => track);

const FORMS = [
  { form: "in the clear", recipients: [] },
  { form: "sealed", recipients: [key.recipient] },
];

async function createClockScene(account: AccountState, options: EmulatorOptions = {}) {
  const clock = createFakeClock(START, { autoAdvance: true });
  const now = () => clock.now().getTime();
  const scene = await createScene({ accounts: [account], now, ...options }, { clock });
  const states = createMemoryStates();
  const nextDay = async () => {
    const day = Math.floor((now() - Date.parse(START)) / DAY) + 1;
    await clock.advance(Date.parse(START) + day * DAY + 60_000 * day - now());
  };
  return { scene, clock, states, nextDay };
}

const timeOf = (clock: { now(): Date }) => `${clock.now().toISOString().slice(0, 19)}Z`;

const fileOf = ({ files }: BackupResult, id: string) => files.find((file) => file.id === id);

describe("a library larger than a day's quota", () => {
  it.each(FORMS)(
    "is complete after the fourth run if it needs three quotas ($form)",
    async (variant) => {
      const account = generateLibrary({
        seed: 1,
        likes: 400,
        playlists: 6,
        itemsPerPlaylist: 55,
      });
      const { scene, states, nextDay } = await createClockScene(account, { dailyQuota: 9 });
      await using _ = scene;
      const { recipients } = variant;
      const request = { include: ["likes", "playlists"] as const, recipients, states };
      const results: BackupResult[] = [];
      const again: string[][] = [];
      const asked = new Set<string>();
      for (let run = 0; run < 4; run += 1) {
        const from = scene.emulator.requests.length;
        results.push(await scene.backup(request));
        const sent = scene.emulator.requests
          .slice(from)
          .filter(({ kind, status }) => kind === "api" && status === 200)
          .map(({ path, query }) => `${path} ${query["offset"] ?? 0}`);
        again.push(sent.filter((one) => asked.has(one)));
        for (const one of sent) asked.add(one);
        await nextDay();
      }
      expect(results.map(({ status }) => status)).toEqual([
        "partial",
        "partial",
        "partial",
        "complete",
      ]);
      expect(results.slice(0, 3).map(({ error }) => error?.code)).toEqual(
        Array(3).fill("provider/quota"),
      );
      expect(fileOf(results[0] as BackupResult, "likes")).toMatchObject({
        state: "incomplete",
        total: 400,
      });
      for (const repeated of again) {
        // The only page of entries is the one that is read twice where the likes go on.
        const others = repeated.filter(
          (one) => !["/me 0", "/me/playlists 0", "/me/tracks 0"].includes(one),
        );
        expect(others.length).toBeLessThanOrEqual(1);
      }
      expect(scene.emulator.requests.some(({ duringPenalty }) => duringPenalty)).toBe(false);
      const reader = recipients.length > 0 ? open : null;
      const read = await readDocuments(scene.store, results[3] as BackupResult, reader);
      scene.emulator.accounts[0] = account;
      const likes = read
        .get("likes")
        ?.entries?.map((entry) =>
          entry.type === "unavailable" ? null : entry.item.refs["spotify"],
        );
      expect(likes).toEqual(account.likes.map(({ track }) => uriOf(track)));
      expect(read.size).toBe(7);
      for (const { entries } of read.values()) expect(entries?.length).toBeGreaterThanOrEqual(55);
    },
  );

  it("is not read before the time to come back, in this process or the next", async () => {
    const account = generateLibrary({ seed: 1, likes: 200, playlists: 2, itemsPerPlaylist: 60 });
    const { scene, states, clock } = await createClockScene(account, { dailyQuota: 4 });
    await using _ = scene;
    const first = await scene.backup({ include: ["likes"], states });
    expect(first.error?.code).toBe("provider/quota");
    const sent = scene.emulator.requests.length;
    await clock.advance(DAY / 2);
    const early = await scene.backup({ include: ["likes"], states });
    expect(early).toMatchObject({ status: "partial", snapshot: null, requests: 0 });
    expect(early.error).toMatchObject({ code: "provider/rate-limited" });
    expect(early.error?.message).toContain("2026-11-23T03:1");
    expect(scene.emulator.requests.length).toBe(sent);
    await clock.advance(DAY / 2 + 60_000);
    expect((await scene.backup({ include: ["likes"], states })).requests).toBeGreaterThan(0);
  });

  it("is not logged in to before the time that the accounts service named", async () => {
    const { scene, clock } = await createClockScene(generateLibrary({ seed: 1, likes: 10 }));
    await using _ = scene;
    const { env, emulator } = scene;
    emulator.faults.add({ path: "/api/token", fault: fault.rateLimit(80_000) });
    await using session = connectSpotify(
      {
        clientId: emulator.app.clientId,
        clientSecret: new Secret(emulator.app.clientSecret),
        refreshToken: new Secret(env["SPOTIFY_REFRESH_TOKEN"] ?? ""),
        apiUrl: emulator.apiUrl,
        // The accounts service has another host than the API, as the real one does.
        accountsUrl: emulator.accountsUrl.replace("127.0.0.1", "localhost"),
      },
      createWorld({ clock }),
    );
    await expect(session.provider.account()).rejects.toMatchObject({
      code: "provider/rate-limited",
    });
    expect(session.pausedUntil()?.getTime()).toBe(clock.now().getTime() + 80_000_000);
  });

  it("is read again if a wrong clock left a time that no pause can last until", async () => {
    const { scene, states } = await createClockScene(generateLibrary({ seed: 1, likes: 10 }));
    await using _ = scene;
    states.app.set(PAUSE, Buffer.from("2031-01-01T00:00:00.000Z"));
    expect((await scene.backup({ include: ["likes"], states })).status).toBe("complete");
  });

  it("keeps what was read if the last good content cannot be taken over", async () => {
    const account = generateLibrary({ seed: 1, likes: 600 });
    const { scene, states, nextDay } = await createClockScene(account, { dailyQuota: 16 });
    await using _ = scene;
    await scene.backup({ include: ["likes"], recipients: [key.recipient], states });
    await nextDay();
    scene.emulator.faults.add({ path: "/me/tracks", after: 9, fault: fault.quota() });
    const cut = await scene.backup({ include: ["likes"], plain: true });
    expect(cut).toMatchObject({ status: "partial", error: { code: "provider/quota" } });
    const { entries = 0 } = fileOf(cut, "likes") ?? {};
    expect(fileOf(cut, "likes")).toMatchObject({ state: "incomplete", total: 600 });
    expect(entries).toBeGreaterThan(300);
    expect((await scene.document(cut, "likes")).entries).toHaveLength(entries);
    // No like is lost. The rest is only not read yet.
    expect(cut.warnings).toEqual([]);
  });

  it.each(FORMS)(
    "is read on inside a playlist of the same version, and from the start in another ($form)",
    async ({ recipients }) => {
      for (const isTouched of [false, true]) {
        const account = generateLibrary({ seed: 4, playlists: 1, itemsPerPlaylist: 500 });
        const { scene, states, nextDay } = await createClockScene(account, { dailyQuota: 7 });
        await using _ = scene;
        const request = { include: ["playlists"] as const, recipients, states };
        const first = await scene.backup(request);
        const file = first.files.find(({ position }) => position === 0);
        expect(file).toMatchObject({ state: "incomplete", total: 500 });
        const [playlist] = account.playlists;
        if (isTouched && playlist) {
          playlist.items = playlist.items.toReversed();
          touch(playlist);
        }
        await nextDay();
        const from = scene.emulator.requests.length;
        const second = await scene.backup(request);
        const offsets = scene.emulator.requests
          .slice(from)
          .filter(({ path }) => path.endsWith("/items"))
          .map(({ query }) => Number(query["offset"]));
        expect(Math.min(...offsets)).toBe(isTouched ? 0 : file?.entries);
        let last = second;
        for (let run = 0; last.status !== "complete" && run < 4; run += 1) {
          await nextDay();
          last = await scene.backup(request);
        }
        expect(last.status).toBe("complete");
        const documents = await readDocuments(
          scene.store,
          last,
          recipients.length > 0 ? open : null,
        );
        const [document] = documents.values();
        expect(document?.entries?.map(({ addedAt }) => addedAt)).toEqual(
          playlist?.items.map(({ addedAt }) => addedAt),
        );
      }
    },
  );

  it.each([
    {
      what: "a new like on top",
      change: (account: AccountState, at: string) => like(account, spare.slice(0, 3), at),
    },
    {
      what: "a like taken out that had been read",
      change: (account: AccountState) => {
        const gone = account.likes[100]?.track;
        if (gone) unlike(account, [uriOf(gone)]);
      },
    },
    {
      what: "a like taken out that had not been read",
      change: (account: AccountState) => {
        const gone = account.likes[450]?.track;
        if (gone) unlike(account, [uriOf(gone)]);
      },
    },
  ])("has all likes in order after $what in between", async ({ change }) => {
    const account = generateLibrary({ seed: 5, likes: 500 });
    const { scene, states, clock, nextDay } = await createClockScene(account, { dailyQuota: 8 });
    await using _ = scene;
    const request = { include: ["likes"] as const, states };
    expect((await scene.backup(request)).status).toBe("partial");
    await clock.advance(1000);
    change(account, timeOf(clock));
    let last: BackupResult | null = null;
    for (let run = 0; last?.status !== "complete" && run < 4; run += 1) {
      await nextDay();
      last = await scene.backup(request);
    }
    expect(last?.status).toBe("complete");
    const document = await scene.document(last as BackupResult, "likes");
    const uris = document.entries?.map((entry) =>
      entry.type === "unavailable" ? null : entry.item.refs["spotify"],
    );
    expect(uris).toEqual(account.likes.map(({ track }) => uriOf(track)));
  });

  it("keeps the last good content while it cannot be read again", async () => {
    const account = generateLibrary({ seed: 6, likes: 300, playlists: 2, itemsPerPlaylist: 120 });
    const { scene, states, nextDay } = await createClockScene(account);
    await using _ = scene;
    const first = await scene.backup({ states });
    await nextDay();
    scene.emulator.faults.add({
      path: /tracks|items/,
      times: Number.POSITIVE_INFINITY,
      fault: fault.quota(),
    });
    for (const playlist of account.playlists) touch(playlist);
    const second = await scene.backup({ states });
    expect(second).toMatchObject({ status: "partial", error: { code: "provider/quota" } });
    expect(fileOf(second, "likes")).toMatchObject({ state: "stale", entries: 300 });
    const stale = second.files.filter(
      ({ position, state }) => position !== undefined && state === "stale",
    );
    expect(stale).toHaveLength(2);
    expect(await readDocuments(scene.store, second)).toEqual(
      await readDocuments(scene.store, first),
    );
  });
});
