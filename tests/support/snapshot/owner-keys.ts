import { createTrust, type Proofs } from "../../../src/app/owner-keys.ts";
import { createWorld } from "../../../src/app/world.ts";
import type { Clock } from "../../../src/clock.ts";
import type { Trust } from "../../../src/history/owner-keys.ts";
import type { Evidence } from "../../../src/snapshot/doubt.ts";

/** What a reader with these proofs believes at the time of `clock`. */
export function trustAt(clock: Pick<Clock, "now">, proofs: Proofs = {}): Trust {
  return { ...createTrust(proofs, createWorld()), now: clock.now() };
}

/** What is known of snapshots in the clear where nothing was ever sealed. */
export function plainEvidence(clock: Pick<Clock, "now">): Evidence {
  const now = clock.now();
  return { believed: new Set(), keys: new Map(), isAmbiguous: false, isSealed: false, now };
}
