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
export function codeOf(error: unknown): string {
  if (error instanceof MovedError) return "restore/moving";
  if (error instanceof RefusedError) return "restore/refused";
  return error instanceof AppError ? error.code : "internal/unexpected";
}
