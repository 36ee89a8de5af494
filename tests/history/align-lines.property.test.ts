import fc from "fast-check";
import { expect, it } from "vitest";
import { bytesOf, textOf } from "../../src/bytes.ts";
import { alignLines, linesAt, NO_LINES } from "../../src/history/align-lines.ts";
import { seeds } from "../support/seeds.ts";

const line = fc.constantFrom("", "a", "b", "ab", "abcde", "abcdf", "é", "abcdefghi");
const lines = fc.array(line, { maxLength: 30 });
const textOfLines = (all: readonly string[]) => bytesOf(all.map((one) => `${one}\n`).join(""));

/** Two texts that share most of their lines. */
const versions = fc
  .tuple(
    lines,
    fc.array(fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 3 }), lines), { maxLength: 3 }),
  )
  .map(([older, edits]) => {
    const newer = edits.reduce(
      (all, [at, removed, added]) => all.toSpliced(at, removed, ...added),
      older,
    );
    return [older, newer] as const;
  });

it("lines are those of the text, and known ones are the same in the older text, in order", () => {
  fc.assert(
    fc.property(versions, ([older, newer]) => {
      const first = alignLines(textOfLines(older), NO_LINES);
      expect(first.known).toEqual(older.map(() => null));
      const { known, ...second } = alignLines(textOfLines(newer), first);
      expect(second.starts.map((_, at) => textOf(linesAt(second, at, at + 1)))).toEqual(newer);
      expect(known.flatMap((from, at) => (from === null ? [] : [[older[from], at]]))).toEqual(
        known.flatMap((from, at) => (from === null ? [] : [[newer[at], at]])),
      );
      const places = known.filter((from) => from !== null);
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
    }),
    { numRuns: seeds(300, 20_000) },
  );
});

it("a line is known again after some were removed and others added", () => {
  const older = Array.from({ length: 200 }, (_, at) => `line ${at}`);
  const newer = ["new", ...older.toSpliced(100, 20)];
  const { known } = alignLines(textOfLines(newer), alignLines(textOfLines(older), NO_LINES));
  expect(known.filter((from) => from === null)).toHaveLength(1);
});
