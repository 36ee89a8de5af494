import { describe, expect, it } from "vitest";
import { memoryLibrary, others } from "../support/restore/memory-library.ts";
import { createMemoryMusic } from "../support/restore/memory-music.ts";
import {
  createClock,
  createMemoryJournal,
  memoryContent,
  plan,
  restoreInMemory,
  snapshotOf,
} from "../support/restore/memory-restore.ts";

describe("restore", () => {
  it.each([true, false])("fills an empty account, with dates for likes: %s", async (dated) => {
    const clock = createClock();
    const target = createMemoryMusic({ clock, dated, others });
    const result = await restoreInMemory(snapshotOf(memoryLibrary()), target, clock);
    expect(result).toMatchObject({ status: "complete", error: null, skipped: [], unusable: [] });
    expect(result.likes).toBe(dated ? "dated" : "batches");
    expect(memoryContent(target.state())).toEqual(memoryContent(memoryLibrary()));
    if (dated) expect(target.state().saved.likes).toEqual(memoryLibrary().saved.likes);
    expect(target.writes.filter((name) => name === "save")).toHaveLength(dated ? 7 : 9);
    expect(target.writes.filter((name) => name === "like")).toHaveLength(dated ? 2 : 1);
    expect(target.writes.filter((name) => name === "create")).toHaveLength(5);
    expect(target.writes.filter((name) => name === "add")).toHaveLength(5);
  });

  it.each(["with", "without"])("writes nothing the second time, %s the journal", async (which) => {
    const clock = createClock();
    const target = createMemoryMusic({ clock, others, lagMs: 2000 });
    const journal = which === "with" ? createMemoryJournal() : null;
    await restoreInMemory(snapshotOf(memoryLibrary()), target, clock, { journal });
    clock.pass(60_000);
    const writes = target.writes.length;
    const again = await plan(snapshotOf(memoryLibrary()), target, clock, { journal });
    expect(again.isEmpty).toBe(true);
    const result = await again.apply();
    expect(result).toMatchObject({ status: "complete", added: 0 });
    expect(target.writes).toHaveLength(writes);
  });
});
