import type { OwnerKeys } from "../history/owner-keys.ts";
import type { Open } from "../model/sealer.ts";
import type { Secret } from "../secret.ts";
import { recordKeyId } from "../setup/settings.ts";
import { createDigester, type Digester } from "../snapshot/digest.ts";
import type { Evidence } from "../snapshot/doubt.ts";
import { keyIdOf } from "../snapshot/doubt.ts";
import type { Repository } from "./repository.ts";
import type { World } from "./world.ts";

/** The settings from which {@link createOwnerKeys} makes the keys of the owner. */
export interface OwnerKeyInputs {
  /** Key ids that count for whichever account. Default: none. */
  readonly keyIds?: readonly string[];
  /** The key ids on record for an account. Default: none. */
  readonly recorded?: (user: string) => readonly string[];
  /** Opens sealed files. Default: there is no identity. */
  readonly open?: Open | null;
  /** The secret that content keys are derived from, as in a `Session`. Default: there is none. */
  readonly keySource?: Secret | null;
}

/** Makes the {@link OwnerKeys} of a reader of snapshots. */
export function createOwnerKeys(
  { keyIds = [], recorded = () => [], open = null, keySource = null }: OwnerKeyInputs,
  world: World,
): OwnerKeys {
  const contentKey = keySource && ((user: string) => deriveDigester(keySource, user, world));
  return {
    keyIds: (user) => [...keyIds, ...recorded(user)],
    open,
    contentKey,
    now: world.clock.now(),
  };
}

/**
 * The evidence by which a backup of `user` with this `keySource` judges earlier snapshots. It
 * believes those that its own key proves. With `null` it does not seal, and believes snapshots in
 * the clear.
 */
export async function createOwnEvidence(
  keySource: Secret | null,
  user: string,
  world: World,
): Promise<Evidence> {
  const own = keySource && (await deriveDigester(keySource, user, world));
  const keys = new Map(own ? [[keyIdOf(own), own]] : []);
  const believed = new Set(keys.keys());
  return { believed, keys, isAmbiguous: false, isSealed: own !== null, now: world.clock.now() };
}

/** The id of the content key that a backup of `user` has with this `keySource`. */
export async function deriveKeyId(keySource: Secret, user: string, world: World): Promise<string> {
  return keyIdOf(await deriveDigester(keySource, user, world));
}

async function deriveDigester(keySource: Secret, user: string, world: World): Promise<Digester> {
  const { deriveContentKey } = await import("../crypto/content-key.ts");
  const key = deriveContentKey(keySource, user);
  world.onSecret(key);
  return createDigester(Buffer.from(key.reveal(), "hex"));
}

/** Puts a key id on record in the settings of `repository`; see `recordKeyId`. */
export async function recordHostedKeyId(repository: Repository, keyId: string): Promise<void> {
  await recordKeyId(await repository.workflows(), keyId);
}
