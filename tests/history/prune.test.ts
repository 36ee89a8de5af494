import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ListedSnapshot } from "../../src/history/list.ts";
import { planPrune } from "../../src/history/prune.ts";
import { applyKeepRules, type KeepRules } from "../../src/history/prune-policy.ts";
import { seeds } from "../support/seeds.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const FIRST = Date.parse("2026-01-01T03:17:00Z");
const NONE: KeepRules = { last: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 };

interface Odd {
  readonly status?: "complete" | "partial" | "failed";
  readonly shrunk?: boolean;
  readonly doubt?: "plain" | null;
  readonly damaged?: boolean;
  readonly latest?: boolean;
}

/** Snapshots, one a day, that differ from a good one as said. */
function snapshotsOf(odds: readonly Odd[]): readonly ListedSnapshot[] {
  return odds.map(
    (
      { status = "complete", shrunk = false, doubt = null, damaged = false, latest = false },
      day,
    ) => {
      const createdAt = new Date(FIRST + day * DAY_MS).toISOString();
      const metadata = {
        user: "somebody",
        createdAt,
        finishedAt: createdAt,
        status,
        include: ["likes" as const],
        encryption: null,
        warnings: shrunk ? [{ code: "shrunk", message: "" }] : [],
        kinds: [],
        bytes: 0,
        nameOnly: 0,
      };
      return {
        user: "somebody",
        name: createdAt.slice(0, 19).replaceAll(":", "-"),
        metadata: damaged ? null : metadata,
        problem: damaged ? "It is damaged." : null,
        code: damaged ? "snapshot/corrupt" : null,
        doubt,
        proved: doubt === null,
        latest,
        isForeign: doubt !== null,
      };
    },
  );
}

/** By day, the reasons for which a snapshot stays. */
function plan(odds: readonly Odd[], rules: Partial<KeepRules>, pinnedDays: readonly number[] = []) {
  const snapshots = snapshotsOf(odds);
  const pinned = new Set(pinnedDays.map((day) => snapshots[day]?.name ?? ""));
  const { kept, removed } = planPrune(
    { user: "somebody", snapshots },
    { ...NONE, ...rules },
    pinned,
  );
  expect([...kept, ...removed].map(({ name }) => name).sort()).toEqual(
    snapshots.map(({ name }) => name),
  );
  return snapshots.map(
    ({ name }) => kept.find((one) => one.name === name)?.reasons.join(" ") ?? "",
  );
}

describe("the plan to prune a history", () => {
  it("keeps what the rules keep, and the newest complete snapshot", () => {
    const history = [{}, {}, {}, { status: "partial" as const }];
    expect(plan(history, { last: 1 })).toEqual(["", "", "newest", "last"]);
  });

  it("keeps exactly what the rules keep where nothing is odd, for any rules", () => {
    const counts = fc.nat({ max: 5 });
    const rules = fc.record({
      last: counts,
      daily: counts,
      weekly: counts,
      monthly: counts,
      yearly: counts,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), rules, (days, keep) => {
        fc.pre(Object.values(keep).some((count) => count > 0));
        const odds = Array.from({ length: days }, () => ({}));
        const times = odds.map((_, day) => ({ at: new Date(FIRST + day * DAY_MS) }));
        const expected = applyKeepRules(times, keep).map((reasons, day) =>
          [...reasons, ...(day === days - 1 ? ["newest"] : [])].join(" "),
        );
        expect(plan(odds, keep)).toEqual(expected);
      }),
      { numRuns: seeds(200, 5000) },
    );
  });

  it("keeps the last snapshot before lists became much shorter", () => {
    const history = [{}, {}, { shrunk: true }, { shrunk: true }, {}];
    expect(plan(history, { last: 1 })).toEqual(["", "before-shrunk", "", "", "last newest"]);
  });

  it("keeps what latest means, and what a restore in progress uses", () => {
    const history = [{}, { latest: true }, {}, {}];
    expect(plan(history, { last: 1 }, [0])).toEqual(["restore", "latest", "", "last newest"]);
  });

  it("removes nothing that is damaged or not proved, and does not count it", () => {
    const history = [
      {},
      { damaged: true },
      { doubt: "plain" as const },
      {},
      { doubt: "plain" as const },
    ];
    expect(plan(history, { last: 2 })).toEqual([
      "last",
      "unreadable",
      "not-proved",
      "last newest",
      "not-proved",
    ]);
  });

  it("removes failed runs that a complete one followed, and does not count them", () => {
    const failed = { status: "failed" as const };
    expect(plan([{}, failed, {}, failed], { last: 2 })).toEqual([
      "last",
      "",
      "last newest",
      "newest",
    ]);
  });

  it("is refused when no rule keeps anything", () => {
    expect(() => plan([{}], {})).toThrow("No rule says which snapshots to keep.");
  });
});
