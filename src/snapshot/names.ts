import { createDigester, type Digester } from "./digest.ts";

/** The name of a snapshot started at `time`: `2026-11-22T03-17-00`, in UTC. */
export function snapshotName(time: Date): string {
  return time.toISOString().slice(0, 19).replaceAll(":", "-");
}

/**
 * The directory of an account. The name is opaque, but a guess of the account's id can be
 * confirmed.
 */
export function userName(provider: string, accountId: string): string {
  return createDigester(null)("user", provider, accountId).slice(0, 16);
}

/** The directory of snapshots that come from files of other tools. It belongs to no account. */
export const IMPORTED_USER = "imported";

/** The form of file ids in metadata and index: a collection, `index`, or one playlist or cover. */
export const FILE_ID = /^(?:[a-z]{1,32}|(?:playlist|cover)_[A-Za-z0-9]{1,64})$/;

/**
 * The id of a file that belongs to the playlist `id`. An id that could not be a file name is
 * hashed.
 */
export function playlistFileId(kind: "playlist" | "cover", id: string): string {
  return /^[A-Za-z0-9]{1,64}$/.test(id)
    ? `${kind}_${id}`
    : opaqueFileId(kind, id, createDigester(null));
}

/** Like {@link playlistFileId}, but under a keyed `digest` nobody can tell the playlist from it. */
export function opaqueFileId(kind: "playlist" | "cover", id: string, digest: Digester): string {
  return `${kind}_${digest("id", id).slice(0, 24)}`;
}

/** The name of a plain file. */
export function plainFileName(id: string): string {
  return `${id}.${extensionOf(id)}`;
}

/** The name of a sealed file that is in one part. */
export function sealedFileName(id: string): string {
  return `${id}.${extensionOf(id)}.gz.age`;
}

/** The name of one of several parts of a sealed file; `number` counts from 1. */
export function sealedPartName(id: string, number: number): string {
  return `${id}.${String(number).padStart(3, "0")}.${extensionOf(id)}.gz.age`;
}

function extensionOf(id: string): string {
  return id.startsWith("cover_") ? "jpg" : "json";
}
