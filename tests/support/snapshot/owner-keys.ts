import { createOwnerKeys, type OwnerKeyInputs } from "../../../src/app/owner-keys.ts";
import { createWorld } from "../../../src/app/world.ts";
import type { Clock } from "../../../src/clock.ts";
import type { OwnerKeys } from "../../../src/history/owner-keys.ts";
import type { Evidence } from "../../../src/snapshot/doubt.ts";

/** The keys of the owner for a reader with these inputs, at the time of `clock`. */
export function ownerKeysAt(clock: Pick<Clock, "now">, keyInputs: OwnerKeyInputs = {}): OwnerKeys {
  return { ...createOwnerKeys(keyInputs, createWorld()), now: clock.now() };
}

/** The evidence about snapshots in a history without any seal. */
export function plainEvidence(clock: Pick<Clock, "now">): Evidence {
  const now = clock.now();
  return { believed: new Set(), keys: new Map(), isAmbiguous: false, isSealed: false, now };
}
