/** How an attempt failed, as far as it matters for another one. */
export interface FailedAttempt {
  /** The code of its error. */
  readonly code: string;
  /** Whether anything of the request reached the wire. */
  readonly sent: boolean;
  /** Whether sending the request twice does no more than sending it once. */
  readonly idempotent: boolean;
}

const PASSING: ReadonlySet<string> = new Set([
  "http/network",
  "http/timeout",
  "http/bad-answer",
  "provider/unavailable",
]);

/**
 * Whether a request that failed like this may be sent again: the failure can pass, and either the
 * request never left or a second one does no harm.
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
 * Milliseconds to stay away after the given number of 429s in a row (from 1): what the host asks
 * for; where it does not name a time to come, 4 s, doubling up to two minutes.
 */
export function pauseMs(refusals: number, retryAfterMs: number | null): number {
  return retryAfterMs || Math.min(4000 * 2 ** (refusals - 1), 120_000);
}
