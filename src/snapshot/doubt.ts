import type { SnapshotRef } from "../model/snapshot-store.ts";
import type { Digester } from "./digest.ts";
import { isAuthentic, type Metadata } from "./metadata.ts";
import { snapshotName } from "./names.ts";

/**
 * The reason why a snapshot is not believed. `other-key`: it is sealed under a content key that is
 * not the owner's. `several-keys`: there are several content keys, and nothing says which one is
 * the owner's. `forged`: it claims the owner's key, but its MAC is wrong. `plain`: it is in the
 * clear among sealed snapshots. `misplaced`: it is in the directory of another account or of
 * another time. `future`: its date is more than a day ahead of the clock.
 */
export type Doubt = "other-key" | "several-keys" | "forged" | "plain" | "misplaced" | "future";

/** The facts by which a snapshot is judged. */
export interface Evidence {
  /** The ids of the content keys that are believed. */
  readonly believed: ReadonlySet<string>;
  /** The known content keys, by their ids. A key that is believed may be missing here. */
  readonly keys: ReadonlyMap<string, Digester>;
  /** Whether there are several content keys and none of them is known to be the owner's. */
  readonly isAmbiguous: boolean;
  /** Whether the store holds, or should hold, sealed snapshots. */
  readonly isSealed: boolean;
  readonly now: Date;
}

/** The result of judging a snapshot. */
export interface Judgement {
  /** `null`: there is no reason to doubt it. */
  readonly doubt: Doubt | null;
  /**
   * Whether the MAC proves its metadata. An unsealed snapshot has no MAC; it counts as proved
   * unless the store holds sealed ones.
   */
  readonly proved: boolean;
}

/** The part of a snapshot's metadata by which it is judged. */
export interface JudgedMetadata extends Pick<Metadata, "user" | "createdAt" | "finishedAt"> {
  /** `null`: the snapshot is in the clear. */
  readonly encryption: { readonly keyId: string } | null;
}

/** A time may be this far ahead of the clock, because clocks differ. */
const TOLERANCE_MS = 24 * 60 * 60 * 1000;

/** Whether `time` is so far ahead of `now` that it proves nothing. */
export function isTooFarAhead(time: string, now: Date): boolean {
  return Date.parse(time) > now.getTime() + TOLERANCE_MS;
}

/**
 * Whether the MAC in `bytes`, the stored bytes of `metadata`, is right under the content key that
 * the metadata names; `null` when that key is not among `keys`, or when the snapshot is in the
 * clear.
 */
export async function checkMac(
  metadata: Metadata,
  bytes: Uint8Array,
  keys: ReadonlyMap<string, Digester>,
): Promise<boolean | null> {
  const keyed = keys.get(metadata.encryption?.keyId ?? "");
  return keyed === undefined ? null : isAuthentic(bytes, keyed);
}

/** Judges the snapshot at `ref` by its metadata and by the result of {@link checkMac}. */
export function judgeSnapshot(
  ref: SnapshotRef,
  metadata: JudgedMetadata,
  macFits: boolean | null,
  evidence: Evidence,
): Judgement {
  const doubt = doubtOrigin(metadata, macFits, evidence);
  if (doubt !== null) return { doubt, proved: false };
  const proved = metadata.encryption === null || macFits === true;
  if (!isInPlace(ref, metadata)) return { doubt: "misplaced", proved };
  const { createdAt, finishedAt } = metadata;
  const isAhead = isTooFarAhead(createdAt, evidence.now) || isTooFarAhead(finishedAt, evidence.now);
  return { doubt: isAhead ? "future" : null, proved };
}

function doubtOrigin(
  { encryption }: JudgedMetadata,
  macFits: boolean | null,
  { believed, isAmbiguous, isSealed }: Evidence,
): Doubt | null {
  if (encryption === null) return isSealed ? "plain" : null;
  if (!believed.has(encryption.keyId)) return isAmbiguous ? "several-keys" : "other-key";
  return macFits === false ? "forged" : null;
}

/**
 * Whether a snapshot is where its metadata says. Somebody may copy an old snapshot to a new place.
 */
function isInPlace({ user, name }: SnapshotRef, metadata: JudgedMetadata): boolean {
  const at = snapshotName(new Date(metadata.createdAt));
  const suffix = name.slice(at.length);
  return metadata.user === user && name.startsWith(at) && /^(?:-\d+)?$/.test(suffix);
}

/** The id of a content key: 16 hex digits that say nothing else about it. */
export function keyIdOf(keyed: Digester): string {
  return keyed("key-id").slice(0, 16);
}
