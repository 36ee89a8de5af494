import { describe, expect, it } from "vitest";
import { ProviderError } from "../../src/errors.ts";
import type { Collection } from "../../src/model/records.ts";
import { RefusedError } from "../../src/model/writer.ts";
import {
  memoryLibrary,
  memoryPlaylist,
  OLD,
  others,
  references,
  saved,
} from "../support/restore/memory-library.ts";
import {
  createMemoryMusic,
  entryOf,
  isrcOf,
  type MemoryMusic,
  type MemoryState,
  type WriteFault,
} from "../support/restore/memory-music.ts";
import {
  createClock,
  createMemoryJournal,
  memoryContent,
  plan,
  restoreInMemory,
  snapshotOf,
} from "../support/restore/memory-restore.ts";
import { isLong } from "../support/seeds.ts";

const FAULTS: readonly WriteFault[] = [
  "unavailable",
  "unavailable-applied",
  "lost",
  "lost-applied",
  "limited",
  "kill",
  "kill-applied",
];

/** A snapshot of {@link memoryLibrary}: no test changes it, and it takes a while to make. */
const librarySnapshot = snapshotOf(memoryLibrary());

function emptyState(): MemoryState {
  const none = { likes: [], albums: [], artists: [], shows: [], episodes: [], audiobooks: [] };
  return { saved: none, playlists: [], deleted: [] };
}

function counts(target: MemoryMusic): Record<string, number> {
  const result: Record<string, number> = {};
  for (const name of [...target.writes, ...target.reads]) result[name] = (result[name] ?? 0) + 1;
  return result;
}

describe("every write that goes wrong", () => {
  const cases = FAULTS.flatMap((fault) => [
    { fault, keeps: true },
    { fault, keeps: false },
  ]);

  it.each(cases)(
    "with $fault, journal kept: $keeps, leaves the same in the end",
    async ({ fault, keeps }) => {
      const expected = memoryContent(memoryLibrary());
      const undisturbed = createMemoryMusic({ clock: createClock(), others });
      await restoreInMemory(librarySnapshot, undisturbed, createClock());
      expect(undisturbed.writes).toHaveLength(21);
      // Without a journal no write is remembered, so every second one shows it.
      const step = keeps || isLong() ? 1 : 2;
      for (let number = 0; number < undisturbed.writes.length; number += step) {
        const clock = createClock();
        const target = createMemoryMusic({ clock, others, lagMs: 2000 });
        const journal = keeps ? createMemoryJournal() : null;
        target.failWrite(number, fault);
        const first = await restoreInMemory(librarySnapshot, target, clock, {
          journal,
        });
        const goesOn = fault !== "limited" && !fault.startsWith("kill");
        expect(first.status === "complete").toBe(goesOn);
        expect(first.error === null).toBe(goesOn);
        clock.pass(first.error?.retryAt ? 600_000 : 5000);
        await restoreInMemory(librarySnapshot, target, clock, { journal });
        expect(memoryContent(target.state())).toEqual(expected);
      }
    },
  );
});

describe("request counts", () => {
  it.each([0, 1, 39, 40, 41, 99, 100, 101, 401])("are at the floor for %i likes", async (count) => {
    const clock = createClock();
    const likes = saved(references("track", "l", count));
    const source = snapshotOf({ ...emptyState(), saved: { ...emptyState().saved, likes } });
    const target = createMemoryMusic({ clock });
    const result = await restoreInMemory(source, target, clock);
    expect(result).toMatchObject({ status: "complete", added: count, present: 0 });
    const batches = Math.ceil(count / 40);
    expect(counts(target)).toEqual({
      ...(count > 0 ? { like: 1, save: batches } : {}),
      // Once to look, and once to see whether they arrived.
      ...(count > 40 ? { "list likes": 2 } : count > 0 ? { contains: 2 } : {}),
    });
    const before = target.reads.length;
    const again = await restoreInMemory(source, target, clock);
    expect(again).toMatchObject({ status: "complete", added: 0, present: count });
    const pages = Math.ceil(count / 50);
    const looks = count > 40 ? Math.min(pages, 1 + batches) : Math.min(count, 1);
    expect(target.reads.length - before).toBe(looks);
  });

  it("take the cheaper way of looking: a few are asked for in a large library", async () => {
    const clock = createClock();
    const likes = saved(references("track", "l", 100));
    const many = saved([...references("track", "other", 1000), ...references("track", "l", 50)]);
    const target = createMemoryMusic({
      clock,
      state: { saved: { ...emptyState().saved, likes: many } },
    });
    const source = snapshotOf({ ...emptyState(), saved: { ...emptyState().saved, likes } });
    const { plan: planned } = await plan(source, target, clock);
    expect(planned.collections[0]).toMatchObject({ present: 50 });
    expect(counts(target)).toEqual({ "list likes": 1, contains: 3 });
  });

  it.each([0, 1, 39, 40, 41, 99, 100, 101, 401])(
    "are at the floor for a playlist of %i",
    async (count) => {
      const clock = createClock();
      const source = snapshotOf({
        ...emptyState(),
        playlists: [memoryPlaylist("p", references("track", "p", count))],
      });
      const target = createMemoryMusic({ clock });
      const result = await restoreInMemory(source, target, clock);
      expect(result).toMatchObject({ status: "complete", added: count });
      const adds = Math.ceil(count / 100);
      expect(counts(target)).toEqual({
        create: 1,
        ...(adds > 0 ? { add: adds } : {}),
        playlists: 3,
      });
      const before = target.reads.length;
      expect((await plan(source, target, clock)).isEmpty).toBe(true);
      expect(target.reads.length - before).toBe(1 + Math.max(1, Math.ceil(count / 50)));
    },
  );
});

