import type { ProviderError } from "../errors.ts";
import { isSound, MovedError, type Walk } from "../model/provider.ts";
import type { Collection, Entry } from "../model/records.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import type { FileRecord, Warning } from "../snapshot/metadata.ts";
import { type ListSource, readDatedList } from "./dated-list.ts";
import {
  type Attempt,
  attempt,
  type CompleteReading,
  createWalkComparison,
  type ListReading,
  partialReading,
  storeList,
} from "./list-reading.ts";
import { UnusableEntriesError } from "./previous.ts";
import { endsOneReading, isPause, leavesUsableRows, type Pause, READ_ATTEMPTS } from "./reading.ts";
import type { BackupRun } from "./run.ts";
import { countHidden, listWarnings } from "./warnings.ts";

/** The reading of a collection. */
export interface CollectionReading {
  readonly result: ListReading;
  /** See `PartialList`. */
  readonly replacesEarlier: boolean;
}

/**
 * Reads one collection, beginning with the walk `first`: all of it, or only the rows that `earlier`
 * lacks. A list that changes while it is read is read again. After a walk of several pages the
 * first page is asked for once more, to prove that the list did not change. A list whose pages or
 * count contradict each other is read until two walks show the same; a walk of an earlier run
 * counts.
 *
 * Throws what ends the run before there is anything to keep.
 */
export async function readCollection(
  run: BackupRun,
  collection: Collection,
  first: Walk,
  earlier: FileRecord | null,
): Promise<CollectionReading> {
  const isRepeated = createWalkComparison(run, collection);
  let base = earlier;
  let walk = first;
  for (let round = 1; round <= READ_ATTEMPTS; round += 1) {
    const read = await attempt(() => storeWalk(run, collection, walk, base));
    if (read.value === undefined) return { result: failed(read.error), replacesEarlier: false };
    const stored = read.value;
    if (stored.kind === "base-unusable") base = null;
    const replacesEarlier = base === null && earlier !== null;
    // Only the first page was read so far, and it can be used again.
    if (stored.kind === "base-unusable" && stored.isFirstPageOnly) continue;
    if (stored.kind === "cut-off") {
      return { result: partial(stored.error, stored.file, walk), replacesEarlier };
    }
    if (stored.kind === "proved") return { result: complete(stored), replacesEarlier };
    if (stored.kind === "doubtful" && (await isRepeated(stored.fingerprint))) {
      return { result: complete(stored), replacesEarlier };
    }
    const next = await attempt(() => run.provider.collection(collection));
    if (stored.kind === "sound" || stored.kind === "doubtful") {
      const result = judgeAgain(stored, walk, next, round === READ_ATTEMPTS);
      if (result !== null) return { result, replacesEarlier };
      await run.files.discard(stored.file.parts);
    }
    if (next.value === undefined) return { result: failed(next.error), replacesEarlier };
    walk = next.value;
    run.log.info("backup.moved", { file: collection, attempt: round });
  }
  return { result: { kind: "moved" }, replacesEarlier: false };
}

/** A walk that came to the end of the list, as it was stored. */
interface StoredWalk {
  /**
   * `proved`: its pages and its count agree, and nothing can have changed meanwhile.
   * `sound`: they agree; it came in several answers, between which the list may have changed.
   * `doubtful`: they contradict each other, so that a second walk has to show the same.
   */
  readonly kind: "proved" | "sound" | "doubtful";
  readonly file: FileRecord;
  readonly warnings: readonly Warning[];
  /** See `StoredList`. */
  readonly fingerprint: string;
}

type WalkResult =
  | StoredWalk
  /** The rows before a page that cannot be read. */
  | { readonly kind: "cut-off"; readonly file: FileRecord; readonly error: Pause | ProviderError }
  /** The list was seen to change. */
  | { readonly kind: "moved" }
  /** The earlier entries do not match the list, or cannot be read. Nothing is stored. */
  | { readonly kind: "base-unusable"; readonly isFirstPageOnly: boolean };

/**
 * Takes over what `earlier` has of a collection, if the first page and the total of `walk` prove
 * that nothing changed; `null`: they do not, or it cannot be taken over.
 */
async function keepUnchanged(
  run: BackupRun,
  walk: Walk,
  earlier: FileRecord,
): Promise<CompleteReading | null> {
  const { id, kind, entries } = earlier;
  const head = headOf(run, walk);
  if (earlier.state === "incomplete" || earlier.head !== head) return null;
  const parts = await run.previous.carryIfCurrent(earlier);
  if (parts === null) return null;
  return {
    kind: "complete",
    file: {
      id,
      kind,
      state: "ok",
      parts,
      ...(entries === undefined ? {} : { entries }),
      head,
      readAt: run.previous.readAt(earlier),
    },
    warnings: run.previous.contentWarnings(id),
  };
}

