import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backoffMs, isRepeatable, pauseMs } from "../../src/http/retry-rules.ts";

describe("isRepeatable", () => {
  const passing = ["http/network", "http/timeout", "http/bad-answer", "provider/unavailable"];

  test("repeats what can pass, unless it might be carried out twice", () => {
    for (const code of passing) {
      expect(isRepeatable({ code, sent: true, idempotent: true })).toBe(true);
      expect(isRepeatable({ code, sent: true, idempotent: false })).toBe(false);
      expect(isRepeatable({ code, sent: false, idempotent: false })).toBe(true);
    }
  });

  test("does not repeat what would come out the same", () => {
    for (const code of ["http/too-large", "provider/forbidden"]) {
      expect(isRepeatable({ code, sent: true, idempotent: true })).toBe(false);
    }
  });
});

test("backs off with full jitter: from nothing up to 2 s, 4 s, 8 s, …, 30 s", () => {
  const waits = (random: number): readonly number[] =>
    [1, 2, 3, 4, 5, 60].map((failures) => backoffMs(failures, () => random));
  expect(waits(0)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(waits(0.5)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
  expect(waits(1)).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

describe("pauseMs", () => {
  test("is what the host asks for", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1 }), (refusals, ms) => {
        expect(pauseMs(refusals, ms)).toBe(ms);
      }),
    );
  });

  test("grows from a few seconds when the host names no time to come", () => {
    for (const unnamed of [null, 0]) {
      const pauses = [1, 2, 3, 4, 5, 6, 8].map((refusals) => pauseMs(refusals, unnamed));
      expect(pauses).toEqual([4000, 8000, 16_000, 32_000, 64_000, 120_000, 120_000]);
    }
  });
});
