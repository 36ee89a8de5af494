import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loginExpiry } from "../../src/model/login-expiry.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const endOf = (since: string): string => loginExpiry(new Date(since), NOW).at.toISOString();

describe("loginExpiry", () => {
  it.each([
    ["2026-06-18T10:00:00Z", "2026-12-18T10:00:00.000Z"],
    ["2026-08-31T00:00:00Z", "2027-02-28T00:00:00.000Z"],
    ["2027-08-31T00:00:00Z", "2028-02-29T00:00:00.000Z"],
    ["2026-03-31T23:59:59Z", "2026-09-30T23:59:59.000Z"],
    ["2026-12-31T00:00:00Z", "2027-06-30T00:00:00.000Z"],
  ])("of a login of %s is %s", (since, at) => {
    expect(endOf(since)).toBe(at);
  });

  it("counts whole days, and below zero only what has ended", () => {
    const left = (now: string) =>
      loginExpiry(new Date("2026-06-18T10:00:00Z"), new Date(now)).daysLeft;
    expect(left("2026-11-18T10:00:00Z")).toBe(30);
    expect(left("2026-11-18T10:00:01Z")).toBe(29);
    expect(left("2026-12-18T09:59:59Z")).toBe(0);
    expect(left("2026-12-18T10:00:00Z")).toBe(0);
    expect(left("2026-12-18T10:00:01Z")).toBe(-1);
  });

  it("is six months of the calendar later, never in the seventh", () => {
    const date = fc.date({
      min: new Date("2020-01-01"),
      max: new Date("2060-01-01"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, (since) => {
        const { at } = loginExpiry(since, NOW);
        const months = (at.getUTCFullYear() - since.getUTCFullYear()) * 12;
        expect(months + at.getUTCMonth() - since.getUTCMonth()).toBe(6);
        expect(at.getUTCDate()).toBeLessThanOrEqual(since.getUTCDate());
        expect(at.getUTCDate()).toBeGreaterThanOrEqual(Math.min(since.getUTCDate(), 28));
      }),
    );
  });
});
