import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../../src/clock.ts";

/** A clock that stands still until it is told to move, or moves only from one sleeper to the next. */
export interface FakeClock extends Clock {
  /** Every wait anybody asked for, in milliseconds, in the order of asking. */
  readonly sleeps: readonly number[];
  /** The number of sleepers that have not woken yet. */
  sleeping(): number;
  /**
   * Moves the time on. Sleepers wake in the order they are due, each at its own moment, and what
   * they do next gets a turn of the event loop before the time goes on.
   */
  advance(ms: number): Promise<void>;
}

export interface FakeClockOptions {
  /**
   * Jumps to the next sleeper whenever the program has come to rest: everything that was ready to
   * run has run, for a few turns of the event loop. What is on its way through the network or a
   * file does not count as running, so time may pass meanwhile, as it would outside of a test.
   */
  readonly autoAdvance?: boolean;
}

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;
const TURNS_OF_REST = 3;

/**
 * A fake clock that shows `start` (an ISO date with time). It refuses to sleep for longer than a
 * timer of Node can, or for no number at all: there such a sleep would end at once.
 */
export function createFakeClock(start: string, options: FakeClockOptions = {}): FakeClock {
  let time = Date.parse(start);
  if (Number.isNaN(time)) throw new RangeError(`Not a date: ${start}`);
  const sleepers = new Set<Sleeper>();
  const sleeps: number[] = [];
  let watching = false;

  /** Wakes whoever is due first, unless that is after `limit`. Says whether there was one. */
  function wakeNext(limit: number): boolean {
    const due = Math.min(...[...sleepers].map((sleeper) => sleeper.due));
    if (sleepers.size === 0 || due > limit) return false;
    time = Math.max(time, due);
    for (const sleeper of [...sleepers].filter((one) => one.due === due)) sleeper.wake();
    return true;
  }

  async function jumpWhenAtRest(): Promise<void> {
    if (watching) return;
    watching = true;
    while (sleepers.size > 0) {
      const asked = sleeps.length;
      for (let turns = 0; turns < TURNS_OF_REST; turns += 1) await turn();
      if (sleeps.length === asked) wakeNext(Number.POSITIVE_INFINITY);
    }
    watching = false;
  }

  return {
    sleeps,
    sleeping: () => sleepers.size,
    now: () => new Date(time),
    sleep: (ms, signal) => {
      if (!(ms <= LONGEST_TIMER_MS)) throw new RangeError(`No timer can sleep for ${ms} ms.`);
      sleeps.push(ms);
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const wake = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", onAbort);
          resolve();
        };
        const sleeper = { due: time + Math.max(ms, 0), wake };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", onAbort, { once: true });
        if (options.autoAdvance) void jumpWhenAtRest();
      });
    },
    advance: async (ms) => {
      const target = time + ms;
      do await turn();
      while (wakeNext(target));
      time = target;
      await turn();
    },
  };
}
