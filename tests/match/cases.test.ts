import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RULES } from "../../src/match/rules.ts";
import { answer, CASES, isWritten } from "./cases.ts";
import { reportTable } from "./report.ts";

describe("the open test set", () => {
  it.each(CASES.map((one) => ({ ...one, name: `${one.class}: ${one.wanted.title}: ${one.why}` })))(
    "$name",
    (one) => {
      const { level, best } = one;
      expect(answer(one)).toEqual(best === undefined ? { level } : { level, best });
    },
  );

  it("has no wrong answer that would be written", () => {
    const wrong = CASES.filter((one) => {
      const { level, best } = answer(one);
      return isWritten(level) && best !== one.right;
    });
    expect(wrong.map(({ why }) => why)).toEqual([]);
  });

  it("is reported in the documentation as it is", () => {
    const docs = readFileSync(new URL("../../docs/matching.md", import.meta.url), "utf8");
    expect(docs).toContain(reportTable());
  });

  it("has at least 150 cases, in which every number of the rules matters both ways", () => {
    expect(CASES.length).toBeGreaterThanOrEqual(150);
    const steps = { sameLength: 1, nearLength: 1, scriptLength: 1, fuzzyTitle: 0.06 };
    for (const [rule, step] of Object.entries(steps)) {
      for (const sign of [1, -1]) {
        const rules = { ...RULES, [rule]: RULES[rule as keyof typeof steps] + sign * step };
        const changed = CASES.filter((one) => {
          const given = answer(one, rules);
          return given.level !== one.level || given.best !== one.best;
        });
        expect(changed.length, `${rule} ${sign > 0 ? "more" : "less"}`).toBeGreaterThan(0);
      }
    }
  });
});
