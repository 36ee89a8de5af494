import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MovedError } from "../../src/model/provider.ts";
import { type Page, type ReadPage, walkPages } from "../../src/spotify/pages.ts";
import { collect } from "../support/spotify-server.ts";

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const byValue = (row: number): string => String(row);

/** A server over `list()` whose pages hold at most `size` rows, and what it was asked. */
function serve(list: () => readonly number[], size: number) {
  const asked: number[] = [];
  const read: ReadPage<number> = async (offset) => {
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

describe("walkPages", () => {
  it("gives any list exactly, with as many requests as it has pages", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1200), fc.integer({ min: 1, max: 50 }), async (count, size) => {
        const { asked, read } = serve(() => numbers(count), size);
        const walk = await walkPages(read, byValue);
        expect(walk.total).toBe(count);
        expect(await collect(walk)).toEqual(numbers(count));
        expect(asked).toEqual(numbers(Math.max(1, Math.ceil(count / size))).map((n) => n * size));
      }),
    );
  });

  it("gives the list exactly when pages come shorter than promised", async () => {
    const size = fc.oneof(
      { arbitrary: fc.constant(50), weight: 5 },
      { arbitrary: fc.integer({ min: 1, max: 50 }), weight: 1 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1200),
        fc.array(size, { minLength: 1, maxLength: 20 }),
        async (count, sizes) => {
          let turn = 0;
          const walk = await walkPages<number>(async (offset) => {
            const size = sizes[turn++ % sizes.length] ?? 1;
            return {
              rows: numbers(count).slice(offset, offset + size),
              total: count,
              limit: 50,
              more: offset + 50 < count,
            };
          }, byValue);
          expect(await collect(walk)).toEqual(numbers(count));
        },
      ),
    );
  });

  it("gives pages in order however late each one comes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.nat(40), async (scheduler, pages) => {
        const { read } = serve(() => numbers(pages * 3), 3);
        const all = walkPages<number>((offset) => scheduler.schedule(read(offset)), byValue).then(
          collect,
        );
        expect(await scheduler.waitFor(all)).toEqual(numbers(pages * 3));
      }),
    );
  });

  it("never keeps more than four pages that were not asked for yet", async () => {
    let given = 1;
    let furthest = 0;
    const { asked, read } = serve(() => numbers(2000), 50);
    const walk = await walkPages(read, byValue);
    for await (const page of walk.rest()) {
      given += 1;
      expect(page).toHaveLength(50);
      furthest = Math.max(furthest, asked.length - given);
    }
    expect(asked).toHaveLength(40);
    expect(furthest).toBe(3);
  });

  it.each([
    [0, 1],
    [1, 2],
    [2, 4],
    [3, 7],
  ])("has paid little when it is left after %i more pages", async (pages, requests) => {
    const { asked, read } = serve(() => numbers(5000), 50);
    const walk = await walkPages(read, byValue);
    let left = pages;
    for await (const _ of left > 0 ? walk.rest() : []) {
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
    const walk = await walkPages<number>(async (offset) => {
      if (offset > 20) throw new Error("lost");
      return read(offset);
    }, byValue);
    const got: number[] = [];
    for await (const page of walk.rest()) {
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
    const walk = await walkPages<number>(async (offset) => {
      if (offset === 70) throw new Error("lost");
      return read(offset);
    }, byValue);
    const got: number[] = [];
    const all = (async () => {
      for await (const page of walk.rest()) got.push(...page);
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
        const walk = await walkPages<number>((offset) => {
          for (const { at, remove, add } of changes) {
            if (at !== requests) continue;
            list = list.filter((row) => row !== remove);
            if (add) list = [1000 + at, ...list];
          }
          requests += 1;
          return read(offset);
        }, byValue);
        const seen = await collect(walk).catch((error: unknown) => error);
        if (seen instanceof MovedError) return;
        expect(seen).toEqual(expect.arrayContaining(list.filter((row) => row < 1000)));
        expect(new Set(seen as number[]).size).toBe(walk.total);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, Page<number>[], "moved" | number[]]>([
    ["an empty list", [page([], 0)], []],
    ["all in one answer, total behind", [page([1, 2, 3], 1)], [1, 2, 3]],
    ["all in one answer, total ahead", [page([1, 2, 3], 5), page([], 5)], "moved"],
    ["no first row, then some", [page([], 2), page([1, 2], 2)], [1, 2]],
    ["more rows than its total", [page([1, 2], 3, true), page([3, 4], 3)], "moved"],
    ["another total", [page([1, 2], 4, true), page([3, 4], 5, true)], "moved"],
    ["a repeat", [page([1, 2], 4, true), page([2, 3], 4)], "moved"],
    ["a repeat on the first page", [page([1, 1], 2)], "moved"],
    ["an end before its total", [page([1, 2], 4, true), page([], 4)], "moved"],
    ["a later page without a total", [page([1, 2], 4, true), page([3, 4], null)], [1, 2, 3, 4]],
    ["no total", [page([1, 2], null, true), page([3], null, true), page([4], null)], [1, 2, 3, 4]],
    ["no total and no end", [page([1, 2], null, true), page([], null, true)], [1, 2]],
  ])("copes with %s", async (_name, pages, expected) => {
    let turn = 0;
    const walk = await walkPages(async () => pages[turn++] ?? page([], 0), byValue);
    const result = await collect(walk).catch((error: unknown) => error);
    if (expected === "moved") expect(result).toBeInstanceOf(MovedError);
    else {
      expect(result).toEqual(expected);
      expect(walk.total).toBe(expected.length);
    }
    expect(turn).toBe(pages.length);
  });
});

function page(rows: number[], total: number | null, more = false): Page<number> {
  return { rows, total, limit: null, more };
}
