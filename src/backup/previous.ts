import { walkNewest } from "../history/walk.ts";
import type { Kind } from "../model/records.ts";
import type { SnapshotRef, SnapshotStore } from "../model/snapshot-store.ts";
import type { Evidence } from "../snapshot/doubt.ts";
import type { FileRecord, Metadata } from "../snapshot/metadata.ts";

/** An earlier snapshot of the same account. */
export interface Previous {
  readonly ref: SnapshotRef;
  readonly metadata: Metadata;
}

/** What a run finds of earlier ones. */
export interface Earlier {
  /** `null`: there is none that the run may build on. */
  readonly previous: Previous | null;
  /** How many snapshots after that one have metadata that cannot be read. */
  readonly damaged: number;
  /** How many snapshots after that one are not proved by the run's own key. */
  readonly foreign: number;
}

/** How many proved snapshots that did not fail are looked at in search of one to compare with. */
const REACH = 10;

/** How many proved snapshots are looked at, failed ones included. */
const FARTHEST = 100;

/** How many are looked at in all. Somebody else may have put any number of them there. */
const LOOKED_AT = 500;

/**
 * The newest snapshot of `user` that a run over `include` can be compared with and take content
 * over from: proved by `evidence`, not failed, and with all of its kinds, or else with some.
 */
export async function findPrevious(
  store: SnapshotStore,
  user: string,
  include: readonly Kind[],
  evidence: Evidence,
): Promise<Earlier> {
  const usable: Previous[] = [];
  let [damaged, foreign, proved] = [0, 0, 0];
  for await (const snapshot of walkNewest(store, user, evidence)) {
    const { name, metadata } = snapshot;
    if (metadata === null) damaged += 1;
    else if (snapshot.doubt !== null || !snapshot.proved) foreign += 1;
    else {
      proved += 1;
      if (metadata.status !== "failed") {
        const found = { ref: { user, name }, metadata };
        const hasAll = include.every((kind) => metadata.include.includes(kind));
        if (hasAll) return { previous: found, damaged, foreign };
        usable.push(found);
      }
    }
    const isFarEnough = usable.length === REACH || proved === FARTHEST;
    if (isFarEnough || damaged + foreign + proved === LOOKED_AT) break;
  }
  return { previous: usable[0] ?? null, damaged, foreign };
}

/** What an earlier snapshot has of a file, when it has content that can be carried over. */
export function contentOf(previous: Previous | null, id: string): FileRecord | null {
  const file = previous?.metadata.files.find((candidate) => candidate.id === id);
  return file !== undefined && file.parts.length > 0 ? file : null;
}
