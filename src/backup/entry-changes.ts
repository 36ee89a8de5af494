import { diffLibraries, type PlaylistVersion } from "../history/diff.ts";
import type { Collection, Entry } from "../model/records.ts";
import type { FileRecord } from "../snapshot/metadata.ts";
import { contentKeyOf } from "../snapshot/summary.ts";
import type { EntryChanges } from "./contract.ts";
import type { Previous, PreviousList } from "./previous.ts";

/** The largest number of entries of both snapshots that are held in memory. */
const MAX_ENTRIES = 30_000;

/** Two versions of a file; `null`: the snapshot does not have it. */
interface FilePair {
  readonly id: string;
  readonly was: FileRecord | null;
  readonly now: FileRecord | null;
}

/**
 * Compares the lists of two snapshots that follow each other. Only lists that differ are read.
 * Never throws: a list that cannot be read is in `unread`.
 */
export async function compareEntries(older: Previous, newer: Previous): Promise<EntryChanges> {
  const before = emptyVersion();
  const after = emptyVersion();
  const unread: string[] = [];
  let left = MAX_ENTRIES;
  for (const { id, was, now } of findChanged(older.files, newer.files)) {
    left -= (was?.entries ?? 0) + (now?.entries ?? 0);
    const lists = left < 0 ? null : await readPair({ id, was, now }, older, newer);
    if (lists === null) unread.push(id);
    else {
      if (lists.was !== null) place(before, id, lists.was);
      if (lists.now !== null) place(after, id, lists.now);
    }
  }
  return { diff: diffLibraries(before, after), unread };
}

async function readPair(
  { was, now }: FilePair,
  older: Previous,
  newer: Previous,
): Promise<{ readonly was: PreviousList | null; readonly now: PreviousList | null } | null> {
  try {
    return {
      was: was && (await older.document(was)),
      now: now && (await newer.document(now)),
    };
  } catch {
    return null;
  }
}

/** The lists that differ, in the order of the account; those that are gone come last. */
function findChanged(
  older: readonly FileRecord[],
  newer: readonly FileRecord[],
): readonly FilePair[] {
  const isList = ({ kind, parts }: FileRecord) =>
    kind !== "covers" && kind !== "index" && parts.length > 0;
  const before = new Map(older.filter(isList).map((file) => [file.id, file]));
  const ids = new Set(newer.map(({ id }) => id));
  const now = newer
    .filter((file) => isList(file) && (file.state === "ok" || file.state === "withheld"))
    .map((file) => ({ id: file.id, was: before.get(file.id) ?? null, now: file }));
  const gone = [...before.values()].filter(({ id, kind }) => kind === "playlists" && !ids.has(id));
  return [
    ...now.filter(({ was, now: file }) => was === null || contentKeyOf(was) !== contentKeyOf(file)),
    ...gone.map((was) => ({ id: was.id, was, now: null })),
  ];
}

/** A library that is put together list by list. */
interface GrowingVersion {
  readonly collections: Map<Collection, readonly Entry[]>;
  readonly playlists: Map<string, PlaylistVersion>;
}

function emptyVersion(): GrowingVersion {
  return { collections: new Map(), playlists: new Map() };
}

function place(version: GrowingVersion, id: string, { head, entries }: PreviousList): void {
  if (head.kind === "playlist") version.playlists.set(id, { playlist: head.playlist, entries });
  else version.collections.set(head.kind, entries ?? []);
}
