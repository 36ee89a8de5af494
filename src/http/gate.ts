import type { Clock } from "../clock.ts";
import type { RateLimitError } from "../errors.ts";
import { cancelled } from "./failures.ts";

/** After this many requests without a complaint of the host, one more may be in flight. */
const CALM_REQUESTS = 20;

/**
 * Every request to one host passes through its gate: few at a time, in order, none during a pause.
 */
export interface Gate {
  /**
   * Starts `task` when its turn comes, first come, first served, and returns its result. If the
   * gate is closed before that, it rejects with the refusal given to {@link Gate.close}; if the
   * signal aborts, with `CancelledError`. In both cases the task is not started.
   */
  run<T>(task: () => Promise<T>): Promise<T>;
  /**
   * Notes that the host wants fewer requests. Returns the number of complaints since the last
   * {@link Gate.noteOtherAnswer}. A burst of complaints counts as one.
   */
  noteComplaint(): number;
  /** Notes an answer that is not a complaint. */
  noteOtherAnswer(): void;
  /**
   * Starts no request until the returned function is called, for example while a 429 is being read.
   */
  hold(): () => void;
  /** The milliseconds of waiting that a pause until `until` would add. */
  addedWaitMs(until: Date): number;
  /**
   * Starts no request before `until`, and halves the number that may be in flight. A pause can be
   * made longer, never shorter. Returns whether this made it longer.
   */
  pause(until: Date): boolean;
  /**
   * Rejects all requests until `until`, waiting ones and new ones. The time is never made shorter.
   */
  close(until: Date, refusal: () => RateLimitError): void;
  /** The time until which it was closed; `null`: it never was. */
  closedUntil(): Date | null;
}

interface Waiting {
  readonly start: () => void;
  readonly fail: (error: unknown) => void;
}

/** A gate that lets at most `maxInFlight` requests be in flight, fewer while the host complains. */
export function createGate(clock: Clock, signal: AbortSignal, maxInFlight: number): Gate {
  const queue: Waiting[] = [];
  let inFlight = 0;
  let limit = maxInFlight;
  let calm = 0;
  let complaints = 0;
  let pausedUntil = 0;
  let holds = 0;
  let closed: { readonly until: number; readonly refusal: () => RateLimitError } | undefined;
  let sleeping = false;

  const now = (): number => clock.now().getTime();

  function turnAway(error: () => unknown): void {
    for (const waiting of queue.splice(0)) waiting.fail(error());
  }

  function admit(): void {
    if (signal.aborted) turnAway(() => cancelled(signal));
    if (closed && now() < closed.until) turnAway(closed.refusal);
    while (holds === 0 && queue.length > 0 && inFlight < limit) {
      if (now() < pausedUntil) {
        void waitOut();
        return;
      }
      inFlight += 1;
      queue.shift()?.start();
    }
  }

  async function waitOut(): Promise<void> {
    if (sleeping) return;
    sleeping = true;
    try {
      await clock.sleep(pausedUntil - now(), signal);
    } catch (error) {
      turnAway(() => (signal.aborted ? cancelled(signal) : error));
    }
    sleeping = false;
    admit();
  }

  function leave(): void {
    inFlight -= 1;
    calm += 1;
    if (calm >= CALM_REQUESTS && limit < maxInFlight) {
      limit += 1;
      calm = 0;
    }
    admit();
  }

  signal.addEventListener("abort", admit, { once: true });

  return {
    run: (task) =>
      new Promise((resolve, reject) => {
        // It starts in the same step that admits it, so the gate cannot close in between.
        const start = (): void => void task().finally(leave).then(resolve, reject);
        queue.push({ start, fail: reject });
        admit();
      }),
    noteComplaint: () => {
      const isBurst = holds > 0 || now() < pausedUntil;
      if (!isBurst || complaints === 0) complaints += 1;
      return complaints;
    },
    noteOtherAnswer: () => {
      complaints = 0;
    },
    hold: () => {
      holds += 1;
      return () => {
        holds -= 1;
        admit();
      };
    },
    addedWaitMs: (until) => Math.max(0, until.getTime() - Math.max(now(), pausedUntil)),
    pause: (until) => {
      // Several complaints in one pause halve the limit once.
      if (now() >= pausedUntil) limit = Math.max(1, Math.floor(limit / 2));
      calm = 0;
      const longer = until.getTime() > pausedUntil;
      pausedUntil = Math.max(pausedUntil, until.getTime());
      return longer;
    },
    close: (until, refusal) => {
      if (until.getTime() > (closed?.until ?? 0)) closed = { until: until.getTime(), refusal };
      admit();
    },
    closedUntil: () => (closed === undefined ? null : new Date(closed.until)),
  };
}