describe("an item that the provider does not take", () => {
  const hundred = references("track", "t", 100);
  const source = snapshotOf({
    ...emptyState(),
    saved: { ...emptyState().saved, likes: saved(hundred) },
    playlists: [memoryPlaylist("p", hundred)],
  });

  it.each([true, false])("is named, and the other 99 go in; with dates: %s", async (dated) => {
    const clock = createClock();
    const target = createMemoryMusic({ clock, dated, dead: new Set([hundred[37] ?? ""]) });
    const journal = createMemoryJournal();
    const result = await restoreInMemory(source, target, clock, { journal });
    const rest = hundred.filter((_, at) => at !== 37);
    expect(memoryContent(target.state())).toMatchObject({
      saved: { likes: rest },
      playlists: [{ items: rest }],
    });
    expect(result).toMatchObject({ status: "complete", added: 198, substituted: [] });
    expect(result.skipped).toMatchObject([
      { file: "likes", reason: "refused", reference: hundred[37] },
      { file: "playlist_p", reason: "refused", reference: hundred[37] },
    ]);
    const writes = target.writes.length;
    await restoreInMemory(source, target, clock, { journal });
    expect(target.writes).toHaveLength(writes);
  });

  it("is replaced by the same recording under another reference, and that is said", async () => {
    const clock = createClock();
    const dead = hundred[37] ?? "";
    const recordings = new Map([[isrcOf(dead), [dead, `${dead}/2`]]]);
    const target = createMemoryMusic({ clock, dead: new Set([dead]), recordings });
    const result = await restoreInMemory(source, target, clock);
    const expected = hundred.map((each) => (each === dead ? `${each}/2` : each));
    expect(memoryContent(target.state())).toMatchObject({
      saved: { likes: expected },
      playlists: [{ items: expected }],
    });
    expect(result).toMatchObject({ status: "complete", added: 200, skipped: [] });
    expect(result.substituted[0]).toMatchObject({ file: "likes", from: dead, to: `${dead}/2` });
    const writes = target.writes.length;
    expect((await plan(source, target, clock)).isEmpty).toBe(true);
    expect(target.writes).toHaveLength(writes);
  });

  it("is looked up where the snapshot had no more than a memory of it", async () => {
    const clock = createClock();
    const entries = hundred.slice(0, 3).map((reference) => entryOf({ reference, addedAt: OLD }));
    const [first, second, third] = entries;
    if (second?.type !== "track" || !first || !third) throw new Error("three tracks are needed");
    const known = { type: "track" as const, item: second.item };
    const list = [
      first,
      { type: "unavailable" as const, addedAt: OLD, known },
      { type: "unavailable" as const, addedAt: OLD },
      third,
    ];
    const change = { entries: { playlist_p: list, likes: list } };
    const state = { ...emptyState(), playlists: [memoryPlaylist("p", [])] };
    const recordings = new Map([[isrcOf("memory:track:t1"), ["memory:track:t1/2"]]]);
    const target = createMemoryMusic({ clock, recordings });
    const result = await restoreInMemory(snapshotOf(state, change), target, clock);
    const expected = [hundred[0], "memory:track:t1/2", hundred[2]];
    expect(memoryContent(target.state())).toMatchObject({
      saved: { likes: expected },
      playlists: [{ items: expected }],
    });
    expect(result.skipped.map(({ file, reason }) => [file, reason])).toEqual([
      ["likes", "unavailable"],
      ["playlist_p", "unavailable"],
    ]);
    const writes = target.writes.length;
    clock.pass(60_000);
    await restoreInMemory(snapshotOf(state, change), target, clock);
    expect(target.writes).toHaveLength(writes);
  });

  it("may be a cover, without which the playlist is restored all the same", async () => {
    const clock = createClock();
    const target = createMemoryMusic({ clock, others });
    const setCover = async () => {
      throw new RefusedError("too large");
    };
    const writer = { ...target.writer, setCover };
    const result = await restoreInMemory(librarySnapshot, { ...target, writer }, clock);
    expect(result.status).toBe("complete");
    expect(result.skipped).toMatchObject([{ file: "playlist_first", reason: "cover" }]);
  });

  it("may be accepted and ignored, which is noticed", async () => {
    const clock = createClock();
    const target = createMemoryMusic({ clock, others, ignoresArtists: true });
    const result = await restoreInMemory(librarySnapshot, target, clock);
    expect(result.status).toBe("partial");
    expect(result.files.find(({ file }) => file === "artists")).toMatchObject({
      added: 0,
      failed: "restore/not-saved",
    });
  });

  it("may be a playlist of others that is gone", async () => {
    const clock = createClock();
    const target = createMemoryMusic({ clock, others: [] });
    const journal = createMemoryJournal();
    const result = await restoreInMemory(librarySnapshot, target, clock, { journal });
    expect(result.status).toBe("complete");
    expect(result.skipped).toMatchObject([{ file: "playlist_shared", reason: "refused" }]);
  });
});

