import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SnapshotRef, SnapshotStore, StoredFile } from "../../../src/model/snapshot-store.ts";
import { createDirectoryStore } from "../../../src/store/directory/store.ts";
import {
  createMemoryDisk,
  type DiskFlaws,
  type MemoryDisk,
} from "../../support/disk/memory-disk.ts";
import { seeds } from "../../support/seeds.ts";
import {
  brokenFiles,
  bytesOf,
  type Files,
  filesOf,
  metadataOf,
  pieces,
  storedFile,
} from "../../support/snapshot/stored-snapshots.ts";

const USER = "0123456789abcdef";
const NAME = "2026-11-22T03-17-00";
/** No run makes more calls than this, so that a cut can come anywhere, or after the end. */
const MOST_CALLS = 140;

/** A run that is cut short, or not, and how the disk looks after the power is back. */
const run = fc.record({
  texts: fc.array(fc.string({ maxLength: 40 }), { maxLength: 4 }),
  rewrites: fc.boolean(),
  discards: fc.boolean(),
  carries: fc.boolean(),
  commits: fc.boolean(),
  cutAfter: fc.nat(MOST_CALLS),
  seed: fc.integer(),
});

type Run = typeof run extends fc.Arbitrary<infer T> ? T : never;

/** Tells of a snapshot as soon as its commit has resolved. */
type Acknowledge = (ref: SnapshotRef, files: Files) => void;

async function backUp(store: SnapshotStore, plan: Run, acknowledge: Acknowledge): Promise<void> {
  await store.checkWritable();
  const previous = (await store.list(USER)).at(-1);
  const writer = await store.create(USER, NAME);
  const files: Record<string, string> = {};
  const stored = new Map<string, StoredFile>();
  const write = async (name: string, ...texts: readonly string[]) => {
    stored.set(name, await writer.write(name, pieces(...texts)));
    files[name] = texts.join("");
  };
  for (const [index, each] of plan.texts.entries())
    await write(`playlist_${index}.json`, each, "|");
  if (plan.rewrites) await write("playlist_0.json", "again", ...plan.texts);
  if (plan.discards) {
    await writer.discard("playlist_0.json");
    stored.delete("playlist_0.json");
    delete files["playlist_0.json"];
  }
  if (plan.carries && previous !== undefined) {
    for (const [name, content] of Object.entries(await filesOf(store, previous))) {
      const as = `carried_${name.slice(-15)}`;
      stored.set(as, await writer.carry(previous, storedFile(name, content), as));
      files[as] = content;
    }
  }
  if (!plan.commits) return writer.abort();
  await writer.commit(metadataOf([...stored.values()]));
  acknowledge(writer.ref, files);
}

/** The damage to the acknowledged snapshots, and to all that `disk` lists. */
async function findDamage(
  disk: MemoryDisk,
  acknowledged: ReadonlyMap<string, Files>,
): Promise<readonly string[]> {
  const store = createDirectoryStore("/disk/backups", { fs: disk.fs });
  const listed = await store.list(USER);
  const damage: string[] = [];
  for (const ref of listed) {
    const broken = await brokenFiles(store, ref).catch((error: unknown) => [`${error}`]);
    damage.push(...broken.map((what) => `${ref.name}: ${what}`));
  }
  for (const [name, files] of acknowledged) {
    const ref = listed.find((each) => each.name === name);
    const found = ref === undefined ? "gone" : await filesOf(store, ref).catch(String);
    if (JSON.stringify(found) !== JSON.stringify(sorted(files)))
      damage.push(`${name}: other files`);
  }
  return damage;
}

