import type { Clock } from "../clock.ts";
import { AppError, ProviderError } from "../errors.ts";
import { MovedError } from "../model/provider.ts";
import { RefusedError } from "../model/writer.ts";

const PASSING: ReadonlySet<string> = new Set([
  "http/network",
  "http/timeout",
  "http/bad-answer",
  "provider/unavailable",
]);

/** Whether the failure can pass, and leaves open whether the request was carried out. */
export function isPassing(error: unknown): error is ProviderError {
  return error instanceof ProviderError && PASSING.has(error.code);
}

/** Whether a playlist that was made just now may not be found yet. */
export function isNotFound(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.code === "provider/not-found";
}

/** Whether `error` is about one thing only, so that the restore goes on without it. */
export function isLocal(error: unknown): error is AppError | MovedError | RefusedError {
  if (error instanceof MovedError || error instanceof RefusedError) return true;
  return error instanceof ProviderError && error.code !== "provider/app-blocked";
}

/** The code under which a failure is reported. */
export function restoreErrorCode(error: unknown): string {
  if (error instanceof MovedError) return "restore/moving";
  if (error instanceof RefusedError) return "restore/refused";
  return error instanceof AppError ? error.code : "internal/unexpected";
}

/** The clock for waiting. */
interface Waiting {
  readonly clock: Clock;
}

/** Pauses in milliseconds before a request is repeated, or its effect looked for once more. */
export const PAUSES_MS = [1000, 2000, 4000];

/** Sends what is safe to send again, again after failures that can pass. */
export async function repeat<T>({ clock }: Waiting, send: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await send();
    } catch (error) {
      if (!isPassing(error)) throw error;
      await clock.sleep(pause);
    }
  }
  return send();
}

/** Lets time pass until most writes can be seen, so that looking for them is worth a request. */
export function waitForVisibleWrites({ clock }: Waiting): Promise<void> {
  return clock.sleep(1000);
}

/** Asks until the answer is yes, for as long as reads may lag behind writes. */
export async function pollUntilTrue(
  { clock }: Waiting,
  isSo: () => Promise<boolean>,
): Promise<boolean> {
  for (const pause of PAUSES_MS) {
    if (await isSo()) return true;
    await clock.sleep(pause);
  }
  return isSo();
}
