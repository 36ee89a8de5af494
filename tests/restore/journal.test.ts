import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeFileSystem } from "../../src/disk/fs.ts";
import { createJournalFile } from "../../src/disk/journal.ts";
import { type JournalRecord, openJournal, readSubject } from "../../src/restore/journal.ts";
import { appErrorOf } from "../support/app-error.ts";
import { createMemoryDisk } from "../support/disk/memory-disk.ts";
import { createMemoryJournal } from "../support/restore/memory-restore.ts";

const AT = "2026-11-22T12:00:00.000Z";
const NOW = new Date(AT);
const SUBJECT = { account: "abc", pins: ["one"], labels: ["user/2026-11-20T12-00-00"] };

const ITEM = { state: "ready", reference: "r", title: "t", addedAt: null } as const;

const RECORDS: readonly JournalRecord[] = [
  { type: "seen", at: AT, list: "likes", present: ["a"], absent: ["b", "c"] },
  { type: "saved", at: AT, list: "likes", references: ["b"] },
  { type: "created", at: AT, key: "k", id: "p" },
  { type: "added", at: AT, id: "p", position: 0, items: [ITEM, ITEM] },
  { type: "cover", at: AT, id: "p" },
  { type: "replaced", at: AT, reference: "d", by: null },
];

describe("a journal", () => {
  it("tells a later run what was seen and done", async () => {
    const store = createMemoryJournal();
    await (await openJournal(store, SUBJECT, NOW)).record(...RECORDS);
    const progress = (await openJournal(store, SUBJECT, NOW)).progress();
    expect(Object.fromEntries(progress.seen.get("likes") ?? [])).toEqual({
      a: true,
      b: true,
      c: false,
    });
    expect(progress.created.get("k")).toEqual({ id: "p", at: AT });
    expect(progress.items.get("p")).toEqual([ITEM, ITEM]);
    expect([...progress.covers]).toEqual(["p"]);
    expect([...progress.replaced]).toEqual([["d", null]]);
    expect(await readSubject(store, NOW)).toEqual({ ...SUBJECT, isUnfinished: true });
  });

  it("remembers what was asked for without an answer, until something is answered", async () => {
    const store = createMemoryJournal();
    const journal = await openJournal(store, SUBJECT, NOW);
    await journal.record({ type: "try", at: AT, key: "k" });
    await journal.record({ type: "seen", at: AT, list: "likes", present: [], absent: [] });
    const later = await openJournal(store, SUBJECT, NOW);
    expect(later.progress()).toMatchObject({ writtenAt: AT, opening: new Map([["k", new Set()]]) });
    await later.record({ type: "created", at: AT, key: "k", id: "p" });
    expect(later.progress()).toMatchObject({ writtenAt: AT, opening: new Map() });
  });

  it.each([
    ["once all was done", NOW, [{ type: "finished", at: AT } as const]],
    ["after a week", new Date("2026-11-29T12:00:01.000Z"), []],
  ])("trusts what was seen no longer %s", async (_, now, more) => {
    const store = createMemoryJournal();
    await (await openJournal(store, SUBJECT, NOW)).record(...RECORDS, ...more);
    const progress = (await openJournal(store, SUBJECT, now)).progress();
    expect(progress.seen.size + progress.items.size + progress.covers.size).toBe(0);
    expect([...progress.created.keys()]).toEqual(["k"]);
    expect([...progress.replaced.keys()]).toEqual(["d"]);
  });

  it.each([
    ["account", { ...SUBJECT, account: "other" }],
    ["snapshot", { ...SUBJECT, pins: ["two"] }],
  ])("of another %s is refused", async (_, other) => {
    const store = createMemoryJournal();
    await openJournal(store, SUBJECT, NOW);
    const error = await appErrorOf(() => openJournal(store, other, NOW));
    expect(error).toMatchObject({ name: "ConflictError", code: "restore/other-journal" });
  });

  it.each([
    ["before anything was seen", [], 0, false],
    ["with the month", RECORDS, 30, true],
    ["after a month", RECORDS, 30.001, false],
    ["once it is finished", [...RECORDS, { type: "finished", at: AT } as const], 0, false],
    ["when something was seen since", [{ type: "finished", at: AT } as const, ...RECORDS], 0, true],
  ])("is one to go on with, %s", async (_, records, days, isUnfinished) => {
    const store = createMemoryJournal();
    expect(await readSubject(store, NOW)).toBeNull();
    await (await openJournal(store, SUBJECT, NOW)).record(...records);
    const later = new Date(NOW.getTime() + days * 24 * 3600 * 1000);
    expect(await readSubject(store, later)).toEqual({ ...SUBJECT, isUnfinished });
  });

  it("loses nothing but what was torn, wherever it was cut", async () => {
    const store = createMemoryJournal();
    await (await openJournal(store, SUBJECT, NOW)).record(...RECORDS);
    const text = store.lines.join("\n");
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), async (length) => {
        const lines = text.slice(0, length).split("\n");
        const whole = lines.filter((line) => store.lines.includes(line)).length;
        const kept = { read: async () => lines, append: async () => {} };
        expect(await readSubject(kept, NOW)).toEqual(
          whole > 0 ? { ...SUBJECT, isUnfinished: whole > 1 } : null,
        );
        const { seen } = (await openJournal(kept, SUBJECT, NOW)).progress();
        expect(seen.get("likes")?.get("b")).toBe(whole > 2 ? true : whole > 1 ? false : undefined);
      }),
    );
  });
});

describe("a journal in a directory", () => {
  it("keeps the lines of every process, and skips none after a torn one", async () => {
    const root = await mkdtemp(join(tmpdir(), "tracksafe-journal-"));
    try {
      const path = join(root, "a", "journal");
      const first = createJournalFile(path, nodeFileSystem);
      expect(await first.read()).toEqual([]);
      await first.append("one");
      await first.append("two");
      await first[Symbol.asyncDispose]();
      await writeFile(join(path, "000002.jsonl"), "thr");
      const second = createJournalFile(path, nodeFileSystem);
      await second.append("four");
      await second[Symbol.asyncDispose]();
      expect(await second.read()).toEqual(["one", "two", "thr", "four"]);
      await second.clear();
      expect(await second.read()).toEqual([]);
    } finally {
      await rm(root, { recursive: true });
    }
  });

  it("has every line that was acknowledged before the power went", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(40),
        fc.array(fc.double({ min: 0, max: 0.99, noNaN: true }), { minLength: 1 }),
        async (cut, numbers) => {
          const disk = createMemoryDisk();
          disk.cutPowerAfter(cut);
          const journal = createJournalFile("/journal", disk.fs);
          const acknowledged: string[] = [];
          try {
            for (let line = 0; line < 9; line += 1) {
              await journal.append(`line ${line}`);
              acknowledged.push(`line ${line}`);
            }
          } catch {
            expect(acknowledged.length).toBeLessThan(9);
          }
          let at = 0;
          const random = () => numbers[at++ % numbers.length] ?? 0;
          const found = await createJournalFile("/journal", disk.restart(random).fs).read();
          expect(found.slice(0, acknowledged.length)).toEqual(acknowledged);
        },
      ),
    );
  });
});
