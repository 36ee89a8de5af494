import type { HeaderValues } from "./http.ts";
import { parseHttpDate } from "./http-date.ts";

/** The longest pause that is accepted. A header that asks for more is read as this. */
export const LONGEST_RETRY_AFTER_MS = 7 * 24 * 60 * 60 * 1000;

const SECONDS = /^(?:\d+\.?\d*|\.\d+)$/;

/**
 * The milliseconds from `now` that a `Retry-After` value asks to wait: at least 0, at most {@link
 * LONGEST_RETRY_AFTER_MS}; `null` when there is none or it cannot be understood. Reads seconds,
 * also with a fraction, and HTTP dates (RFC 9110, 10.2.3). If a proxy joined several values, the
 * longest counts. Never throws.
 */
export function parseRetryAfter(value: string | null, now: Date): number | null {
  const text = value?.trim() ?? "";
  const seconds = text.split(",").map((part) => part.trim());
  if (seconds.every((part) => SECONDS.test(part))) {
    return bounded(Math.max(...seconds.map(Number)) * 1000);
  }
  const date = parseHttpDate(text, now);
  return date && bounded(date.getTime() - now.getTime());
}

/**
 * Reads an answer's `Retry-After` header like {@link parseRetryAfter}. A date in it is compared
 * with the answer's own `Date`, so that a wrong clock on either side does not shorten the pause.
 */
export function retryAfterOf(headers: HeaderValues, now: Date): number | null {
  const sentAt = parseHttpDate(headers.get("date") ?? "", now);
  return parseRetryAfter(headers.get("retry-after"), sentAt ?? now);
}

function bounded(ms: number): number {
  return Math.ceil(Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS));
}
