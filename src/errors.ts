import { plainLine } from "./safe-text.ts";

/** The fields of an error besides its message. */
export interface ErrorOptions {
  /** The error behind this one. Given whenever there is one. */
  readonly cause?: unknown;
  /** The next step, as a sentence for the person at the terminal. */
  readonly hint?: string;
  /** When trying again makes sense. */
  readonly retryAt?: Date;
}

/**
 * The one error family. `code` is stable and documented in `docs/errors.md`; the class decides the
 * exit code; the message says what happened and to which file or setting. Messages and hints hold
 * no secrets, titles or user names. Quotes of a path, a setting or an answer are made plain here:
 * each is one line, wherever it is shown.
 */
export abstract class AppError extends Error {
  abstract override readonly name: string;
  readonly code: string;
  readonly hint: string | undefined;
  readonly retryAt: Date | undefined;

  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(plainLine(message), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint === undefined ? undefined : plainLine(options.hint);
    this.retryAt = options.retryAt;
  }
}

/** A mistake in tracksafe itself. */
export class InternalError extends AppError {
  override readonly name = "InternalError";
}

/** A flag, argument or setting is wrong or missing: `usage/…`, `config/…`. */
export class UsageError extends AppError {
  override readonly name = "UsageError";
}

/** The provider no longer accepts the login: `auth/expired`, `auth/client`, `auth/scope`. Final. */
export class AuthError extends AppError {
  override readonly name = "AuthError";
}

/** The provider failed or refused: `provider/…`, `http/…`. */
export class ProviderError extends AppError {
  override readonly name = "ProviderError";
}

/** The fields of a {@link RateLimitError} besides its message. */
export interface RateLimitOptions extends ErrorOptions {
  /** Whether `retryAt` is what the host itself named, and not a guess. Default: false. */
  readonly isTold?: boolean;
}

/**
 * Somebody wants fewer requests: the provider (`provider/rate-limited`, `provider/quota`) or GitHub
 * (`store/rate-limited`); with `retryAt`. Or the run has used up the time or the requests that it may
 * take (`provider/out-of-time`, `provider/max-requests`), so that it can go on at once.
 */
export class RateLimitError extends AppError {
  override readonly name = "RateLimitError";
  readonly isTold: boolean;

  constructor(code: string, message: string, options: RateLimitOptions = {}) {
    super(code, message, options);
    this.isTold = options.isTold ?? false;
  }
}

/** Stored data is not what was written: `snapshot/corrupt`, `snapshot/missing`. */
export class IntegrityError extends AppError {
  override readonly name = "IntegrityError";
}

/** Stored data is of a version this program does not know: `format/too-new`, `format/unknown`. */
export class FormatError extends AppError {
  override readonly name = "FormatError";
}

/** Reading or writing a store failed: `store/io`, `store/no-space`, `store/permission`. */
export class StoreError extends AppError {
  override readonly name = "StoreError";
}

/** Something named by the user does not exist: `snapshot/not-found`, `store/not-found`. */
export class NotFoundError extends AppError {
  override readonly name = "NotFoundError";
}

/** Somebody else changed or owns the place: `store/conflict`, `store/new-user`. */
export class ConflictError extends AppError {
  override readonly name = "ConflictError";
}

/** A key is malformed or fits nothing: `key/…`. */
export class KeyError extends AppError {
  override readonly name = "KeyError";
}

/** The person or the system asked to stop: `cancelled`. */
export class CancelledError extends AppError {
  override readonly name = "CancelledError";
}

/**
 * `error` as one of the family; what is not ours becomes an {@link InternalError} with its cause.
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new InternalError("internal/unexpected", "Something unexpected went wrong.", {
    cause: error,
    hint: "This is a bug in tracksafe. Please report it with the output of --verbose.",
  });
}

/** Whether `error` tells of one bad or missing file, and not of a store that does not work. */
export function isDamage(error: unknown): error is IntegrityError | FormatError | NotFoundError {
  return (
    error instanceof IntegrityError ||
    error instanceof FormatError ||
    error instanceof NotFoundError
  );
}

/** The system error code (`ENOSPC`, `ECONNRESET`, …) of `error` or of what caused it. */
export function systemCode(error: unknown): string | undefined {
  for (let link = error; link instanceof Error; link = link.cause) {
    if ("code" in link && typeof link.code === "string" && !(link instanceof AppError)) {
      return link.code;
    }
  }
  return undefined;
}
