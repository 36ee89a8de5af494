import type { ProviderError } from "../errors.ts";
import { MovedError } from "../model/provider.ts";
import type { FileRecord } from "../snapshot/metadata.ts";
import { codeOf, isLocal, isPause, type Pause, type RunContext, recordUnread } from "./context.ts";
import { contentOf } from "./previous.ts";

/** Pages that end early when no more of them can be read. */
export interface Cut<T> {
  readonly pages: AsyncIterable<T>;
  /** Why they ended early; `null`: they did not, so far. */
  reason(): Pause | ProviderError | null;
}

/**
 * `pages` up to where the provider wants a pause or the person the end, or one cannot be read: what
 * was read until then is worth keeping.
 */
export function untilCut<T>(pages: AsyncIterable<T>): Cut<T> {
  let reason: Pause | ProviderError | null = null;

  async function* cut(): AsyncGenerator<T> {
    try {
      yield* pages;
    } catch (error) {
      if (!isCut(error)) throw error;
      reason = error;
    }
  }

  return { pages: cut(), reason: () => reason };
}

/** Whether `error` leaves what was read before it worth keeping. */
export function isCut(error: unknown): error is Pause | ProviderError {
  return isPause(error) || (isLocal(error) && !(error instanceof MovedError));
}

/**
 * Records a file that was read in part, or not proved to have held still meanwhile: the last good
 * content in its place where there is some, else what was read, as `incomplete`, for the next run to
 * go on from. Of two readings that are both incomplete the longer one is kept, unless the earlier one
 * `isLost` or of another version.
 */
export async function recordProgress(
  context: RunContext,
  file: FileRecord,
  error: unknown,
  isLost = false,
): Promise<void> {
  const known = contentOf(context.previous, file.id);
  const isOther = isLost || known?.revision !== file.revision;
  const isFarther = isOther || (known?.entries ?? 0) <= (file.entries ?? 0);
  // What cannot be carried over is no reason to lose what was read.
  const isGone = known === null || !context.carries;
  if (isGone || (known.state === "incomplete" && isFarther)) {
    context.record({ ...file, state: "incomplete", error: codeOf(error) });
    return;
  }
  await context.files.discard(file.parts);
  const { id, kind, position } = file;
  await recordUnread(context, { id, kind, ...(position === undefined ? {} : { position }) }, error);
}
