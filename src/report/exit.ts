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
import type { FileRecord, Status } from "../snapshot/metadata.ts";

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

/** A backup that nobody watches. */
export interface UnattendedBackup {
  readonly status: Status;
  readonly error: AppError | null;
  /** `null`: it made none. */
  readonly snapshot: object | null;
  readonly files: readonly CountedFile[];
}

/** The further facts that {@link exitOfUnattended} needs. */
export interface UnattendedFacts {
  readonly failOn: FailOn;
  /**
   * When the newest snapshot was made, if this run made none; `null`: there is none, or unknown.
   */
  readonly newestSnapshotAt: Date | null;
  readonly now: Date;
}

type CountedFile = Pick<FileRecord, "kind" | "state" | "parts"> & { readonly readAt?: string };

/** The greatest age of the newest snapshot while a run waits for a time that the provider named. */
const FRESH_MS = 2 * 24 * 60 * 60 * 1000;

/**
 * The exit code of a backup that nobody watches. A partial one is no alarm unless asked for. One
 * that read or stored nothing is, unless the provider said when to come back and what is stored is
 * fresh.
 */
export function exitOfUnattended(
  backup: UnattendedBackup,
  { failOn, newestSnapshotAt, now }: UnattendedFacts,
): number {
  const { status, error, snapshot, files } = backup;
  if (failOn === "partial" || status !== "partial") return exitOfBackup(backup);
  if (snapshot !== null && files.some(isNew)) return EXIT.done;
  const stored = snapshot === null ? newestSnapshotAt : lastReadAt(files);
  const isFresh = stored !== null && now.getTime() - stored.getTime() < FRESH_MS;
  const isTold = error instanceof RateLimitError && error.isTold;
  return isTold && isFresh ? EXIT.done : exitOfBackup(backup);
}

/** Whether a run got somewhere with a file. One that was carried over says when it was read. */
function isNew({ kind, state, parts, readAt }: CountedFile): boolean {
  if (kind === "index") return false;
  if (state === "incomplete") return parts.length > 0 && readAt === undefined;
  return state === "ok" || state === "withheld";
}

function lastReadAt(files: readonly CountedFile[]): Date | null {
  const [newest] = files
    .flatMap(({ readAt }) => readAt ?? [])
    .sort()
    .reverse();
  return newest === undefined ? null : new Date(newest);
}
