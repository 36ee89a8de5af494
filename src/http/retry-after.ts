import type { HeaderValues } from "./http.ts";
import { parseHttpDate } from "./http-date.ts";

/** The longest pause that is believed. A header that asks for more is taken as this. */
export const LONGEST_RETRY_AFTER_MS = 7 * 24 * 60 * 60 * 1000;

const SECONDS = /^(?:\d+\.?\d*|\.\d+)$/;

/**
 * How many milliseconds from `now` a `Retry-After` value asks to stay away: at least 0, at most
 * {@link LONGEST_RETRY_AFTER_MS}; `null` when there is none or it cannot be understood. Takes
 * seconds, also with a fraction, and HTTP dates (RFC 9110, 10.2.3). Of several values, as a proxy
 * may join them, the longest counts. Never throws.
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
 * Reads an answer's `Retry-After` header like {@link parseRetryAfter}. A date in it is set against
 * the answer's own `Date`, so that two clocks that disagree do not shorten the pause.
 */
export function retryAfterOf(headers: HeaderValues, now: Date): number | null {
  const sentAt = parseHttpDate(headers.get("date") ?? "", now);
  return parseRetryAfter(headers.get("retry-after"), sentAt ?? now);
}

function bounded(ms: number): number {
  return Math.ceil(Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS));
}
