import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commonSubsequence, MAX_PLACES, type Merge, merge } from "../../src/restore/merge-items.ts";
import type { Item, SourceItem } from "../../src/restore/restore-item.ts";
import { seeds } from "../support/seeds.ts";

const tokens = (maxLength: number) =>
  fc.array(fc.constantFrom("", "a", "b", "c", "d"), { maxLength });

/** The length of a longest common subsequence, by the textbook. */
function longest(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const token of a) {
    const next = [0];
    for (const [j, other] of b.entries()) {
      const equal = token !== "" && token === other;
      next.push(equal ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

describe("commonSubsequence", () => {
  it("is common, in order and as long as can be", () => {
    fc.assert(
      fc.property(tokens(90), tokens(90), (a, b) => {
        const pairs = commonSubsequence(a, b);
        expect(pairs).toHaveLength(longest(a, b));
        let [lastA, lastB] = [-1, -1];
        for (const [i, j] of pairs) {
          expect(a[i]).toBe(b[j]);
          expect(a[i]).not.toBe("");
          expect(i > lastA && j > lastB).toBe(true);
          [lastA, lastB] = [i, j];
        }
      }),
      { numRuns: seeds(400, 20_000) },
    );
  });

  it.each([
    ["unlike", (at: number) => `x${at}`, (at: number) => `x${(at * 7919) % 10_000}`],
    ["of two tokens", (at: number) => `${at % 2}`, (at: number) => `${(at * at) % 2}`],
  ])("is affordable for 10,000 items that are %s", (_, tokenOfA, tokenOfB) => {
    const a = Array.from({ length: 10_000 }, (__, at) => tokenOfA(at));
    const b = Array.from({ length: 10_000 }, (__, at) => tokenOfB(at));
    const before = process.cpuUsage();
    expect(commonSubsequence(a, b).length).toBeGreaterThan(0);
    const { user } = process.cpuUsage(before);
    // This takes a tenth of a second, and less than a minute even on a busy machine.
    expect(user / 1_000_000).toBeLessThan(60);
  });
});

const item = (reference: string): SourceItem => ({
  state: reference === "" ? "gone" : "ready",
  reference,
  title: "",
  addedAt: null,
  artists: [],
  position: 1,
  ownReference: reference,
});

/** The references after the inserts. */
function carriedOut({ inserts }: Merge, target: readonly Item[]): string[] {
  let result = target.map(({ reference }) => reference);
  let added = 0;
  for (const { at, items } of inserts) {
    result = result.toSpliced(at + added, 0, ...items.map(({ reference }) => reference));
    added += items.length;
  }
  return result;
}

describe("merge", () => {
  it("brings back what is missing, keeps the rest in order, and is done after once", () => {
    const lists = fc.tuple(tokens(40), tokens(40));
    fc.assert(
      fc.property(lists, ([source, there]) => {
        const wanted = source.filter((token) => token !== "").map(item);
        const target = there.map(item);
        const result = merge(wanted, target);
        const after = carriedOut(result, target);
        const rest = [...after];
        for (const reference of there)
          expect(rest.splice(0, rest.indexOf(reference) + 1)).not.toEqual([]);
        for (const token of ["a", "b", "c", "d"]) {
          const count = (list: readonly string[]) => list.filter((each) => each === token).length;
          expect(count(after)).toBe(Math.max(count(source), count(there)));
        }
        expect(merge(wanted, after.map(item)).inserts).toEqual([]);
      }),
      { numRuns: seeds(400, 20_000) },
    );
  });

  it("puts 30 removed items back in their places, and leaves a new one where it is", () => {
    const source = Array.from({ length: 100 }, (_, at) => `t${at}`);
    const removed = new Set(Array.from({ length: 30 }, (_, at) => `t${(at * 13) % 100}`));
    const there = source.filter((token) => !removed.has(token)).toSpliced(20, 0, "new");
    const result = merge(source.map(item), there.map(item));
    const after = carriedOut(result, there.map(item));
    expect(after.filter((token) => token !== "new")).toEqual(source);
    expect(after).toHaveLength(101);
    expect(result).toMatchObject({ present: 70, moved: 0, appended: 0 });
  });

  it("inserts at no more places than it may, and says how many come at the end instead", () => {
    const source = Array.from({ length: 200 }, (_, at) => `t${at}`);
    const there = source.filter((_, at) => at % 2 === 1);
    const result = merge(source.map(item), there.map(item));
    expect(result.inserts).toHaveLength(MAX_PLACES + 1);
    expect(result.appended).toBe(50);
    const after = carriedOut(result, there.map(item));
    expect([...after].sort()).toEqual([...source].sort());
    expect(merge(source.map(item), after.map(item))).toMatchObject({ inserts: [], moved: 50 });
  });

  it("takes a recording under another reference for the one that was wanted", () => {
    const wanted = [item("a"), { ...item("b"), isrc: "B" }, item("c")];
    const target = [item("a"), { ...item("b2"), isrc: "B" }, item("c")];
    expect(merge(wanted, target)).toMatchObject({ inserts: [], present: 3 });
  });
});