describe("a quota", () => {
  it("a quota of a third of the needed requests is enough for a restore in four days", async () => {
    const state: MemoryState = {
      ...emptyState(),
      saved: { ...emptyState().saved, likes: saved(references("track", "l", 500)) },
      playlists: Array.from({ length: 4 }, (_, at) =>
        memoryPlaylist(`p${at}`, references("track", `p${at}x`, 150)),
      ),
    };
    const free = createClock();
    const unlimited = createMemoryMusic({ clock: free });
    await restoreInMemory(snapshotOf(state), unlimited, free);
    const needed = unlimited.reads.length + unlimited.writes.length;
    const quota = Math.ceil(needed / 3);

    const clock = createClock();
    const target = createMemoryMusic({ clock, quota });
    const journal = createMemoryJournal();
    let runs = 0;
    for (let isDone = false; !isDone; runs += 1) {
      const ended = await restoreInMemory(snapshotOf(state), target, clock, { journal }).then(
        ({ error }) => error,
        (error: unknown) => error as Error & { retryAt?: Date },
      );
      isDone = ended === null;
      if (ended?.retryAt) clock.pass(ended.retryAt.getTime() - clock.now().getTime());
      if (runs > 9) throw new Error("it never came to an end");
    }
    expect(runs).toBeLessThanOrEqual(4);
    expect(memoryContent(target.state())).toEqual(memoryContent(state));
  });
});

describe("a target that cannot be looked at in part", () => {
  it("gets the rest, and what is left out is said", async () => {
    const clock = createClock();
    const target = createMemoryMusic({ clock, others });
    const provider = {
      ...target.provider,
      playlists: async () => {
        throw new ProviderError("provider/unavailable", "not now");
      },
      collection: async (kind: Collection) => {
        if (kind === "albums") throw new ProviderError("provider/forbidden", "not here");
        return target.provider.collection(kind);
      },
    };
    const result = await restoreInMemory(librarySnapshot, { ...target, provider }, clock);
    expect(result).toMatchObject({ status: "partial", error: null });
    const failed = result.files.filter((each) => each.failed !== null);
    expect(failed.map(({ file }) => file)).toEqual([
      "albums",
      ...memoryLibrary().playlists.map(({ id }) => `playlist_${id}`),
    ]);
    const { saved, playlists } = memoryContent(target.state());
    expect(saved).toEqual({ ...memoryContent(memoryLibrary()).saved, albums: [] });
    expect(playlists).toEqual([]);
  });

  it("is left alone by who has given up: after three failures in a row", async () => {
    const clock = createClock();
    const target = createMemoryMusic({ clock, others });
    const createPlaylist = async () => {
      throw new ProviderError("provider/forbidden", "no more");
    };
    const writer = { ...target.writer, createPlaylist };
    const result = await restoreInMemory(librarySnapshot, { ...target, writer }, clock);
    expect(result).toMatchObject({ status: "failed", error: { code: "provider/forbidden" } });
    expect(result.files.filter(({ failed }) => failed !== null)).toHaveLength(3);
  });
});
