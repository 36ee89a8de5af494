import { connectSpotify, type Session } from "../app/session.ts";
import { openStates, statesDirectory } from "../app/state.ts";
import { UsageError } from "../errors.ts";
import type { CommandContext } from "./command.ts";
import { readSpotifyLogin } from "./spotify.ts";

/** The flag that bounds how long a session waits. */
export const MAX_WAIT = [
  "--max-wait <minutes>",
  "how long a run may wait in all when Spotify asks for fewer requests (default: 10)",
] as const;

/** The flag that bounds how many requests a session sends. */
export const MAX_REQUESTS = [
  "--max-requests <n>",
  "how many requests the run may send to Spotify; the next run goes on (default: any number)",
] as const;

/** The flags of a command that opens a session. */
export interface SessionFlags {
  readonly maxWait?: string;
  readonly maxRequests?: string;
}

/**
 * A session with the login of this machine. `onPause` is told until when Spotify wants no requests.
 * Throws as `readSpotifyLogin` does, and `UsageError`
 * `usage/max-wait`, `usage/max-requests`.
 */
export async function openSession(
  { terminal, world }: CommandContext,
  { maxWait, maxRequests }: SessionFlags,
  onPause: (until: Date) => void,
): Promise<Session> {
  const { settings, storeToken } = await readSpotifyLogin(terminal, world);
  const directory = statesDirectory(terminal.env, process.platform);
  return connectSpotify(settings, world, {
    onPause,
    states: (owner) => openStates(owner, directory, world),
    ...(storeToken && { storeToken }),
    ...(maxWait !== undefined && { maxWaitMs: parseMinutes(maxWait) }),
    ...(maxRequests !== undefined && { maxRequests: parseRequests(maxRequests) }),
  });
}

function parseMinutes(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text) * 60_000;
  throw new UsageError("usage/max-wait", "--max-wait is not a whole number of minutes.", {
    hint: "Give a whole number, such as --max-wait 10.",
  });
}

function parseRequests(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new UsageError("usage/max-requests", "--max-requests is not a whole number.", {
    hint: "Give a whole number, such as --max-requests 500.",
  });
}
