import type { Clock } from "../../src/clock.ts";

const MINUTE_MS = 60_000;

/** The time without use after which a page locks itself. */
export const MOST_IDLE_MS = 15 * MINUTE_MS;

/** The time that it may be hidden: behind another tab, or on a phone that was laid aside. */
export const MOST_HIDDEN_MS = 5 * MINUTE_MS;

/** A computer that sleeps stops all timers, so that one long wait could end much too late. */
const LOOK_MS = MINUTE_MS / 2;

/** Locks a page that nobody uses. */
export interface IdleLock {
  /** Begins to watch; it goes on until the page is locked. */
  start(): void;
  stop(): void;
  /** The person does something. */
  use(): void;
  hide(): void;
  /** The page is seen again. It may have been hidden for too long. */
  show(): void;
}

/** Creates a lock that calls `lock` with a sentence about why. */
export function createIdleLock(clock: Clock, lock: (because: string) => void): IdleLock {
  let watching: AbortController | null = null;
  let usedAt = 0;
  let hiddenAt: number | null = null;
  const now = () => clock.now().getTime();

  function stop(): void {
    watching?.abort();
    watching = null;
  }

  function look(): void {
    if (watching === null) return;
    const reason =
      now() - usedAt >= MOST_IDLE_MS
        ? "was not used for 15 minutes"
        : hiddenAt !== null && now() - hiddenAt >= MOST_HIDDEN_MS
          ? "was hidden for 5 minutes"
          : null;
    if (reason === null) return;
    stop();
    lock(`Locked, because the page ${reason}.`);
  }

  async function watch({ signal }: AbortController): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(LOOK_MS, signal).catch(() => {});
      look();
    }
  }

  return {
    start() {
      stop();
      usedAt = now();
      watching = new AbortController();
      void watch(watching);
    },
    stop,
    use() {
      look();
      usedAt = now();
    },
    hide() {
      hiddenAt = now();
    },
    show() {
      look();
      hiddenAt = null;
    },
  };
}
