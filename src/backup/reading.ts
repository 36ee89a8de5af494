import { AppError, CancelledError, ProviderError, RateLimitError } from "../errors.ts";
import { MovedError } from "../model/provider.ts";

/**
 * The number of times that a list is read if it keeps changing. After that the run gives up on it.
 */
export const READ_ATTEMPTS = 3;

/** An error that ends all reading. Everything that was read before it is worth keeping. */
export type Pause = RateLimitError | CancelledError;

/** Whether `error` is a {@link Pause}. A rate limit of the store is none: nothing can be stored. */
export function isPause(error: unknown): error is Pause {
  if (error instanceof CancelledError) return true;
  return error instanceof RateLimitError && error.code !== "store/rate-limited";
}

/** Whether `error` ends one reading only, so that the run goes on with the other files. */
export function endsOneReading(error: unknown): error is ProviderError | MovedError {
  if (error instanceof MovedError) return true;
  return error instanceof ProviderError && error.code !== "provider/app-blocked";
}

/** Whether the rows of a list that were read before `error` are worth keeping. */
export function leavesUsableRows(error: unknown): error is Pause | ProviderError {
  return isPause(error) || (endsOneReading(error) && !(error instanceof MovedError));
}

/** The error code to record for a file that could not be read. */
export function readingErrorCode(error: unknown): string {
  if (error instanceof MovedError) return "backup/moving";
  return error instanceof AppError ? error.code : "internal/unexpected";
}

/**
 * Calls `work` for every item, in order, with at most `limit` calls at a time. When a call throws,
 * no further one is started. The calls that are running come to their end, and then the first error
 * is thrown.
 */
export async function forEachConcurrently<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const errors: unknown[] = [];
  const worker = async () => {
    for (const item of queue) {
      if (errors.length > 0) return;
      await work(item).catch((error: unknown) => {
        errors.push(error);
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (errors.length > 0) throw errors[0];
}
