import { type Clock, systemClock } from "../clock.ts";
import { type Log, silentLog } from "../log.ts";
import type { Secret } from "../secret.ts";

/** The surroundings of a run: a frontend provides them, and a test replaces them. */
export interface World {
  readonly clock: Clock;
  readonly log: Log;
  /** Told every secret before it is used, so that no log can show it. */
  readonly onSecret: (secret: Secret) => void;
  /** Aborts everything that is under way. */
  readonly signal?: AbortSignal;
}

/**
 * A world with the clock of this machine, without a log and without cancelling, except for `parts`.
 *
 * @example
 * ```ts
 * const stop = new AbortController();
 * const world = createWorld({ signal: stop.signal });
 * ```
 */
export function createWorld(parts: Partial<World> = {}): World {
  return { clock: systemClock, log: silentLog, onSecret: () => {}, ...parts };
}
