import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseHttpDate } from "../../src/http/http-date.ts";
import {
  LONGEST_RETRY_AFTER_MS,
  parseRetryAfter,
  retryAfterOf,
} from "../../src/http/retry-after.ts";
import { character } from "../support/arbitraries.ts";

const NOW = new Date("2026-11-06T08:49:30Z");

describe("parseRetryAfter", () => {
  test.each([
    ["0", 0],
    ["2", 2000],
    ["  2\t", 2000],
    ["007", 7000],
    ["0.5", 500],
    ["1.0004", 1001],
    [".25", 250],
    ["3.", 3000],
    ["2, 30, 5", 30_000],
    ["86236", 86_236_000],
    ["604801", LONGEST_RETRY_AFTER_MS],
    ["9".repeat(400), LONGEST_RETRY_AFTER_MS],
    ["Fri, 06 Nov 2026 08:49:37 GMT", 7000],
    ["Friday, 06-Nov-26 08:49:37 GMT", 7000],
    ["Fri Nov  6 08:49:37 2026", 7000],
    ["fri, 06 nov 2026 08:49:37 gmt", 7000],
    ["Fri, 06 Nov 2026 08:49:29 GMT", 0],
    ["Sun, 06 Nov 1994 08:49:37 GMT", 0],
    ["Fri, 31 Dec 9999 23:59:60 GMT", LONGEST_RETRY_AFTER_MS],
  ])("%j asks for %d ms", (value, ms) => {
    expect(parseRetryAfter(value, NOW)).toBe(ms);
  });

  test.each([
    null,
    "",
    " ",
    "-1",
    "+1",
    "1e3",
    "0x10",
    "5s",
    "2,",
    "2, soon",
    "Infinity",
    "NaN",
    "soon",
    ".",
    "1.2.3",
    "2026-11-06T08:49:37Z",
    "Fri, 31 Feb 2026 08:49:37 GMT",
    "Fri, 00 Nov 2026 08:49:37 GMT",
    "Fri, 06 Nov 2026 24:00:00 GMT",
    "Fri, 06 Nov 2026 08:49:37 CET",
    "Fri, 06 Nov 2026 08:49:37",
    "Fri, 6 Nov 2026 08:49:37 GMT",
    "Fri, 06 Nov 2026 08:49:37 GMT, 5",
  ])("%j says nothing", (value) => {
    expect(parseRetryAfter(value, NOW)).toBeNull();
  });

  const header = fc.oneof(
    fc.string(),
    fc.string({ unit: character }),
    fc.double().map(String),
    fc.bigInt().map(String),
    fc.date().map(String),
    fc.stringMatching(/^[ \d.,+-]{0,12}$/),
  );

  test("never throws, and gives nothing or a bounded whole number of milliseconds", () => {
    fc.assert(
      fc.property(header, (value) => {
        const ms = parseRetryAfter(value, NOW);
        expect(
          ms === null || (Number.isInteger(ms) && ms >= 0 && ms <= LONGEST_RETRY_AFTER_MS),
        ).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test("never asks for less than the seconds that are written there", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 604_800, noNaN: true }), (seconds) => {
        const text = seconds.toFixed(6);
        expect(parseRetryAfter(text, NOW)).toBeGreaterThanOrEqual(Number(text) * 1000);
      }),
    );
  });
});

describe("retryAfterOf", () => {
  const date = "Fri, 06 Nov 2026 08:49:37 GMT";

  test("sets a date against the host's own clock", () => {
    const headers = new Headers({ "retry-after": date, date: "Fri, 06 Nov 2026 08:39:37 GMT" });
    expect(retryAfterOf(headers, NOW)).toBe(600_000);
  });

  test("takes our clock when the host does not tell its own", () => {
    expect(retryAfterOf(new Headers({ "retry-after": date }), NOW)).toBe(7000);
    expect(retryAfterOf(new Headers({ "retry-after": date, date: "?" }), NOW)).toBe(7000);
  });

  test("joins repeated headers, and tells when there is none", () => {
    const headers = new Headers([
      ["retry-after", "1"],
      ["retry-after", "9"],
    ]);
    expect(retryAfterOf(headers, NOW)).toBe(9000);
    expect(retryAfterOf(new Headers(), NOW)).toBeNull();
  });
});

describe("parseHttpDate", () => {
  const moment = fc
    .integer({ min: Date.parse("1977-01-01T00:00:00Z"), max: Date.parse("2076-12-31T23:59:59Z") })
    .map((ms) => new Date(Math.floor(ms / 1000) * 1000));

  test("reads back what it is in each of the three grammars", () => {
    fc.assert(
      fc.property(moment, (date) => {
        for (const text of spellings(date)) expect(parseHttpDate(text, NOW)).toEqual(date);
      }),
      { numRuns: 1000 },
    );
  });

  test("keeps a year of two digits within 50 years", () => {
    const year = (text: string): number | undefined =>
      parseHttpDate(`Friday, 06-Nov-${text} 08:49:37 GMT`, NOW)?.getUTCFullYear();
    expect([year("76"), year("77"), year("94"), year("00")]).toEqual([2076, 1977, 1994, 2000]);
  });
});

/** RFC 9110, 5.6.7: IMF-fixdate, RFC 850, asctime. */
function spellings(date: Date): readonly string[] {
  const [weekday = "", day = "", month = "", year = "", time = ""] = date
    .toUTCString()
    .replace(",", "")
    .split(" ");
  const whole = date.toLocaleDateString("en-GB", { weekday: "long", timeZone: "UTC" });
  return [
    `${weekday}, ${day} ${month} ${year} ${time} GMT`,
    `${whole}, ${day}-${month}-${year.slice(2)} ${time} GMT`,
    `${weekday} ${month} ${day.replace(/^0/, " ")} ${time} ${year}`,
  ];
}
