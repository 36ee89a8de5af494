import type { Clock } from "../clock.ts";
import { limitReached } from "./failures.ts";

/** Decides when requests go out, one after the other in the order they ask. */
export interface Pace {
  /**
   * Resolves when a request may go out. `repeats` is how often it was sent already. Throws
   * `RateLimitError` while a pause lasts that is too long to wait for, and `CancelledError`.
   */
  turn(isWrite: boolean, repeats: number): Promise<void>;
  /** Lets nothing out for so long; whether that is short enough to be waited for. */
  pause(ms: number): boolean;
}

/** The longest pause that is waited for. */
export const LONGEST_PAUSE_MS = 120_000;

/** GitHub: REST API > Best practices > Pause between mutative requests. */
const BETWEEN_WRITES_MS = 1000;

/** A pace that waits by `sleep`. */
export function createPace(clock: Pick<Clock, "now">, sleep: (ms: number) => Promise<void>): Pace {
  const now = (): number => clock.now().getTime();
  let pausedUntil = 0;
  let isClosed = false;
  let nextWriteAt = 0;
  let last: Promise<void> = Promise.resolve();

  async function wait(isWrite: boolean, repeats: number): Promise<void> {
    const backoffUntil = now() + repeats ** 2 * 1000;
    for (;;) {
      const until = Math.max(pausedUntil, backoffUntil, isWrite ? nextWriteAt : 0);
      if (until <= now()) break;
      if (isClosed && pausedUntil > now()) throw limitReached(new Date(pausedUntil));
      await sleep(until - now());
    }
    if (isWrite) nextWriteAt = now() + BETWEEN_WRITES_MS;
  }

  return {
    turn(isWrite, repeats) {
      const own = last.then(() => wait(isWrite, repeats));
      last = own.catch(() => {});
      return own;
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, now() + ms);
      isClosed = pausedUntil - now() > LONGEST_PAUSE_MS;
      return !isClosed;
    },
  };
}
