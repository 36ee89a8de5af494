import { fromHex } from "../bytes.ts";
import { isDamage, KeyError } from "../errors.ts";
import type { Open } from "../model/sealer.ts";
import type { SnapshotRef, SnapshotStore } from "../model/snapshot-store.ts";
import type { Digester } from "../snapshot/digest.ts";
import { createDigester } from "../snapshot/digest.ts";
import { keyIdOf } from "../snapshot/doubt.ts";
import { INDEX_ID } from "../snapshot/index-file.ts";
import { isAuthentic, type Metadata } from "../snapshot/metadata.ts";
import { openIndex } from "../snapshot/verify.ts";

/** The means by which a reader tells the owner's snapshots from others. Each key may be missing. */
export interface OwnerKeys {
  /** The key ids that the owner's own records name for an account. Empty: there is no record. */
  readonly keyIds: (user: string) => readonly string[];
  /** Opens sealed files; `null`: there is no identity. */
  readonly open: Open | null;
  /**
   * Derives the content key of an account's snapshots from the app's secret; `null`: there is no
   * secret.
   */
  readonly contentKey: ((user: string) => Promise<Digester>) | null;
  readonly now: Date;
}

/** Finds the content keys of one account's snapshots. A key that was found is not read again. */
export interface KeyFinder {
  /**
   * The content key that `metadata` names, from memory or from the index of `ref`; `null`: neither
   * has it. `bytes` are the stored bytes of `metadata`.
   */
  find(ref: SnapshotRef, metadata: Metadata, bytes: Uint8Array): Promise<Digester | null>;
  /** The keys found so far, by their ids. */
  readonly found: ReadonlyMap<string, Digester>;
  /** The id of the key that was derived from the app's secret; `null`: there is none. */
  readonly ownKeyId: string | null;
}

/** Creates a {@link KeyFinder} for the snapshots of `user`. */
export async function createKeyFinder(
  store: SnapshotStore,
  user: string,
  { contentKey, open }: OwnerKeys,
): Promise<KeyFinder> {
  const own = contentKey && (await contentKey(user));
  const ownKeyId = own && keyIdOf(own);
  const found = new Map(own && ownKeyId ? [[ownKeyId, own]] : []);

  return {
    found,
    ownKeyId,
    async find(ref, metadata, bytes) {
      if (metadata.encryption === null) return null;
      const { keyId } = metadata.encryption;
      const known = found.get(keyId) ?? null;
      if (known !== null || open === null) return known;
      const keyed = await readKey(store, ref, metadata, open);
      // Somebody may have copied the index of another snapshot, so the key has to fit the MAC, too.
      if (keyed === null || keyIdOf(keyed) !== keyId || !(await isAuthentic(bytes, keyed)))
        return null;
      found.set(keyId, keyed);
      return keyed;
    },
  };
}

/**
 * Reads the content key from the sealed index; `null`: the index is missing, damaged, or sealed for
 * another key.
 */
async function readKey(
  store: SnapshotStore,
  ref: SnapshotRef,
  metadata: Metadata,
  open: Open,
): Promise<Digester | null> {
  if (!metadata.files.some(({ id }) => id === INDEX_ID)) return null;
  try {
    const index = await openIndex({ read: (name) => store.read(ref, name) }, metadata, open);
    return createDigester(fromHex(index.contentKey));
  } catch (error) {
    if (isDamage(error) || error instanceof KeyError) return null;
    throw error;
  }
}
