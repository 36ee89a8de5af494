/** The facts about a failed attempt that decide about another one. */
export interface FailedAttempt {
  /** The code of its error. */
  readonly code: string;
  /** Whether any part of the request was put on the wire. */
  readonly sent: boolean;
  /** Whether sending the request twice has the same effect as sending it once. */
  readonly idempotent: boolean;
}

const PASSING: ReadonlySet<string> = new Set([
  "http/network",
  "http/timeout",
  "http/bad-answer",
  "provider/unavailable",
]);

/**
 * Whether a request that failed like this may be sent again: the failure may be temporary, and
 * either the request was never sent or a second one does no harm.
 */
export function isRepeatable(failed: FailedAttempt): boolean {
  return PASSING.has(failed.code) && (failed.idempotent || !failed.sent);
}

/**
 * Milliseconds to wait after the given number of failures (from 1): doubling from 2 s up to 30 s,
 * full jitter. `random` gives numbers from 0 up to 1.
 */
export function backoffMs(failures: number, random: () => number): number {
  return Math.round(random() * Math.min(2000 * 2 ** (failures - 1), 30_000));
}

/**
 * Milliseconds to wait after the given number of 429s in a row (from 1): the host's `Retry-After`,
 * or, where it names none, 4 s, doubling up to two minutes.
 */
export function pauseMs(refusals: number, retryAfterMs: number | null): number {
  return retryAfterMs || Math.min(4000 * 2 ** (refusals - 1), 120_000);
}
