import { KINDS } from "../model/records.ts";
import type { FileRecord, FileState } from "../snapshot/metadata.ts";
import { contentKeyOf } from "../snapshot/summary.ts";
import type { DiffReport, ListChange } from "./diff.ts";

/** The changes of the files of one kind since the snapshot before. */
export interface KindChanges {
  readonly kind: string;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Those not known to differ: a file that could not be read is among them. */
  readonly unchanged: number;
  /** Entries in all files of the kind, then and now. */
  readonly before: number;
  readonly after: number;
}

/** The changes since the snapshot before. */
export interface Changes {
  readonly changed: boolean;
  /** Only the kinds of which there is or was something. */
  readonly kinds: readonly KindChanges[];
}

/**
 * The states of files that this run has read. Files in other states tell nothing new of the
 * library.
 */
const READ: readonly FileState[] = ["ok", "withheld"];

/**
 * Compares the files of a snapshot with those of the one before; `null`: there is none, so all is
 * new. A file changed when its parts hold something else, however they are stored: sealing the same
 * again is no change, sealing it to other recipients is. The sealed index only follows the others.
 */
export function changesOf(
  files: readonly FileRecord[],
  previousFiles: readonly FileRecord[] | null,
): Changes {
  const kinds = [...KINDS, "covers"].flatMap((kind) => {
    const of = (all: readonly FileRecord[]) => all.filter((file) => file.kind === kind);
    const [now, then] = [of(files), of(previousFiles ?? []).filter(hasContent)];
    return now.length + then.length === 0 ? [] : [compare(kind, now, then)];
  });
  const changed = kinds.some((kind) => kind.added + kind.removed + kind.changed > 0);
  return { changed, kinds };
}

function compare(
  kind: string,
  now: readonly FileRecord[],
  then: readonly FileRecord[],
): KindChanges {
  const old = new Map(then.map((file) => [file.id, contentKeyOf(file)]));
  const read = now.filter((file) => READ.includes(file.state) && hasContent(file));
  const known = read.filter(({ id }) => old.has(id));
  const changed = known.filter((file) => contentKeyOf(file) !== old.get(file.id)).length;
  const present = new Set(now.map(({ id }) => id));
  const removed = then.filter(({ id }) => !present.has(id)).length;
  return {
    kind,
    added: read.length - known.length,
    removed,
    changed,
    unchanged: then.length - removed - changed,
    before: entriesOf(then),
    after: entriesOf(now),
  };
}

/** The numbers of entries that the lists of a kind gained and lost. */
export interface EntryCounts {
  readonly gained: number;
  readonly lost: number;
}

/** The differences of lists whose entries were compared; see {@link DiffReport}. */
export interface ComparedEntries {
  readonly diff: DiffReport["diff"];
  /** The ids of files that differ, and whose entries could not be compared. */
  readonly unread: readonly string[];
}

/**
 * Counts the entries of the lists of `kind` that are new and gone since `previousFiles`. A list whose
 * entries were not compared counts with the difference of its numbers.
 */
export function countEntryChanges(
  kind: string,
  files: readonly FileRecord[],
  previousFiles: readonly FileRecord[],
  compared: ComparedEntries | null,
): EntryCounts {
  const counts = (all: readonly FileRecord[]) =>
    new Map(all.filter((one) => one.kind === kind).map(({ id, entries = 0 }) => [id, entries]));
  const [now, then] = [counts(files), counts(previousFiles)];
  const exact = exactCounts(compared);
  const all = [...new Set([...now.keys(), ...then.keys()])].map((id) => {
    const difference = (now.get(id) ?? 0) - (then.get(id) ?? 0);
    return exact.get(id) ?? { gained: Math.max(difference, 0), lost: Math.max(-difference, 0) };
  });
  return {
    gained: all.reduce((sum, { gained }) => sum + gained, 0),
    lost: all.reduce((sum, { lost }) => sum + lost, 0),
  };
}

/** By the id of the file. */
function exactCounts(compared: ComparedEntries | null): ReadonlyMap<string, EntryCounts> {
  const { collections = new Map(), playlists = [] } = compared?.diff ?? {};
  const lists: readonly (readonly [string, ListChange | null])[] = [
    ...collections,
    ...playlists.map(({ id, entries }) => [id, entries] as const),
  ];
  return new Map(
    lists.flatMap(([id, list]) =>
      list === null ? [] : [[id, { gained: list.added.length, lost: list.removed.length }]],
    ),
  );
}

function hasContent({ parts }: FileRecord): boolean {
  return parts.length > 0;
}

function entriesOf(files: readonly FileRecord[]): number {
  return files.reduce((all, { entries = 0 }) => all + entries, 0);
}
