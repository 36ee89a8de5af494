import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AppError,
  AuthError,
  IntegrityError,
  KeyError,
  ProviderError,
  RateLimitError,
  UsageError,
} from "../../src/errors.ts";
import {
  doctorJson,
  doctorText,
  type ExaminedLine,
  exitOfDoctor,
} from "../../src/report/doctor.ts";

const problem = (error: AppError): ExaminedLine => ({
  name: "some",
  looksAt: "something",
  state: "problem",
  error,
  next: "do this",
});

const fine: ExaminedLine = { name: "other", looksAt: "more", state: "ok", text: "It is fine." };
const unsure: ExaminedLine = {
  name: "third",
  looksAt: "all",
  state: "unknown",
  text: "Not checked: why.",
  next: null,
};

/** The worst first. */
const RANKED = [
  [new IntegrityError("snapshot/corrupt", "Damaged."), 7],
  [new KeyError("key/no-match", "Does not fit."), 12],
  [new AuthError("auth/expired", "Ended."), 4],
  [new UsageError("config/missing", "Missing."), 2],
  [new ProviderError("provider/unavailable", "Away."), 5],
  [new RateLimitError("provider/quota", "Later."), 6],
] as const;

describe("the doctor's report", () => {
  it("exits with the code of the worst problem, in whatever order they come", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: RANKED.length - 1 })), (picked) => {
        const lines = picked.map((at) => problem(RANKED[at]?.[0] ?? RANKED[0][0]));
        const worst = RANKED[Math.min(...picked)]?.[1] ?? 0;
        expect(exitOfDoctor([fine, ...lines, unsure])).toBe(worst);
        expect(doctorJson([...lines, fine]).ok).toBe(picked.length === 0);
      }),
    );
  });

  it("says of each problem what is wrong, what to do, and what to run", () => {
    const retryAt = new Date("2026-11-23T03:17:00Z");
    const error = new RateLimitError("provider/quota", "Too much.", { hint: "Wait.", retryAt });
    expect(doctorText([fine, problem(error), unsure])).toBe(
      [
        "ok       other  It is fine.",
        "PROBLEM  some   Too much. [provider/quota]",
        "                Try again after 2026-11-23T03:17:00.000Z.",
        "                Wait.",
        "                > do this",
        "?        third  Not checked: why.",
        "",
        "1 problem, 0 warnings, 2 checks made, 1 could not be made (marked ?).",
      ].join("\n"),
    );
    expect(doctorJson([fine, problem(error), unsure])).toEqual({
      ok: false,
      checks: [
        { name: "other", looksAt: "more", state: "ok", message: "It is fine." },
        {
          name: "some",
          looksAt: "something",
          state: "problem",
          code: "provider/quota",
          message: "Too much.",
          hint: "Wait.",
          retryAt: "2026-11-23T03:17:00.000Z",
          next: "do this",
        },
        { name: "third", looksAt: "all", state: "unknown", message: "Not checked: why." },
      ],
    });
  });
});
