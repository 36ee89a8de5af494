import { createHash } from "node:crypto";
import type { ProviderError } from "../errors.ts";
import { MovedError } from "../model/provider.ts";
import type { Entry } from "../model/records.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import type { DocumentHead } from "../snapshot/document.ts";
import type { FileRecord, Warning } from "../snapshot/metadata.ts";
import type { StoredDocument } from "./file-writer.ts";
import { UnusableEntriesError } from "./previous.ts";
import { isPause, leavesUsableRows, type Pause } from "./reading.ts";
import type { BackupRun } from "./run.ts";
import { fillUnavailableRows } from "./unavailable-rows.ts";

/** The result of reading a list. Files in it are stored, and not yet recorded. */
export type ListReading =
  | CompleteReading
  /** The run has to stop. The next run reads on behind the rows in `file`. */
  | { readonly kind: "paused"; readonly file: FileRecord; readonly error: Pause }
  /** A page cannot be read, or no two walks through the list showed the same rows. */
  | {
      readonly kind: "incomplete";
      readonly file: FileRecord;
      readonly error: ProviderError | MovedError;
    }
  /** The list changed during every walk, so no rows are kept. */
  | { readonly kind: "moved" }
  /** No rows could be read. */
  | { readonly kind: "failed"; readonly error: unknown };

/** All rows that the provider shows were read. */
export interface CompleteReading {
  readonly kind: "complete";
  readonly file: FileRecord;
  readonly warnings: readonly Warning[];
}

/** A reading that has some rows of a list. */
export type PartialReading = Extract<
  ListReading,
  { readonly kind: "paused" } | { readonly kind: "incomplete" }
>;

/**
 * The result when `error` ended the reading after the rows in `file`. The list has `total` entries.
 */
export function partialReading(
  error: Pause | ProviderError | MovedError,
  file: FileRecord,
  total: number,
): PartialReading {
  const partial = { ...file, total };
  return isPause(error)
    ? { kind: "paused", file: partial, error }
    : { kind: "incomplete", file: partial, error };
}

/** The error that kept a reading from being complete. */
export function errorOf(reading: Exclude<ListReading, CompleteReading>): unknown {
  return reading.kind === "moved" ? new MovedError() : reading.error;
}

/** Throws the error of a reading that has to end the whole run. */
export function throwIfPaused(reading: ListReading): void {
  const error = reading.kind === "complete" ? null : errorOf(reading);
  if (isPause(error)) throw error;
}

/** The value that a call to the provider returned, or the error that it threw. */
export type Attempt<T> =
  | { readonly value: T; readonly error?: never }
  | { readonly value?: never; readonly error: unknown };

export async function attempt<T>(call: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await call() };
  } catch (error) {
    return { error };
  }
}

/** A list as it was stored. */
export interface StoredList {
  readonly document: StoredDocument;
  /** The error after which the rows end; `null`: they were read to their end. */
  readonly error: Pause | ProviderError | null;
  /** Equal for two walks that showed the same things, with the same dates, in the same order. */
  readonly fingerprint: string;
}

/**
 * Stores a list while its pages arrive. Rows that the provider does not show any more get the
 * record that the previous snapshot has of them. If a page cannot be read, the rows before it are
 * stored. Passes on `MovedError` and errors of the store, and then leaves nothing.
 */
export async function storeList(
  run: BackupRun,
  id: string,
  head: DocumentHead,
  pages: AsyncIterable<readonly Entry[]>,
): Promise<StoredList> {
  const hash = createHash("sha256");
  const shown = hashPages(pages, hash);
  const filled = fillUnavailableRows(countPages(run, shown), run.previous.entriesOf(id));
  const readable = untilError(filled);
  const document = await run.files.document(id, head, readable.pages);
  return { document, error: readable.error(), fingerprint: hash.digest("hex") };
}

/** Passes pages on, and counts their entries as read. */
async function* countPages(
  run: BackupRun,
  pages: AsyncIterable<readonly Entry[]>,
): AsyncGenerator<readonly Entry[]> {
  for await (const page of pages) {
    run.countEntries(page.length);
    yield page;
  }
}

/** Ends `pages` where a page cannot be read, if the rows before it are worth keeping. */
function untilError(pages: AsyncIterable<readonly Entry[]>): {
  readonly pages: AsyncIterable<readonly Entry[]>;
  error(): Pause | ProviderError | null;
} {
  let caught: Pause | ProviderError | null = null;

  async function* readable(): AsyncGenerator<readonly Entry[]> {
    try {
      yield* pages;
    } catch (error) {
      if (!leavesUsableRows(error)) throw error;
      caught = error;
    }
  }

  return { pages: readable(), error: () => caught };
}

/** Passes pages on, and adds what the provider shows in them to `hash`. */
async function* hashPages(
  pages: AsyncIterable<readonly Entry[]>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<readonly Entry[]> {
  for await (const page of pages) {
    // One call for a page takes less time than one for each row.
    hash.update(page.map(lineOf).join(""));
    yield page;
  }
}

/** The line that stands for an entry in a fingerprint. */
function lineOf(entry: Entry): string {
  // The row of an unavailable item may have a record from an earlier run. The provider shows
  // nothing there.
  const refs = entry.type === "unavailable" ? null : entry.item.refs;
  return `${canonicalJson([entry.addedAt, refs])}\n`;
}

/** Whether a walk with this fingerprint showed the same as the walk before it. */
export type RepeatCheck = (fingerprint: string) => Promise<boolean>;

/**
 * Compares the walks through the list that the file `id` holds, one after the other. The first is
 * compared with the reading of an earlier run, if that was complete.
 */
export function createWalkComparison(run: BackupRun, id: string): RepeatCheck {
  let last: string | null = null;
  return async (fingerprint) => {
    last ??= await earlierFingerprint(run, id);
    const isSame = last === fingerprint;
    last = fingerprint;
    return isSame;
  };
}

async function earlierFingerprint({ previous }: BackupRun, id: string): Promise<string | null> {
  const file = previous.fileWithContent(id);
  if (file?.entries === undefined || (file.state !== "ok" && file.state !== "stale")) return null;
  const hash = createHash("sha256");
  try {
    for await (const _ of hashPages(previous.entries(file), hash));
    return hash.digest("hex");
  } catch (error) {
    if (error instanceof UnusableEntriesError) return null;
    throw error;
  }
}
