import { isDamage, KeyError } from "../errors.ts";
import type { Collection, Entry } from "../model/records.ts";
import type { SnapshotRef } from "../model/snapshot-store.ts";
import type { FileRecord, Metadata } from "../snapshot/metadata.ts";
import type { LibraryVersion, PlaylistVersion } from "./diff.ts";
import { readAhead } from "./read-ahead.ts";
import { entryReaderOf, type ReadRows, type RowReader, type RowReaderDeps } from "./row-reader.ts";

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
  const readDocument = async (file: FileRecord) => ({
    file,
    read: await readUnlessLost({ file, ref, metadata }, reader),
  });
  for await (const { file, read } of readAhead(documents, AT_ONCE, readDocument)) {
    if (read === null) continue;
    if (typeof read === "string") {
      unread.push({ snapshot: ref.name, file: file.id, reason: read });
      continue;
    }
    const { head, rows, isWithheld } = read;
    if (head.kind !== "playlist") collections.set(head.kind, rows);
    else playlists.set(file.id, { playlist: head.playlist, entries: isWithheld ? null : rows });
  }
  return { collections, playlists, unread };
}

/** The number of documents that are read and opened while the ones before them are used. */
const AT_ONCE = 4;

/**
 * The rows of a document; a text: the reason why it says nothing, or not all; `null`: the provider has
 * nothing of the kind.
 */
async function readUnlessLost(
  version: Parameters<RowReader<Entry>["read"]>[0],
  reader: RowReader<Entry>,
): Promise<ReadRows<Entry> | string | null> {
  const { state, parts, error } = version.file;
  if (state === "unsupported") return null;
  if (parts.length === 0 || state === "incomplete") return error ?? state;
  try {
    return await reader.read(version);
  } catch (failure) {
    const isOtherKey = failure instanceof KeyError && failure.code === "key/no-match";
    if (isDamage(failure) || isOtherKey) return failure.code;
    throw failure;
  }
}
