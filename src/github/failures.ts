import {
  AppError,
  AuthError,
  InternalError,
  NotFoundError,
  ProviderError,
  RateLimitError,
  StoreError,
  systemCode,
} from "../errors.ts";
import { cancelled } from "../http/failures.ts";
import { parseHttpDate } from "../http/http-date.ts";
import { parseRetryAfter } from "../http/retry-after.ts";

/** The right that a call needs of the token, as GitHub names it. */
export interface Need {
  readonly area: "metadata" | "contents" | "issues" | "secrets" | "variables" | "actions";
  readonly level: "read" | "write";
}

/** An answer that refused something. */
export interface Answered {
  readonly status: number;
  /** GitHub's own words. */
  readonly message: string;
}

/**
 * The error that octokit throws for an answer of 400 and above, and, without `response`, for none
 * at all.
 */
interface HttpError extends Error {
  readonly status: number;
  readonly response?: {
    readonly headers: Readonly<Record<string, string | number | undefined>>;
    readonly data: unknown;
  };
}

function isHttpError(error: unknown): error is HttpError {
  return error instanceof Error && error.name === "HttpError" && "status" in error;
}

/** The answer behind what octokit threw; `null` when there was none. */
export function refusalOf(error: unknown): Answered | null {
  if (!isHttpError(error) || error.response === undefined) return null;
  const { data } = error.response;
  const isObject = typeof data === "object" && data !== null && "message" in data;
  return { status: error.status, message: isObject ? String(data.message) : "" };
}

/**
 * GitHub's words where it answered a GraphQL request with errors; `null`: something else went wrong,
 * or the token lacks a right.
 */
export function graphqlRefusalOf(error: unknown): string | null {
  return isGraphqlError(error) && !isForbidden(error) ? error.message : null;
}

/** The error that octokit throws for a GraphQL answer with errors. */
interface GraphqlError extends Error {
  readonly errors: readonly { readonly type?: string }[];
}

function isGraphqlError(error: unknown): error is GraphqlError {
  return error instanceof Error && error.name === "GraphqlResponseError" && "errors" in error;
}

/** GitHub: GraphQL API > Errors, `FORBIDDEN` and, for tokens of the old kind, `INSUFFICIENT_SCOPES`. */
function isForbidden({ errors }: GraphqlError): boolean {
  return errors.some(({ type }) => type === "FORBIDDEN" || type === "INSUFFICIENT_SCOPES");
}

export interface FailureContext {
  readonly need: Need;
  readonly tokenName: string;
  readonly now: Date;
  readonly signal: AbortSignal | undefined;
}

/**
 * An error of octokit as one of the family; see `GitHub.call`. Octokit's own error does not go
 * along as the cause: it holds the request, and so what was to be stored.
 */
export function toGitHubError(error: unknown, context: FailureContext): AppError {
  if (context.signal?.aborted) return cancelled(context.signal);
  if (error instanceof AppError) return error;
  if (isGraphqlError(error) && isForbidden(error)) {
    return rightMissing(context, new Error(`GitHub answered: ${error.message}`));
  }
  if (!isHttpError(error)) {
    return new InternalError("internal/github", "A request to GitHub could not be built.", {
      cause: error,
    });
  }
  const refusal = refusalOf(error);
  if (refusal === null || error.response === undefined) return connectionLost(error);
  const { status } = refusal;
  const cause = new Error(`GitHub answered ${status}: ${refusal.message}`);
  const limit = limitOf(error, context.now);
  if (limit !== null) return limitReached(limit.until, cause);
  if (status === 401) return tokenRefused(context.tokenName, cause);
  if (status === 403) return rightMissing(context, cause);
  if (status === 404) {
    // For a classic token, GitHub answers 404 when it may not change something that exists.
    return context.need.level === "write" ? rightMissing(context, cause) : missing(context, cause);
  }
  if (status >= 500) {
    return new ProviderError("provider/unavailable", `GitHub had an error (${status}).`, {
      cause,
      hint: "GitHub has a problem. Try again later.",
    });
  }
  return new StoreError("store/refused", `GitHub refused a request (${status}).`, { cause });
}

/** Whether `error` leaves open if the request was carried out. */
export function isAmbiguous(error: unknown): error is ProviderError {
  return error instanceof ProviderError;
}

/** `store/rate-limited`: GitHub wants a longer pause than is waited for. */
export function limitReached(retryAt: Date, cause?: unknown): RateLimitError {
  return new RateLimitError(
    "store/rate-limited",
    `GitHub accepts no requests until ${retryAt.toISOString()}.`,
    { retryAt, cause, hint: "Run it again after that time." },
  );
}

