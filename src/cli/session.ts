import type { SessionOptions } from "../app/session.ts";
import { UsageError } from "../errors.ts";
import type { SpotifyLogin } from "./spotify.ts";

/** The flag that bounds how long a session waits. */
export const MAX_WAIT = [
  "--max-wait <minutes>",
  "how long to wait in all where Spotify wants fewer requests (default: 10)",
] as const;

/** What a session is opened with. Throws `UsageError` `usage/max-wait`. */
export function readSessionOptions(
  keepLogin: SpotifyLogin["keepLogin"],
  { maxWait }: { readonly maxWait?: string },
): SessionOptions {
  return {
    ...(keepLogin && { keepLogin }),
    ...(maxWait !== undefined && { maxWaitMs: parseMinutes(maxWait) }),
  };
}

function parseMinutes(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text) * 60_000;
  throw new UsageError("usage/max-wait", "--max-wait is not a whole number of minutes.", {
    hint: "Give it as in --max-wait 10.",
  });
}
