import { toTime } from "../spotify/mapping.ts";

/** A date, or a time as ISO 8601 in UTC; `null` for any other text. */
export function readTime(text: string | null | undefined): string | null {
  const time = toTime(text?.trim().replace(/^(\d{4}-\d{2}-\d{2}) (?=\d{2}:)/, "$1T"));
  return time !== null && /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}Z)?$/.test(time) ? time : null;
}