/** Stores the rows of a walk, as far as needed, and those of `earlier` below them. */
export async function storeWalk(
  run: BackupRun,
  collection: Collection,
  walk: Walk,
  earlier: FileRecord | null,
): Promise<WalkResult> {
  const base = isDated(walk) ? earlier : null;
  const unchanged = base && (await keepUnchanged(run, walk, base));
  if (unchanged) return { ...unchanged, kind: "proved", fingerprint: "" };
  const source = base === null ? readAll(walk) : readChanges(run, walk, base);
  try {
    const list = await storeList(run, collection, { kind: collection }, source.pages);
    const used = source.usesEarlier() ? base : null;
    const file = {
      id: collection,
      kind: collection,
      state: "ok",
      ...list.document,
      ...(used === null ? {} : { readAt: run.previous.readAt(used) }),
    } as const;
    if (list.error !== null) return { kind: "cut-off", file, error: list.error };
    const check = used === null ? checkWalk(walk, file) : checkMerged(run, walk, file, used);
    if (check === null) {
      await run.files.discard(file.parts);
      return { kind: "base-unusable", isFirstPageOnly: source.isOneAnswer() };
    }
    const soundness = source.isOneAnswer() ? "proved" : "sound";
    return {
      kind: check.isSound ? soundness : "doubtful",
      file: isDated(walk) ? { ...file, head: headOf(run, walk) } : file,
      warnings: check.warnings,
      fingerprint: list.fingerprint,
    };
  } catch (error) {
    if (error instanceof UnusableEntriesError) {
      return { kind: "base-unusable", isFirstPageOnly: source.isOneAnswer() };
    }
    if (error instanceof MovedError) return { kind: "moved" };
    throw error;
  }
}

/** The check of a walk by its pages and its count. */
interface WalkCheck {
  readonly isSound: boolean;
  readonly warnings: readonly Warning[];
}

function checkWalk(walk: Walk, { id, entries }: FileRecord): WalkCheck {
  return {
    isSound: isSound(walk, entries),
    warnings: listWarnings(id, walk.report(), walk.total, entries),
  };
}

/**
 * Checks a list of which a part comes from the file `earlier`; `null` where the pages or the count
 * contradict that, since rows that are only hidden would look like removed ones. Rows that came
 * twice are no contradiction: such rows are recognised where the parts are joined.
 */
function checkMerged(
  run: BackupRun,
  { total, report }: Walk,
  { id, entries = 0 }: FileRecord,
  earlier: FileRecord,
): WalkCheck | null {
  const { disagreeing, repeats, malformed } = report();
  const before = run.previous.contentWarnings(earlier.id);
  if (disagreeing > 0 || entries + countHidden(before) !== total) return null;
  const { now = 0 } = before.find(({ code }) => code === "malformed-rows") ?? {};
  const all = { disagreeing, repeats, malformed: Math.max(malformed, now) };
  return { isSound: true, warnings: listWarnings(id, all, total, entries) };
}

/**
 * The result of a walk that came to its end, after the list was asked for once more; `null`: it has
 * to be read again.
 */
function judgeAgain(
  stored: StoredWalk,
  walk: Walk,
  next: Attempt<Walk>,
  isLastRound: boolean,
): ListReading | null {
  if (next.value === undefined) {
    return leavesUsableRows(next.error) ? partial(next.error, stored.file, walk) : null;
  }
  if (stored.kind === "sound") return isSameStart(walk, next.value) ? complete(stored) : null;
  return isLastRound ? partial(new MovedError(), stored.file, walk) : null;
}

function complete({ file, warnings }: StoredWalk): CompleteReading {
  return { kind: "complete", file, warnings };
}

/** Leaves the `head` out: without it no later run takes the rows for the whole list. */
function partial(
  error: Pause | ProviderError | MovedError,
  { head: _head, ...file }: FileRecord,
  { total }: Walk,
): ListReading {
  return partialReading(error, file, total);
}

function failed(error: unknown): ListReading {
  if (!endsOneReading(error) && !isPause(error)) throw error;
  return { kind: "failed", error };
}

function readAll(walk: Walk): ListSource {
  return { pages: pagesOf(walk), isOneAnswer: () => walk.isWhole, usesEarlier: () => false };
}

function readChanges({ provider, previous }: BackupRun, walk: Walk, earlier: FileRecord) {
  return readDatedList(walk, provider.name, {
    total: earlier.total ?? earlier.entries ?? 0,
    hidden: countHidden(previous.contentWarnings(earlier.id)),
    entries: () => previous.entries(earlier),
  });
}

function headOf({ digest }: BackupRun, { total, first }: Walk): string {
  return digest("head", `${total}`, canonicalJson(first));
}

/** Whether the list is in the order of its dates, so that new rows are at the top. */
function isDated({ first }: Walk): boolean {
  return first.length > 0 && first.every(({ addedAt }) => addedAt !== null);
}

/** Whether two walks have the same first page and the same total. */
function isSameStart(a: Walk, b: Walk): boolean {
  return a.total === b.total && canonicalJson(a.first) === canonicalJson(b.first);
}

async function* pagesOf(walk: Walk): AsyncIterable<readonly Entry[]> {
  yield walk.first;
  yield* walk.rest();
}
