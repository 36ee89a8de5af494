import { isDamage, KeyError } from "../errors.ts";
import type { Collection, Entry } from "../model/records.ts";
import type { SnapshotRef } from "../model/snapshot-store.ts";
import type { Metadata } from "../snapshot/metadata.ts";
import type { LibraryVersion, PlaylistVersion } from "./diff.ts";
import { entryReaderOf, type RowReaderDeps } from "./row-reader.ts";

/** A file of a snapshot that says nothing, or not all, and its state or the error code. */
export interface UnreadFile {
  readonly snapshot: string;
  readonly file: string;
  readonly reason: string;
}

/** The library as one snapshot has it. */
export interface ReadLibrary extends LibraryVersion {
  /** Files that could not be read, now or when the backup was made. They are not in the library. */
  readonly unread: readonly UnreadFile[];
}

/**
 * Reads all documents of a snapshot, playlists in the order of the account's list. A file that the
 * backup did not read to its end is left out: what it does not hold may still be there.
 *
 * Throws `KeyError` `key/missing` when it is sealed and there is no identity, and what the store
 * throws.
 */
export async function readLibrary(
  ref: SnapshotRef,
  metadata: Metadata,
  deps: RowReaderDeps,
): Promise<ReadLibrary> {
  const reader = entryReaderOf(deps);
  const collections = new Map<Collection, readonly Entry[]>();
  const playlists = new Map<string, PlaylistVersion>();
  const unread: UnreadFile[] = [];
  const documents = metadata.files
    .filter(({ kind }) => kind !== "covers" && kind !== "index")
    .toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0));
  for (const file of documents) {
    const leaveOut = (reason: string) => unread.push({ snapshot: ref.name, file: file.id, reason });
    if (file.state === "unsupported") continue;
    if (file.parts.length === 0 || file.state === "incomplete") {
      leaveOut(file.error ?? file.state);
      continue;
    }
    try {
      const { head, rows, isWithheld } = await reader.read({ file, ref, metadata });
      if (head.kind !== "playlist") collections.set(head.kind, rows);
      else playlists.set(file.id, { playlist: head.playlist, entries: isWithheld ? null : rows });
    } catch (error) {
      const isOtherKey = error instanceof KeyError && error.code === "key/no-match";
      if (!isDamage(error) && !isOtherKey) throw error;
      leaveOut(error.code);
    }
  }
  return { collections, playlists, unread };
}
