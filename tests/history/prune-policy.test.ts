import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applyKeepRules,
  KEEP_REASONS,
  type KeepReason,
  type KeepRules,
} from "../../src/history/prune-policy.ts";
import { seeds } from "../support/seeds.ts";

const NONE: KeepRules = { last: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 };
const HOUR_MS = 60 * 60 * 1000;

const keptBy = (times: readonly string[], rules: Partial<KeepRules>) =>
  applyKeepRules(
    times.map((time) => ({ at: new Date(time) })),
    { ...NONE, ...rules },
  ).flatMap((reasons, number) => (reasons.length === 0 ? [] : [times[number]]));

/** The period of a time by counting from a Monday, another way than the code's. */
function periodOf(reason: KeepReason, at: Date, number: number): string {
  const monday = Date.UTC(1970, 0, 5);
  const week = Math.floor((at.getTime() - monday) / (7 * 24 * HOUR_MS));
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  return {
    last: `${number}`,
    daily: `${year} ${month} ${at.getUTCDate()}`,
    weekly: `${week}`,
    monthly: `${year} ${month}`,
    yearly: `${year}`,
  }[reason];
}

describe("rules that keep snapshots", () => {
  it("keep the newest of each period, as restic's documentation says, for any history", () => {
    const times = fc
      .array(fc.integer({ min: 0, max: 3 * 365 * 24 }), { maxLength: 60 })
      .map((hours) => [...hours].sort((a, b) => a - b))
      .map((hours) => hours.map((hour) => new Date(Date.UTC(2023, 11, 20) + hour * HOUR_MS)));
    const counts = fc.nat({ max: 6 });
    const rules = fc.record({
      last: counts,
      daily: counts,
      weekly: counts,
      monthly: counts,
      yearly: counts,
    });
    fc.assert(
      fc.property(times, rules, (all, keep) => {
        const expected = all.map(() => [] as KeepReason[]);
        for (const reason of KEEP_REASONS) {
          const newest = new Map<string, number>();
          for (const [number, at] of all.entries()) {
            newest.set(periodOf(reason, at, number), number);
          }
          const numbers = [...newest.values()].sort((a, b) => b - a);
          const kept = numbers.slice(0, keep[reason]);
          if (numbers.length < keep[reason] && all.length > 0) kept.push(0);
          for (const number of new Set(kept)) expected[number]?.push(reason);
        }
        const kept = applyKeepRules(
          all.map((at) => ({ at })),
          keep,
        );
        expect(kept).toEqual(expected);
      }),
      { numRuns: seeds(1000, 20_000) },
    );
  });

  it("keep one snapshot of a day, the newest", () => {
    const times = ["2026-11-21T03:00:00Z", "2026-11-21T15:00:00Z", "2026-11-22T03:00:00Z"];
    expect(keptBy(times, { daily: 2 })).toEqual([times[1], times[2]]);
  });

  it("keep the oldest as well while there are fewer than asked for", () => {
    const times = ["2026-11-21T03:00:00Z", "2026-11-21T15:00:00Z", "2026-11-22T03:00:00Z"];
    expect(keptBy(times, { daily: 5 })).toEqual(times);
  });

  it("count the week of a year's first days by ISO 8601", () => {
    const times = ["2020-12-28T00:00:00Z", "2021-01-03T23:59:59Z", "2021-01-04T00:00:00Z"];
    expect(keptBy(times, { weekly: 2 })).toEqual([times[1], times[2]]);
  });
});
