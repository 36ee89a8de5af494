import type { SnapshotRef } from "../model/snapshot-store.ts";
import type { FileRecord, Metadata } from "../snapshot/metadata.ts";
import { contentKeyOf } from "../snapshot/summary.ts";
import type { UnreadFile } from "./library.ts";

/** The difference of a list between two snapshots, as far as their metadata tells. */
export interface ListOutline extends Pick<FileRecord, "id" | "kind"> {
  /** `edited` also for a playlist of which only the name or the description changed. */
  readonly change: "added" | "removed" | "edited";
  /** The numbers of entries; `null`: there was none, or the provider withheld them. */
  readonly was: number | null;
  readonly now: number | null;
}

/** The differences that metadata shows without a key. */
export interface Outline {
  /** Only those that differ, in the order of the newer snapshot, removed ones last. */
  readonly lists: readonly ListOutline[];
  /**
   * Whether the two are sealed for the same keys. If not, a list is taken for edited although only
   * its seal may be another one.
   */
  readonly isSameSeal: boolean;
  readonly unread: readonly UnreadFile[];
}

/** A snapshot with its metadata. */
export interface OutlinedSnapshot {
  readonly ref: SnapshotRef;
  readonly metadata: Metadata;
}

/** Compares what the metadata of two snapshots says of their lists. Kinds that only one has are left out. */
export function outlineDiff(older: OutlinedSnapshot, newer: OutlinedSnapshot): Outline {
  const unread = [...unreadFiles(older), ...unreadFiles(newer)];
  const unknown = new Set(unread.map(({ file }) => file));
  const isPlaylistsWhole = !unknown.has("playlists");
  const [was, now] = [listsOf(older), listsOf(newer)];
  const lists = [...new Set([...now.keys(), ...was.keys()])].flatMap((id): ListOutline[] => {
    const [before, after] = [was.get(id), now.get(id)];
    const file = after ?? before;
    if (file === undefined || unknown.has(id) || !isAskedOfBoth(file, older, newer)) return [];
    const isBoth = before !== undefined && after !== undefined;
    if (isBoth && contentKeyOf(before) === contentKeyOf(after)) return [];
    // A collection that one lacks is unsupported there, and of a list that was not read nothing is known.
    if (!isBoth && (file.kind !== "playlists" || !isPlaylistsWhole)) return [];
    const change = before === undefined ? "added" : after === undefined ? "removed" : "edited";
    const { kind } = file;
    return [{ id, kind, change, was: before?.entries ?? null, now: after?.entries ?? null }];
  });
  return { lists, isSameSeal: sealOf(older) === sealOf(newer), unread };
}

function isAskedOfBoth({ kind }: FileRecord, ...snapshots: readonly OutlinedSnapshot[]): boolean {
  return snapshots.every(({ metadata }) => metadata.include.some((one) => one === kind));
}

function listsOf({ metadata }: OutlinedSnapshot): ReadonlyMap<string, FileRecord> {
  const lists = metadata.files
    .filter(({ kind, parts }) => kind !== "covers" && kind !== "index" && parts.length > 0)
    .toSorted((a, b) => (a.position ?? -1) - (b.position ?? -1));
  return new Map(lists.map((file) => [file.id, file]));
}

/** The files that the backup could not read to their end: they say nothing, or not all. */
function unreadFiles({ ref, metadata }: OutlinedSnapshot): readonly UnreadFile[] {
  return metadata.files.flatMap(({ id, kind, state, parts, error }) => {
    const isRead = parts.length > 0 && state !== "incomplete";
    if (isRead || state === "unsupported" || kind === "covers" || kind === "index") return [];
    return [{ snapshot: ref.name, file: id, reason: error ?? state }];
  });
}

function sealOf({ metadata }: OutlinedSnapshot): string {
  return metadata.encryption?.recipients.toSorted().join(" ") ?? "";
}
