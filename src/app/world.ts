import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Secret } from "../secret.ts";

/** The world around a run: what a test replaces and a frontend provides. */
export interface World {
  readonly clock: Clock;
  readonly log: Log;
  /** Told every secret before it is used, so that no log can show it. */
  readonly onSecret: (secret: Secret) => void;
  /** Ends everything under way. */
  readonly signal?: AbortSignal;
}
