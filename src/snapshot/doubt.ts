import type { Digester } from "./digest.ts";
import { isAuthentic, type Metadata } from "./metadata.ts";
import { snapshotName } from "./names.ts";

/**
 * Why a snapshot is not believed:
 * `other-key`: sealed under a content key that is not the owner's;
 * `several-keys`: there are several content keys, and nothing says which is the owner's;
 * `forged`: it claims the owner's key, and its MAC does not fit;
 * `plain`: in the clear, where snapshots are sealed;
 * `misplaced`: in the directory of another account or of another time;
 * `future`: dated more than a day ahead of the clock.
 */
export type Doubt = "other-key" | "several-keys" | "forged" | "plain" | "misplaced" | "future";

/** What a snapshot is held against. */
export interface Evidence {
  /** The ids of the content keys that are believed. */
  readonly believed: ReadonlySet<string>;
  /** The content keys at hand, by their ids. One that is believed may be missing here. */
  readonly keys: ReadonlyMap<string, Digester>;
  /** Whether there are several content keys and none of them is known to be the owner's. */
  readonly isAmbiguous: boolean;
  /** Whether the place holds, or should hold, sealed snapshots. */
  readonly isSealed: boolean;
  readonly now: Date;
}

/** How far a snapshot is believed. */
export interface Judgement {
  /** `null`: nothing speaks against it. */
  readonly doubt: Doubt | null;
  /** Whether its metadata is proved: by the MAC, or by the digest in a history in the clear. */
  readonly proved: boolean;
}

/** What of a snapshot's metadata it is judged by. */
export interface JudgedMetadata extends Pick<Metadata, "user" | "createdAt" | "finishedAt"> {
  /** `null`: the snapshot is in the clear. */
  readonly encryption: { readonly keyId: string } | null;
}

/** Where a snapshot is stored: the directory of an account, and its name in there. */
export interface SnapshotPath {
  readonly user: string;
  readonly name: string;
}

/** How far ahead of the clock a time may be, for clocks differ. */
const TOLERANCE_MS = 24 * 60 * 60 * 1000;

/** Whether `time` is so far ahead of `now` that it proves nothing. */
export function isFuture(time: string, now: Date): boolean {
  return Date.parse(time) > now.getTime() + TOLERANCE_MS;
}

/**
 * Whether the MAC in `bytes`, the stored bytes of `metadata`, fits the content key that the metadata
 * names; `null` when that key is not among `keys`, or when the snapshot is in the clear.
 */
export function checkMac(
  metadata: Metadata,
  bytes: Uint8Array,
  keys: ReadonlyMap<string, Digester>,
): boolean | null {
  const keyed = keys.get(metadata.encryption?.keyId ?? "");
  return keyed === undefined ? null : isAuthentic(bytes, keyed);
}

/** Judges the snapshot at `path` by its metadata and by what {@link checkMac} says of it. */
export function judge(
  path: SnapshotPath,
  metadata: JudgedMetadata,
  macFits: boolean | null,
  evidence: Evidence,
): Judgement {
  const doubt = doubtOrigin(metadata, macFits, evidence);
  if (doubt !== null) return { doubt, proved: false };
  const proved = metadata.encryption === null || macFits === true;
  if (!isInPlace(path, metadata)) return { doubt: "misplaced", proved };
  const { createdAt, finishedAt } = metadata;
  const isAhead = isFuture(createdAt, evidence.now) || isFuture(finishedAt, evidence.now);
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

/** A snapshot in the place of another is whole in itself: an old one that is replayed as new. */
function isInPlace({ user, name }: SnapshotPath, metadata: JudgedMetadata): boolean {
  const at = snapshotName(new Date(metadata.createdAt));
  const suffix = name.slice(at.length);
  return metadata.user === user && name.startsWith(at) && /^(?:-\d+)?$/.test(suffix);
}

/** The id of a content key: 16 hex digits that say nothing else about it. */
export function keyIdOf(keyed: Digester): string {
  return keyed("key-id").slice(0, 16);
}
