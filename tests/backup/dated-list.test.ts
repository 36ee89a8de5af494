import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDatedList } from "../../src/backup/dated-list.ts";
import type { Walk } from "../../src/model/provider.ts";
import type { Entry } from "../../src/model/records.ts";

const PAGE = 5;

interface Row {
  readonly ref: number;
  readonly at: number;
}

const entryOf = ({ ref, at }: Row): Entry => ({
  type: "artist",
  addedAt: new Date(at * 1000).toISOString(),
  item: { name: "", refs: { memory: `ref ${ref}` } },
});

function walkOf(rows: readonly Entry[], hidden: number): Walk {
  return {
    total: rows.length + hidden,
    first: rows.slice(0, PAGE),
    isWhole: rows.length <= PAGE,
    async *rest() {
      for (let at = PAGE; at < rows.length; at += PAGE) yield rows.slice(at, at + PAGE);
    },
    report: () => ({ disagreeing: 0, repeats: 0, malformed: 0 }),
  };
}

/** A change of a list between two runs. */
const change = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), ref: fc.integer({ min: 100, max: 999 }) }),
  fc.record({ kind: fc.constant("remove" as const), at: fc.nat(40) }),
  fc.record({ kind: fc.constant("like-again" as const), at: fc.nat(40) }),
);

describe("a dated list, read with the help of an earlier reading", () => {
  it("gives the list as it is now, even if things are in it twice", async () => {
    let merged = 0;
    await fc.assert(
      fc.asyncProperty(
        // There are so few references that some come twice.
        fc.array(fc.nat(25), { maxLength: 30 }),
        fc.array(change, { maxLength: 4 }),
        fc.nat(3),
        async (refs, changes, hidden) => {
          const before = refs.map((ref, index): Row => ({ ref, at: 1000 - index }));
          let now: readonly Row[] = before;
          let at = 2000;
          for (const one of changes) {
            at += 1;
            if (one.kind === "add") now = [{ ref: one.ref, at }, ...now];
            else {
              const row = now[one.at % Math.max(1, now.length)];
              if (row === undefined) continue;
              now = now.filter((other) => other !== row);
              if (one.kind === "like-again") now = [{ ref: row.ref, at }, ...now];
            }
          }
          const rows = now.map(entryOf);
          const source = readDatedList(walkOf(rows, hidden), "memory", {
            total: before.length,
            hidden,
            entries: async function* () {
              yield before.map(entryOf);
            },
          });
          const pages = await Array.fromAsync(source.pages);
          expect(pages.flat()).toEqual(rows);
          if (source.usesEarlier()) merged += 1;
        },
      ),
      { numRuns: 1000 },
    );
    expect(merged).toBeGreaterThan(300);
  });
});
