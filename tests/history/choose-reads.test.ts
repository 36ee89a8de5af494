import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseReads } from "../../src/history/choose-reads.ts";
import { seeds } from "../support/seeds.ts";

const NOW = Date.parse("2026-11-22T03:17:00Z");
const DAY_MS = 24 * 60 * 60 * 1000;

/** Files that are as many days old as said, ordered from old to new. */
const filesOf = (ages: readonly number[]) =>
  [...ages]
    .sort((a, b) => b - a)
    .map((age, number) => ({ number, since: new Date(NOW - age * DAY_MS).toISOString() }));

describe("the files that are read although git proves them", () => {
  it("are all of them where there are few", () => {
    const files = filesOf([100, 50, 3, 1]);
    expect(new Set(chooseReads(files, 10, new Date(NOW)))).toEqual(new Set(files));
  });

  it("are new ones first, and some of the others", () => {
    const files = filesOf([...Array(50).fill(100), ...Array(50).fill(2)]);
    const chosen = chooseReads(files, 10, new Date(NOW));
    expect(chosen).toHaveLength(10);
    expect(chosen.filter(({ number }) => number >= 50).map(({ number }) => number)).toEqual([
      99, 98, 97, 96, 95, 94, 93, 92,
    ]);
  });

  it("are never more than allowed, and all old ones have their turn", () => {
    const ages = fc.array(fc.integer({ min: 10, max: 1000 }), { maxLength: 60 });
    const check = (old: readonly number[], number: number) => {
      const files = filesOf(old);
      const seen = new Set<number>();
      for (let week = 0; week < Math.ceil(files.length / number) + 1; week += 1) {
        const chosen = chooseReads(files, number, new Date(NOW + week * 7 * DAY_MS));
        expect(chosen.length).toBeLessThanOrEqual(number);
        for (const file of chosen) seen.add(file.number);
      }
      expect(seen.size).toBe(files.length);
    };
    fc.assert(fc.property(ages, fc.integer({ min: 1, max: 20 }), check), {
      numRuns: seeds(100, 2000),
    });
  });
});
