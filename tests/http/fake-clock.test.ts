import { expect, test } from "vitest";
import { createFakeClock } from "../support/fake-clock.ts";

const START = "2026-01-02T03:04:05.000Z";

test("stands still until it is moved, and wakes sleepers each at its own moment", async () => {
  const clock = createFakeClock(START);
  const woken: [string, string][] = [];
  const note = (name: string): void => {
    woken.push([name, clock.now().toISOString()]);
  };
  void clock.sleep(3000).then(() => note("late"));
  void clock.sleep(1000).then(async () => {
    note("early");
    await clock.sleep(500);
    note("early again");
  });
  await clock.advance(999);
  expect(woken).toEqual([]);
  await clock.advance(1001);
  expect(woken).toEqual([
    ["early", "2026-01-02T03:04:06.000Z"],
    ["early again", "2026-01-02T03:04:06.500Z"],
  ]);
  expect(clock.now().toISOString()).toBe("2026-01-02T03:04:07.000Z");
  expect(clock.sleeping()).toBe(1);
  await clock.advance(1000);
  expect(woken.length).toBe(3);
  expect(clock.sleeps).toEqual([3000, 1000, 500]);
});

test("moves by itself from sleeper to sleeper, and no further", async () => {
  const clock = createFakeClock(START, { autoAdvance: true });
  await Promise.all([clock.sleep(60_000), clock.sleep(1000).then(() => clock.sleep(2000))]);
  expect(clock.now().toISOString()).toBe("2026-01-02T03:05:05.000Z");
  await clock.sleep(1);
  expect(clock.now().toISOString()).toBe("2026-01-02T03:05:05.001Z");
});

test("an aborted sleep ends with the signal's reason, before or during it", async () => {
  const clock = createFakeClock(START);
  const reason = new Error("enough");
  const stop = new AbortController();
  const sleep = clock.sleep(1000, stop.signal);
  stop.abort(reason);
  await expect(sleep).rejects.toBe(reason);
  await expect(clock.sleep(1000, stop.signal)).rejects.toBe(reason);
  expect(clock.sleeping()).toBe(0);
});

test("refuses sleeps that a real timer would cut short", () => {
  const clock = createFakeClock(START);
  expect(() => clock.sleep(2 ** 31)).toThrow(RangeError);
  expect(() => clock.sleep(Number.NaN)).toThrow(RangeError);
});
