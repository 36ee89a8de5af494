import { KINDS } from "../model/records.ts";
import type { FileRecord, FileState } from "../snapshot/metadata.ts";
import { contentOf } from "../snapshot/summary.ts";

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
  const old = new Map(then.map((file) => [file.id, contentOf(file)]));
  const read = now.filter((file) => READ.includes(file.state) && hasContent(file));
  const known = read.filter(({ id }) => old.has(id));
  const changed = known.filter((file) => contentOf(file) !== old.get(file.id)).length;
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

/** How many entries the lists of a kind gained and lost, each list counted by itself. */
export interface EntryCounts {
  readonly gained: number;
  readonly lost: number;
}

/** Counts the entries of the lists of `kind` that are new and gone since `previousFiles`. */
export function countEntryChanges(
  kind: string,
  files: readonly FileRecord[],
  previousFiles: readonly FileRecord[],
): EntryCounts {
  const counts = (all: readonly FileRecord[]) =>
    new Map(all.filter((one) => one.kind === kind).map(({ id, entries = 0 }) => [id, entries]));
  const [now, then] = [counts(files), counts(previousFiles)];
  const differences = [...new Set([...now.keys(), ...then.keys()])].map(
    (id) => (now.get(id) ?? 0) - (then.get(id) ?? 0),
  );
  return {
    gained: differences.reduce((sum, one) => sum + Math.max(one, 0), 0),
    lost: differences.reduce((sum, one) => sum + Math.max(-one, 0), 0),
  };
}

function hasContent({ parts }: FileRecord): boolean {
  return parts.length > 0;
}

function entriesOf(files: readonly FileRecord[]): number {
  return files.reduce((all, { entries = 0 }) => all + entries, 0);
}