/** `http/bad-answer`: something else than GitHub's API seems to have answered. */
export function badAnswer(): ProviderError {
  return new ProviderError(
    "http/bad-answer",
    "GitHub's answer to a request cannot be understood.",
    {
      hint: "A proxy or a login page may have answered instead of GitHub. Try again later.",
    },
  );
}

/** GitHub: REST API > Rate limits > Exceeding the rate limit. */
const UNTOLD_PAUSE_MS = 60_000;

/** A pause that GitHub wants. */
export interface Limit {
  readonly ms: number;
  /** Its end. */
  readonly until: Date;
}

/**
 * The pause that the answer behind what octokit threw asks for; `null` when it asks for none.
 * `Retry-After` counts whatever the message says.
 */
export function limitOf(error: unknown, now: Date): Limit | null {
  const refusal = refusalOf(error);
  if (refusal === null || !isHttpError(error)) return null;
  const { status, message } = refusal;
  if (status !== 403 && status !== 429) return null;
  const header = (name: string): string => String(error.response?.headers[name] ?? "");
  const retryAfter = parseRetryAfter(header("retry-after"), now);
  if (retryAfter !== null) return pauseOf(retryAfter, now);
  const resetsAt = Number(header("x-ratelimit-reset")) * 1000;
  if (header("x-ratelimit-remaining") === "0" && resetsAt > 0) {
    // By GitHub's own clock, which may not agree with the one here.
    const sentAt = parseHttpDate(header("date"), now) ?? now;
    return { ms: Math.max(0, resetsAt - sentAt.getTime()), until: new Date(resetsAt) };
  }
  const isLimit = status === 429 || /\brate limit\b/i.test(message);
  return isLimit ? pauseOf(UNTOLD_PAUSE_MS, now) : null;
}

function pauseOf(ms: number, now: Date): Limit {
  return { ms, until: new Date(now.getTime() + ms) };
}

function connectionLost({ cause }: Error): AppError {
  if (cause instanceof AppError) return cause;
  const code = systemCode(cause);
  if (code !== undefined && /TIMEDOUT|TIMEOUT/.test(code)) {
    return new ProviderError("http/timeout", "GitHub did not answer a request in time.", {
      cause,
      hint: "Try again later. If this happens again, check the internet connection.",
    });
  }
  const detail = code === undefined ? "" : ` (${code})`;
  return new ProviderError(
    "http/network",
    `The connection to GitHub failed or broke off${detail}.`,
    {
      cause,
      hint: "Check the internet connection, and try again.",
    },
  );
}

function tokenRefused(tokenName: string, cause: Error): AuthError {
  return new AuthError("auth/github-token", `GitHub does not accept the token in ${tokenName}.`, {
    cause,
    hint: `The token may have expired, or it may have been cut off when it was copied. Make a new token and put it into ${tokenName}.`,
  });
}

function rightMissing({ need, tokenName }: FailureContext, cause: Error): StoreError {
  if (/\barchived\b/i.test(cause.message)) {
    return new StoreError(
      "store/permission",
      "The repository is archived, so nobody can change it.",
      {
        cause,
        hint: "Unarchive it in its settings, or name another one.",
      },
    );
  }
  const right = `${need.area}: ${need.level}`;
  return new StoreError(
    "store/permission",
    `The token in ${tokenName} lacks the permission "${right}" for the repository.`,
    {
      cause,
      hint: isSetting(need) ? SETTINGS_HINT : RIGHT_HINT,
    },
  );
}

/** Whether only a token of a person's own can have the right; a workflow's own token cannot. */
function isSetting({ area }: FailureContext["need"]): boolean {
  return area === "secrets" || area === "variables";
}

const SETTINGS_HINT =
  "Give the token Secrets: Read and write and Variables: Read and write for this repository, on https://github.com/settings/personal-access-tokens.";
const RIGHT_HINT =
  'Give the token that permission: in a workflow under "permissions", or for a token of your own in its settings on GitHub. Also check the name of the repository.';

function missing({ need, tokenName }: FailureContext, cause: Error): NotFoundError {
  return new NotFoundError(
    "store/not-found",
    `GitHub did not find the repository or something in it, or the token in ${tokenName} has no access to it.`,
    {
      cause,
      hint: `Check the name of the repository, and that the token has the permission "${need.area}: ${need.level}" for it.`,
    },
  );
}
