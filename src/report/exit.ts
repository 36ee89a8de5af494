import {
  type AppError,
  AuthError,
  CancelledError,
  ConflictError,
  FormatError,
  IntegrityError,
  KeyError,
  NotFoundError,
  ProviderError,
  RateLimitError,
  StoreError,
  UsageError,
} from "../errors.ts";
import type { Status } from "../snapshot/metadata.ts";

/** The exit codes of every frontend, as `docs/errors.md` lists them. */
export const EXIT = {
  done: 0,
  internal: 1,
  usage: 2,
  partial: 3,
  auth: 4,
  provider: 5,
  rateLimit: 6,
  integrity: 7,
  format: 8,
  store: 9,
  notFound: 10,
  conflict: 11,
  key: 12,
  cancelled: 130,
} as const;

const BY_CLASS = [
  [UsageError, EXIT.usage],
  [AuthError, EXIT.auth],
  [ProviderError, EXIT.provider],
  [RateLimitError, EXIT.rateLimit],
  [IntegrityError, EXIT.integrity],
  [FormatError, EXIT.format],
  [StoreError, EXIT.store],
  [NotFoundError, EXIT.notFound],
  [ConflictError, EXIT.conflict],
  [KeyError, EXIT.key],
  [CancelledError, EXIT.cancelled],
] as const;

/** The exit code for a run that ended with `error`. */
export function exitOf(error: AppError): number {
  return BY_CLASS.find(([type]) => error instanceof type)?.[1] ?? EXIT.internal;
}

/** The exit code of a backup. */
export function exitOfBackup(result: {
  readonly status: Status;
  readonly error: AppError | null;
}): number {
  if (result.error !== null) return exitOf(result.error);
  return result.status === "complete" ? EXIT.done : EXIT.partial;
}

/** When a run that nobody watches counts as failed. */
export type FailOn = "failed" | "partial";

/** The exit code of a backup that nobody watches: a partial one is no alarm unless asked for. */
export function exitOfUnattended(
  result: Parameters<typeof exitOfBackup>[0],
  failOn: FailOn,
): number {
  if (failOn === "failed" && result.status === "partial") return EXIT.done;
  return exitOfBackup(result);
}