function sorted(files: Files): Files {
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Plays the runs, each ended by a loss of power, and gives the damage that is found after one. */
async function damageAfter(
  runs: readonly Run[],
  flaws: DiskFlaws = {},
): Promise<readonly string[]> {
  let disk = createMemoryDisk(flaws);
  await disk.fs.mkdir("/disk");
  await disk.fs.syncDirectory("/");
  const acknowledged = new Map<string, Files>();
  for (const [index, plan] of runs.entries()) {
    disk.cutPowerAfter(plan.cutAfter);
    const owner = { host: "here", pid: index + 1, isRunning: (pid: number) => pid > index };
    const store = createDirectoryStore("/disk/backups", { fs: disk.fs, owner });
    const random = createRandom(plan.seed);
    await backUp(store, plan, ({ name }, files) => acknowledged.set(name, files)).catch(() => {});
    disk = disk.restart(random);
    const damage = await findDamage(disk, acknowledged);
    if (damage.length > 0) return damage;
  }
  return [];
}

/** Numbers in [0, 1), the same ones for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const runs = fc.array(run, { minLength: 1, maxLength: 4 });

describe("a directory store whose disk loses its power", () => {
  it("keeps every committed snapshot whole, and shows none that is not", async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (plans) => {
        expect(await damageAfter(plans)).toEqual([]);
      }),
      { numRuns: seeds(200, 50_000) },
    );
  });

  it("does so wherever in a run the power goes", async () => {
    const plan: Run = {
      texts: ["one", "two"],
      rewrites: true,
      discards: true,
      carries: true,
      commits: true,
      cutAfter: MOST_CALLS,
      seed: 0,
    };
    const disk = createMemoryDisk();
    await disk.fs.mkdir("/disk");
    const before = disk.calls();
    const names: string[] = [];
    await backUp(createDirectoryStore("/disk/backups", { fs: disk.fs }), plan, ({ name }) =>
      names.push(name),
    );
    const calls = disk.calls() - before;
    expect(names).toEqual([NAME]);
    expect(calls).toBeLessThan(MOST_CALLS);
    for (let cutAfter = 0; cutAfter <= calls; cutAfter += 1) {
      for (let seed = 0; seed < 3; seed += 1) {
        expect(await damageAfter([plan, { ...plan, cutAfter, seed }])).toEqual([]);
      }
    }
  });

  it("leaves a snapshot whole or gone, wherever in its removal the power goes", async () => {
    const later = "2026-11-23T03-17-00";
    const fill = async (store: SnapshotStore, name: string) => {
      const writer = await store.create(USER, name);
      const file = await writer.write("likes.json", pieces(name));
      await writer.commit(metadataOf([file]));
    };
    for (let cutAfter = 0, ended = false; !ended; cutAfter += 1) {
      for (let seed = 0; seed < 3; seed += 1) {
        const disk = createMemoryDisk();
        await disk.fs.mkdir("/disk");
        await disk.fs.syncDirectory("/");
        const owner = (pid: number) => ({
          host: "here",
          pid,
          isRunning: (of: number) => of >= pid,
        });
        const store = createDirectoryStore("/disk/backups", { fs: disk.fs, owner: owner(1) });
        await fill(store, NAME);
        await fill(store, later);
        disk.cutPowerAfter(cutAfter);
        ended = await store.remove(USER, [NAME]).then(
          () => true,
          () => false,
        );
        const restarted = disk.restart(createRandom(seed));
        const next = createDirectoryStore("/disk/backups", { fs: restarted.fs, owner: owner(2) });
        const listed = await next.list(USER);
        expect(listed.map(({ name }) => name)).toContain(later);
        for (const ref of listed) expect(await brokenFiles(next, ref)).toEqual([]);
        await (await next.create(USER, "2026-11-24T03-17-00")).abort();
        expect(await next.unfinished(USER)).toEqual([]);
        expect(await next.list(USER)).toEqual(listed);
        if (ended) expect(listed).toHaveLength(1);
      }
    }
  });

  // Proves that the test can fail: on a disk that does not synchronize, a snapshot is damaged.
  it.each<DiskFlaws>([{ ignoresFileSync: true }, { ignoresDirectorySync: true }])(
    "would be found out if it did not synchronize (%j)",
    async (flaws) => {
      const result = await fc.check(
        fc.asyncProperty(runs, async (plans) => (await damageAfter(plans, flaws)).length === 0),
        { numRuns: seeds(1_000, 50_000), endOnFailure: true },
      );
      expect(result.failed).toBe(true);
    },
  );

  it("leaves no snapshot with a part of its files when one is given up after a failed commit", async () => {
    const shown = new Set<number>();
    for (let seed = 0; seed < 20; seed += 1) {
      for (let cutAfter = 0; cutAfter < 8; cutAfter += 1) {
        const disk = createMemoryDisk();
        await disk.fs.mkdir("/disk");
        await disk.fs.syncDirectory("/");
        let failing = false;
        const fs = {
          ...disk.fs,
          syncDirectory: async (path: string) => {
            if (failing) throw new Error("no");
            return disk.fs.syncDirectory(path);
          },
        };
        const store = createDirectoryStore("/disk/backups", { fs });
        const writer = await store.create(USER, NAME);
        const stored = [
          await writer.write("likes.json", pieces("likes")),
          await writer.write("albums.json", pieces("albums")),
        ];
        failing = true;
        await expect(writer.commit(metadataOf(stored))).rejects.toThrow();
        failing = false;
        disk.cutPowerAfter(cutAfter);
        await writer.abort().catch(() => {});
        const restarted = disk.restart(createRandom(seed));
        expect(await findDamage(restarted, new Map())).toEqual([]);
        const after = createDirectoryStore("/disk/backups", { fs: restarted.fs });
        shown.add((await after.list(USER)).length);
      }
    }
    expect([...shown].sort()).toEqual([0, 1]);
  });
});

describe("the disk in memory", () => {
  it("forgets what was not synchronized, and nothing else", async () => {
    const disk = createMemoryDisk();
    const outcomes = new Set<string>();
    for (const name of ["/durable", "/loose"]) {
      const file = await disk.fs.createFile(name);
      await file.write(bytesOf("synced"));
      await file.sync();
      if (name === "/durable") await disk.fs.syncDirectory("/");
      await file.write(bytesOf("-not"));
    }
    for (let seed = 0; seed < 200; seed += 1) {
      const { fs } = disk.restart(createRandom(seed));
      const names = (await fs.readdir("/")).map(({ name }) => name);
      expect(names).toContain("durable");
      let text = "";
      for await (const chunk of fs.readFile("/durable")) text += Buffer.from(chunk).toString();
      expect(text).toMatch(/^synced/);
      outcomes.add(`${names.length} ${text}`);
    }
    // With and without the loose file; torn at each of four bytes, or not; right bytes or zeroes.
    expect(outcomes.size).toBe(2 * (1 + 4 * 2));
  });
});
