import { isDamage } from "../errors.ts";
import type { Kind } from "../model/records.ts";
import {
  decodeMetadata,
  type FileRecord,
  METADATA_FILE,
  type Metadata,
} from "../snapshot/metadata.ts";
import type { SnapshotRef, SnapshotStore } from "../store/store.ts";

/** An earlier snapshot of the same account. */
export interface Previous {
  readonly ref: SnapshotRef;
  readonly metadata: Metadata;
}

/** How many snapshots that did not fail are looked at in search of one to compare with. */
const REACH = 10;

/** How many snapshots are looked at, failed and damaged ones included. */
const FARTHEST = 100;

/**
 * The newest snapshot of `user` that a run over `include` can be compared with and take content
 * over from: not failed, and with all of its kinds, or else with some. `damaged` counts those whose
 * metadata could not be read, is about another account or was not written by a backup with the same
 * key; they are passed over.
 */
export async function findPrevious(
  store: SnapshotStore,
  user: string,
  include: readonly Kind[],
  isAuthentic: (metadata: Metadata, bytes: Uint8Array) => boolean,
): Promise<{ readonly previous: Previous | null; readonly damaged: number }> {
  let damaged = 0;
  const usable: Previous[] = [];
  for (const ref of (await store.list(user)).slice(-FARTHEST).reverse()) {
    try {
      const bytes = await store.read(ref, METADATA_FILE);
      const metadata = decodeMetadata(bytes);
      if (metadata.user !== user || !isAuthentic(metadata, bytes)) {
        damaged += 1;
        continue;
      }
      if (metadata.status === "failed") continue;
      usable.push({ ref, metadata });
      const covers = include.every((kind) => metadata.include.includes(kind));
      if (covers) return { previous: { ref, metadata }, damaged };
      if (usable.length === REACH) break;
    } catch (error) {
      if (!isDamage(error)) throw error;
      damaged += 1;
    }
  }
  return { previous: usable[0] ?? null, damaged };
}

/** What an earlier snapshot has of a file, when it has content that can be carried over. */
export function contentOf(previous: Previous | null, id: string): FileRecord | null {
  const file = previous?.metadata.files.find((candidate) => candidate.id === id);
  return file !== undefined && file.parts.length > 0 ? file : null;
}
