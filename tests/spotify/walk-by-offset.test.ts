import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSound, MovedError } from "../../src/model/provider.ts";
import type { Page } from "../../src/spotify/page.ts";
import {
  createReadAheadBudget,
  type ReadAheadBudget,
} from "../../src/spotify/read-ahead-budget.ts";
import { type ReadPage, walkByOffset } from "../../src/spotify/walk-by-offset.ts";
import { seeds } from "../support/seeds.ts";
import { collect } from "../support/spotify/scripted-scene.ts";

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const byValue = (row: number): string => String(row);

/** A page as a server sends it. */
interface ServedPage extends Omit<Page<number>, "length" | "decode"> {
  readonly rows: readonly number[];
}

type Serve = (offset: number) => Promise<ServedPage>;

/** Reads the pages that `serve` sends. */
function reading(serve: Serve): ReadPage<number> {
  return async (offset) => {
    const { rows, ...figures } = await serve(offset);
    return { ...figures, length: rows.length, decode: () => ({ rows, malformed: 0 }) };
  };
}

/** Walks the pages that `serve` sends. */
function walk(serve: Serve, readAhead: ReadAheadBudget, keyOf?: (row: number) => string) {
  return walkByOffset(reading(serve), readAhead, keyOf);
}

/** A server over `list()` whose pages hold at most `size` rows, and what it was asked. */
function serve(list: () => readonly number[], size: number) {
  const asked: number[] = [];
  const read: Serve = async (offset) => {
    asked.push(offset);
    const rows = list();
    return {
      rows: rows.slice(offset, offset + size),
      total: rows.length,
      limit: size,
      more: offset + size < rows.length,
    };
  };
  return { asked, read };
}

