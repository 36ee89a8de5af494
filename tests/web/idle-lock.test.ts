import { expect, it } from "vitest";
import { createIdleLock, MOST_HIDDEN_MS, MOST_IDLE_MS } from "../../web/history/idle-lock.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const MINUTE_MS = 60_000;

function begin() {
  const clock = createFakeClock("2026-11-22T03:17:00Z");
  const locked: string[] = [];
  const idle = createIdleLock(clock, (because) => locked.push(because));
  idle.start();
  /** Lets time pass as a computer that is awake does: minute by minute. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += MINUTE_MS) await clock.advance(MINUTE_MS);
  };
  return { clock, idle, locked, pass };
}

it("locks a page that nobody uses for 15 minutes, and one that is used does not", async () => {
  const { idle, locked, pass } = begin();
  await pass(MOST_IDLE_MS - MINUTE_MS);
  idle.use();
  await pass(MOST_IDLE_MS - MINUTE_MS);
  expect(locked).toEqual([]);
  await pass(MINUTE_MS);
  expect(locked).toEqual(["Locked, because the page was not used for 15 minutes."]);
  await pass(MOST_IDLE_MS);
  expect(locked).toHaveLength(1);
});

it("locks a page that is hidden for 5 minutes, and not one that is seen again before", async () => {
  const { idle, locked, pass } = begin();
  idle.hide();
  await pass(MOST_HIDDEN_MS - MINUTE_MS);
  idle.show();
  await pass(MOST_HIDDEN_MS);
  expect(locked).toEqual([]);
  idle.hide();
  await pass(MOST_HIDDEN_MS);
  expect(locked).toEqual(["Locked, because the page was hidden for 5 minutes."]);
});

it("locks before the first touch after a computer has slept", async () => {
  const { clock, idle, locked } = begin();
  await clock.advance(MOST_IDLE_MS);
  idle.use();
  expect(locked).toHaveLength(1);
});

it("leaves a page that was locked by hand alone", async () => {
  const { idle, locked, pass } = begin();
  idle.stop();
  await pass(MOST_IDLE_MS);
  expect(locked).toEqual([]);
});
