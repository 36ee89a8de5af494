import { AppError, CancelledError, ProviderError, RateLimitError } from "../../errors.ts";
import { readTreesWithFile, type TreeWithFile } from "../../github/read-many.ts";
import type { BlobCache } from "./blob-cache.ts";
import type { BranchView } from "./branch-view.ts";

/** Fewer trees than this are read one by one. */
const WORTH_IT = 4;

/** The number of trees in the first request. */
const FIRST_BATCH = 25;
const MAX_BATCH = 100;

/** A request is to be answered with about this many bytes. */
const BATCH_BYTES = 2_000_000;

/** About the size of an entry of a tree in an answer. */
const ENTRY_BYTES = 120;

/**
 * Reads trees and their files `name` into the memory of `view` and of `blobs`, many with one request.
 * Throws `RateLimitError` and `CancelledError`; after other errors the trees are left out.
 */
export type ReadAhead = (trees: readonly string[], name: string) => Promise<void>;

/** Creates a {@link ReadAhead}. It finds out by itself how many trees a request can bring. */
export function createReadAhead(
  { github, at, trees }: BranchView,
  blobs: Pick<BlobCache, "keep">,
): ReadAhead {
  let isOffered = true;
  let size = FIRST_BATCH;

  function keep(found: ReadonlyMap<string, TreeWithFile>): number {
    let bytes = 0;
    for (const [sha, { entries, file }] of found) {
      trees.keep(sha, entries);
      if (file !== null) blobs.keep(file.sha, file.content);
      bytes += entries.length * ENTRY_BYTES + (file?.content.length ?? 0);
    }
    return bytes;
  }

  return async (shas, name) => {
    for (let from = 0; isOffered && shas.length - from >= WORTH_IT; ) {
      const batch = shas.slice(from, from + size);
      try {
        const bytes = keep(await readTreesWithFile(github, at, batch, name));
        const fitting = Math.floor((batch.length * BATCH_BYTES) / Math.max(1, bytes));
        size = Math.min(MAX_BATCH, Math.max(1, fitting));
        from += batch.length;
      } catch (error) {
        if (error instanceof CancelledError || error instanceof RateLimitError) throw error;
        if (!(error instanceof AppError)) throw error;
        // GitHub may not manage so many at once. Other errors mean that it is not offered here.
        isOffered = error instanceof ProviderError && batch.length > 1;
        size = Math.ceil(batch.length / 4);
      }
    }
  };
}
