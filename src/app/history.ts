import type { SnapshotSelection } from "../history/address.ts";
import { readLikesOverTime } from "../history/likes-over-time.ts";
import { findUnfinished, type ListedSnapshot, listStoredSnapshots } from "../history/list.ts";
import { findNewestSnapshotAt } from "../history/newest-snapshot.ts";
import { countPartials } from "../history/partial-runs.ts";
import { type ReadsLeft, type VerifiedSnapshot, verifyStoredSnapshots } from "../history/verify.ts";
import type { SnapshotStore, UnfinishedSnapshot } from "../model/snapshot-store.ts";
import type { Secret } from "../secret.ts";
import { createOwnEvidence, createOwnerKeys, type OwnerKeyInputs } from "./owner-keys.ts";
import type { World } from "./world.ts";

export { parseAddress, type SnapshotSelection } from "../history/address.ts";
export type { ListedSnapshot } from "../history/list.ts";
export { newestSnapshotAt } from "../history/newest-snapshot.ts";
export type { VerifiedSnapshot } from "../history/verify.ts";
export type { OwnerKeyInputs } from "./owner-keys.ts";

/** The snapshots of a store to look at, and the inputs for the owner's keys. */
export interface HistoryRequest {
  /** Default: all of them. */
  readonly selection?: SnapshotSelection;
  /** Default: there are none, so only what contradicts itself is not believed. */
  readonly keyInputs?: OwnerKeyInputs;
}

/** The snapshots of a store, user by user, oldest first. */
export interface Listing {
  readonly snapshots: readonly ListedSnapshot[];
  /** Snapshots that runs are writing now, or left when they were interrupted. */
  readonly unfinished: readonly UnfinishedSnapshot[];
}

/**
 * Lists the snapshots in `store` with their metadata, and judges which of them are the owner's.
 *
 * Throws `NotFoundError` `snapshot/not-found` when the selection matches nothing, and errors of the
 * store.
 *
 * @example
 * ```ts
 * const { snapshots } = await listSnapshots(openStore("./backups", world), world);
 * for (const { user, name, latest } of snapshots) console.log(user, name, latest);
 * ```
 */
export async function listSnapshots(
  store: SnapshotStore,
  world: World,
  { selection = {}, keyInputs = {} }: HistoryRequest = {},
): Promise<Listing> {
  return {
    snapshots: await listStoredSnapshots(store, selection, createOwnerKeys(keyInputs, world)),
    unfinished: await findUnfinished(store, selection),
  };
}

/** The snapshots to verify. */
export interface VerifyRequest extends HistoryRequest {
  /**
   * For a store that proves bytes by their names, as git does: gives the number of such files that
   * are read all the same. It is asked once the others were checked. Default: every file is read.
   */
  readonly readsLeft?: ReadsLeft;
  /** Told after each snapshot how many of all are verified. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The same as {@link Listing}, with the result of the check of each snapshot. */
export interface VerifiedListing {
  readonly snapshots: readonly VerifiedSnapshot[];
  readonly unfinished: readonly UnfinishedSnapshot[];
}

/**
 * Checks every byte of the snapshots in `store` against their metadata. With `keyInputs.open`,
 * sealed files are opened as well.
 *
 * Throws as {@link listSnapshots} does, and `KeyError` when `keyInputs.open` opens none of them.
 * Damage is not thrown: it is in the result.
 *
 * @example
 * ```ts
 * const { snapshots } = await verifySnapshots(openStore("./backups", world), world);
 * const damaged = snapshots.filter(({ verification }) => verification.problems.length > 0);
 * ```
 */
export async function verifySnapshots(
  store: SnapshotStore,
  world: World,
  { selection = {}, keyInputs = {}, readsLeft, onProgress }: VerifyRequest = {},
): Promise<VerifiedListing> {
  return {
    snapshots: await verifyStoredSnapshots(
      store,
      selection,
      createOwnerKeys(keyInputs, world),
      readsLeft,
      onProgress,
    ),
    unfinished: await findUnfinished(store, selection),
  };
}

/** The snapshots that a backup looks back at. It believes those that its own key proves. */
export interface OwnHistory {
  readonly store: SnapshotStore;
  /** The secret that its content keys are derived from; `null`: it does not seal. */
  readonly keySource: Secret | null;
}

/**
 * Counts how many of the newest snapshots of `user` in a row are partial; 3 stands for more, too.
 * Throws errors of the store.
 */
export async function countOwnPartials(
  { store, keySource }: OwnHistory,
  user: string,
  world: World,
): Promise<number> {
  return countPartials(store, user, await createOwnEvidence(keySource, user, world));
}

/** The likes of `user` over the last 30 days; see `readLikesOverTime`. */
export async function likesOverTime(
  { store, keySource }: OwnHistory,
  user: string,
  world: World,
): Promise<readonly number[]> {
  return readLikesOverTime(store, user, await createOwnEvidence(keySource, user, world));
}

/**
 * When the newest snapshot was made that did not fail; of several users, that of the user whose
 * newest is the oldest. `null`: there is none. Throws errors of the store.
 */
export function findOwnNewestSnapshotAt(
  { store, keySource }: OwnHistory,
  world: World,
): Promise<Date | null> {
  return findNewestSnapshotAt(store, (user) => createOwnEvidence(keySource, user, world));
}