describe("walkByOffset", () => {
  it("gives all that is left from any row on, and asks for nothing behind the end", async () => {
    for (const [count, row] of [
      [120, 0],
      [120, 69],
      [120, 119],
      [120, 120],
      [120, 500],
    ] as const) {
      const { asked, read } = serve(() => numbers(count), 50);
      const { from } = await walk(read, createReadAheadBudget(), byValue);
      asked.length = 0;
      const rows: number[] = [];
      for await (const page of from?.(row) ?? []) rows.push(...page);
      expect(rows).toEqual(numbers(count).slice(row));
      expect(asked.length).toBe(Math.ceil(Math.max(0, count - row) / 50));
    }
  });

  it("gives any list exactly, with as many requests as it has pages", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1200), fc.integer({ min: 1, max: 50 }), async (count, size) => {
        const { asked, read } = serve(() => numbers(count), size);
        const listing = await walk(read, createReadAheadBudget(), byValue);
        expect(listing.total).toBe(count);
        expect(await collect(listing)).toEqual(numbers(count));
        expect(asked).toEqual(numbers(Math.max(1, Math.ceil(count / size))).map((n) => n * size));
      }),
    );
  });

  it("gives the list exactly when pages come short, as long as they do not the second time", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1200),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }),
        async (count, sizes) => {
          const asked = new Set<number>();
          const { read } = serve(() => numbers(count), 50);
          const listing = await walk(
            async (offset) => {
              const page = await read(offset);
              const size = asked.has(offset) ? 50 : (sizes[asked.size % sizes.length] ?? 50);
              asked.add(offset);
              return { ...page, rows: page.rows.slice(0, size) };
            },
            createReadAheadBudget(),
            byValue,
          );
          const rows = await collect(listing);
          expect(rows).toEqual(numbers(count));
          expect(isSound(listing, rows.length)).toBe(true);
        },
      ),
    );
  });

  it("never passes for a whole list when rows are missing or doubled, wherever and however often", async () => {
    const change = fc.record({
      page: fc.nat(4),
      drop: fc.array(fc.nat(49), { maxLength: 3 }),
      double: fc.array(fc.nat(49), { maxLength: 2 }),
      // A total that is smaller by the number of dropped rows would make the page look right.
      moves: fc.record({ total: fc.nat(3), more: fc.boolean() }),
    });
    await fc.assert(
      fc.asyncProperty(fc.nat(230), fc.array(change, { maxLength: 3 }), async (count, changes) => {
        const { read } = serve(() => numbers(count), 50);
        const listing = await walk(
          async (offset) => {
            let page = await read(offset);
            for (const { page: at, drop, double, moves } of changes) {
              if (at * 50 !== offset) continue;
              const rows = page.rows.filter((_, index) => !drop.includes(index));
              const twice = rows.flatMap((row, index) =>
                double.includes(index) ? [row, row] : [row],
              );
              const total = Math.max(0, (page.total ?? 0) + moves.total);
              page = { ...page, rows: twice, total, more: page.more !== moves.more };
            }
            return page;
          },
          createReadAheadBudget(),
          byValue,
        );
        const rows = await collect(listing).catch((error: unknown) => error);
        if (rows instanceof MovedError) return;
        const isRight = JSON.stringify(rows) === JSON.stringify(numbers(count));
        if (isSound(listing, (rows as number[]).length)) expect(isRight).toBe(true);
      }),
      { numRuns: seeds(100, 10_000) },
    );
  });

  it("gives pages in order however late each one comes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.nat(40), async (scheduler, pages) => {
        const { read } = serve(() => numbers(pages * 3), 3);
        const all = walk(
          (offset) => scheduler.schedule(read(offset)),
          createReadAheadBudget(),
          byValue,
        ).then(collect);
        expect(await scheduler.waitFor(all)).toEqual(numbers(pages * 3));
      }),
    );
  });

  it("keeps no decoded row of the first page", async () => {
    let decoded = 0;
    const { read } = serve(() => numbers(120), 50);
    const listing = await walkByOffset<{ readonly row: number }>(async (offset) => {
      const { rows, ...figures } = await read(offset);
      const decode = () => {
        decoded += 1;
        return { rows: rows.map((row) => ({ row })), malformed: 0 };
      };
      return { ...figures, length: rows.length, decode };
    }, createReadAheadBudget());
    expect(listing.first).toEqual(listing.first);
    expect(listing.first[0]).not.toBe(listing.first[0]);
    expect(decoded).toBe(5);
  });

  it("never keeps more than four pages that were not asked for yet", async () => {
    let given = 1;
    let furthest = 0;
    const { asked, read } = serve(() => numbers(2000), 50);
    const listing = await walk(read, createReadAheadBudget(), byValue);
    for await (const page of listing.rest()) {
      given += 1;
      expect(page).toHaveLength(50);
      furthest = Math.max(furthest, asked.length - given);
    }
    expect(asked).toHaveLength(40);
    expect(furthest).toBe(3);
  });

  it("reads three pages ahead in all, however many lists are read at the same time", async () => {
    const readAhead = createReadAheadBudget();
    const lists = Array.from({ length: 8 }, () => serve(() => numbers(2000), 50));
    const asked = () => lists.reduce((sum, list) => sum + list.asked.length, 0);
    let given = 0;
    let furthest = 0;
    await Promise.all(
      lists.map(async ({ read }) => {
        const listing = await walk(read, readAhead, byValue);
        given += 1;
        for await (const _ of listing.rest()) {
          given += 1;
          furthest = Math.max(furthest, asked() - given);
        }
      }),
    );
    expect(given).toBe(8 * 40);
    expect(asked()).toBe(8 * 40);
    // Seven others wait for a page each.
    expect(furthest).toBe(3 + 7);
  });

  it("lets another list read ahead where one was left, failed or ended", async () => {
    const readAhead = createReadAheadBudget();
    const { read } = serve(() => numbers(500), 10);
    const fail: Serve = async (offset) => {
      if (offset === 70) throw new Error("lost");
      return read(offset);
    };
    const left = await walk(read, readAhead, byValue);
    let pages = 0;
    for await (const _ of left.rest()) {
      pages += 1;
      if (pages === 5) break;
    }
    await expect(collect(await walk(fail, readAhead, byValue))).rejects.toThrow("lost");
    await collect(await walk(read, readAhead, byValue));
    expect([1, 2, 3, 4].map(() => readAhead.take())).toEqual([true, true, true, false]);
  });

  it.each([
    [0, 1],
    [1, 2],
    [2, 4],
    [3, 7],
  ])("has paid little when it is left after %i more pages", async (pages, requests) => {
    const { asked, read } = serve(() => numbers(5000), 50);
    const listing = await walk(read, createReadAheadBudget(), byValue);
    let left = pages;
    for await (const _ of left > 0 ? listing.rest() : []) {
      left -= 1;
      if (left === 0) break;
    }
    expect(asked).toHaveLength(requests);
  });

  it("lets nobody hear of a failed page that nobody wanted any more", async () => {
    const unheard: unknown[] = [];
    const listen = (reason: unknown): void => void unheard.push(reason);
    process.on("unhandledRejection", listen);
    const { read } = serve(() => numbers(500), 10);
    const listing = await walk(
      async (offset) => {
        if (offset > 20) throw new Error("lost");
        return read(offset);
      },
      createReadAheadBudget(),
      byValue,
    );
    const got: number[] = [];
    for await (const page of listing.rest()) {
      got.push(...page);
      if (got.length === 20) break;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off("unhandledRejection", listen);
    expect(got).toEqual(numbers(30).slice(10));
    expect(unheard).toEqual([]);
  });

  it("gives what comes before a failed page, then its error", async () => {
    const { read } = serve(() => numbers(500), 10);
    const listing = await walk(
      async (offset) => {
        if (offset === 70) throw new Error("lost");
        return read(offset);
      },
      createReadAheadBudget(),
      byValue,
    );
    const got: number[] = [];
    const all = (async () => {
      for await (const page of listing.rest()) got.push(...page);
    })();
    await expect(all).rejects.toThrow("lost");
    expect(got).toEqual(numbers(70).slice(10));
  });

  it("loses nothing that stayed, or says so, when one thing comes and one goes", async () => {
    const change = fc.record({ at: fc.nat(12), remove: fc.nat(119), add: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 3 }), async (changes) => {
        let list = numbers(120);
        let requests = 0;
        const { read } = serve(() => list, 10);
        const listing = await walk(
          (offset) => {
            for (const { at, remove, add } of changes) {
              if (at !== requests) continue;
              list = list.filter((row) => row !== remove);
              if (add) list = [1000 + at, ...list];
            }
            requests += 1;
            return read(offset);
          },
          createReadAheadBudget(),
          byValue,
        );
        const seen = await collect(listing).catch((error: unknown) => error);
        if (seen instanceof MovedError || !isSound(listing, (seen as number[]).length)) return;
        expect(seen).toEqual(expect.arrayContaining(list.filter((row) => row < 1000)));
        expect(new Set(seen as number[]).size).toBe(listing.total);
      }),
      { numRuns: seeds(200, 20_000) },
    );
  });

  it.each<[string, ServedPage[], number[], "sound" | "doubtful"]>([
    ["an empty list", [page([], 0)], [], "sound"],
    [
      "a later page without a total",
      [page([1, 2], 4, true), page([3, 4], null)],
      [1, 2, 3, 4],
      "sound",
    ],
    [
      "no total",
      [page([1, 2], null, true), page([3], null, true), page([4], null)],
      [1, 2, 3, 4],
      "sound",
    ],
    ["a total behind", again(page([1, 2, 3], 1)), [1, 2, 3], "doubtful"],
    ["a total ahead", [...again(page([1, 2, 3], 4)), ...again(page([], 4))], [1, 2, 3], "doubtful"],
    ["a total ahead once", [page([1, 2, 3], 4), page([1, 2, 3], 3)], [1, 2, 3], "sound"],
    ["no first row, then some", [page([], 2), page([1, 2], 2)], [1, 2], "sound"],
    [
      "more rows than its total",
      [page([1, 2], 3, true), ...again(page([3, 4], 3))],
      [1, 2, 3, 4],
      "doubtful",
    ],
    ["a repeat", [page([1, 2], 4, true), page([2, 3], 4)], [1, 2, 2, 3], "doubtful"],
    ["a repeat on the first page", [page([1, 1], 2)], [1, 1], "doubtful"],
    [
      "a next page behind its end",
      [...again(page([1, 2], 2, true)), page([3], 3)],
      [1, 2, 3],
      "doubtful",
    ],
  ])("copes with %s", async (_name, pages, expected, verdict) => {
    let turn = 0;
    const listing = await walk(
      async () => pages[turn++] ?? page([], 0),
      createReadAheadBudget(),
      byValue,
    );
    const rows = await collect(listing);
    expect(rows).toEqual(expected);
    expect(isSound(listing, rows.length)).toBe(verdict === "sound");
    expect(turn).toBe(pages.length);
  });

  it("is over when the total changes between pages that agree with themselves", async () => {
    const pages = [page([1, 2], 4, true), page([3, 4], 5, true)];
    const listing = await walk(
      async () => pages.shift() ?? page([], 0),
      createReadAheadBudget(),
      byValue,
    );
    await expect(collect(listing)).rejects.toBeInstanceOf(MovedError);
  });

  it("takes the longer of two pages that do not agree with themselves", async () => {
    const pages = [limited([1, 2, 3], 50), limited([1], 50)];
    const listing = await walk(
      async () => pages.shift() ?? page([], 0),
      createReadAheadBudget(),
      byValue,
    );
    expect(listing.first).toEqual([1, 2, 3]);
  });

  it.each<[string, (offset: number) => ServedPage, ((row: number) => string)?]>([
    ["empty pages that name a next one", () => page([], 10, true)],
    ["a total of a billion", (offset) => page(offset === 0 ? [1] : [], 1e9, offset === 0)],
    ["no total, and the last page again and again", () => page([1, 2], null, true)],
    ["the last page again and again, behind its total", () => page([1, 2], 2, true)],
    ["nothing but rows that cannot repeat", () => page([1, 2], 1e9, true), byValue],
  ])("ends although there are %s", async (_name, answer, keyOf) => {
    let asked = 0;
    const listing = await walk(
      async (offset) => {
        asked += 1;
        return answer(offset);
      },
      createReadAheadBudget(),
      keyOf,
    );
    await collect(listing);
    expect(asked).toBeLessThan(16);
  });
});

function page(rows: number[], total: number | null, more = false): ServedPage {
  return { rows, total, limit: null, more };
}

/** A page that should have had more rows, with a next one. */
function limited(rows: number[], limit: number): ServedPage {
  return { rows, total: 100, limit, more: true };
}

function again<T>(answer: T): T[] {
  return [answer, answer];
}
