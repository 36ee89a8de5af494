import {
  AppError,
  CancelledError,
  InternalError,
  ProviderError,
  RateLimitError,
  systemCode,
} from "../errors.ts";
import type { HttpRequest } from "./http.ts";

const TIMEOUTS: ReadonlySet<string> = new Set([
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
]);

/** A request in words fit for a message, without its path and query, which hold identifiers. */
function named(request: HttpRequest): string {
  return `a ${request.method} request to ${request.url.host}`;
}

/** A failure between this machine and the host: `http/timeout` or `http/network`. */
export function connectionFailure(request: HttpRequest, cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const code = systemCode(cause);
  const late = code ? TIMEOUTS.has(code) : cause instanceof Error && cause.name === "TimeoutError";
  if (late) {
    return new ProviderError("http/timeout", `Timeout of ${named(request)}.`, {
      cause,
      hint: "Try again later; if it stays so, check the connection to the internet.",
    });
  }
  const detail = code ? ` (${code})` : "";
  return new ProviderError("http/network", `No whole answer to ${named(request)}${detail}.`, {
    cause,
    hint: "Check the connection to the internet, and try again.",
  });
}

/** `http/too-large`: the answer passes the bound of `maxBytes`. */
export function tooLarge(request: HttpRequest, maxBytes: number): ProviderError {
  return new ProviderError(
    "http/too-large",
    `The answer to ${named(request)} is larger than ${maxBytes} bytes.`,
  );
}

/** `http/bad-answer`: the status says success, but the body is not JSON that can be used. */
export function notJson(request: HttpRequest): ProviderError {
  // No cause: the message of a SyntaxError quotes the text, which may hold a token or a title.
  return new ProviderError("http/bad-answer", `The answer to ${named(request)} is not JSON.`, {
    hint: "Something between here and the host may have answered in its place. Try again later.",
  });
}

/** `http/bad-answer`: the status says success, but the answer is empty. */
export function emptyAnswer(request: HttpRequest): ProviderError {
  return new ProviderError("http/bad-answer", `The answer to ${named(request)} is empty.`, {
    hint: "The host has a problem. Try again later.",
  });
}

/** `provider/unavailable`: a 5xx. `retryAt` is when the host says it is back. */
export function unavailable(request: HttpRequest, status: number, retryAt?: Date): ProviderError {
  return new ProviderError(
    "provider/unavailable",
    `The answer to ${named(request)} was an error of the host (${status}).`,
    { hint: "The host has a problem. Try again later.", ...(retryAt && { retryAt }) },
  );
}

/**
 * `provider/rate-limited`: the host wants a longer pause than is worth waiting for; `isTold`: the
 * host named the end of the pause.
 */
export function rateLimited(host: string, retryAt: Date, isTold: boolean): RateLimitError {
  return new RateLimitError(
    "provider/rate-limited",
    `${host} accepts no requests until ${retryAt.toISOString()}.`,
    {
      retryAt,
      isTold,
      hint: "Run it again after that time; asking earlier makes the pause longer.",
    },
  );
}

/** `provider/quota`: the allowance is used up. */
export function quotaExhausted(host: string, retryAt: Date, isTold: boolean): RateLimitError {
  return new RateLimitError(
    "provider/quota",
    `The allowance of requests to ${host} is used up until about ${retryAt.toISOString()}.`,
    {
      retryAt,
      isTold,
      hint: "Run it again after that time; asking earlier makes the pause longer.",
    },
  );
}

/** `cancelled`, for the reason of `signal`. */
export function cancelled(signal: AbortSignal): CancelledError {
  return new CancelledError("cancelled", "Stopped before it was done.", { cause: signal.reason });
}

/** `internal/bad-request`: a request that HTTP cannot express. */
export function badRequest(request: HttpRequest): InternalError {
  // No cause: its message quotes the header or URL at fault, which may hold a token.
  return new InternalError("internal/bad-request", `Cannot put together ${named(request)}.`, {
    hint: "A header, the address or the body is malformed. Check the credentials for odd characters.",
  });
}

/** `provider/out-of-time`: the time limit of the run has passed. */
export function outOfTime(now: Date): RateLimitError {
  return new RateLimitError("provider/out-of-time", "The time given to this run is over.", {
    retryAt: now,
    hint: "Run it again: it goes on where this one stopped.",
  });
}
