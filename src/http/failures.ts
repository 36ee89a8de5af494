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
    return new ProviderError("http/timeout", `The host did not answer ${named(request)} in time.`, {
      cause,
      hint: "Try again later. If this happens again, check the internet connection.",
    });
  }
  const detail = code ? ` (${code})` : "";
  return new ProviderError(
    "http/network",
    `The connection failed or broke off during ${named(request)}${detail}.`,
    {
      cause,
      hint: "Check the internet connection, and try again.",
    },
  );
}

/** `http/too-large`: the answer passes the bound of `maxBytes`. */
export function answerTooLarge(request: HttpRequest, maxBytes: number): ProviderError {
  return new ProviderError(
    "http/too-large",
    `The answer to ${named(request)} is larger than ${maxBytes} bytes.`,
  );
}

/** `http/bad-answer`: the status says success, but the body is not JSON that can be used. */
export function notJson(request: HttpRequest): ProviderError {
  // No cause: the message of a SyntaxError quotes the text, which may hold a token or a title.
  return new ProviderError("http/bad-answer", `The answer to ${named(request)} is not JSON.`, {
    hint: "A proxy or a login page may have answered instead of the host. Try again later.",
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
    `The host answered ${named(request)} with a server error (${status}).`,
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
      hint: "Run it again after that time. An earlier request makes the pause longer.",
    },
  );
}

/** `provider/quota`: the allowance is used up. */
export function quotaExhausted(host: string, retryAt: Date, isTold: boolean): RateLimitError {
  return new RateLimitError(
    "provider/quota",
    `The quota of requests to ${host} is used up until about ${retryAt.toISOString()}.`,
    {
      retryAt,
      isTold,
      hint: "Run it again after that time. An earlier request makes the pause longer.",
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
  return new InternalError("internal/bad-request", `tracksafe cannot build ${named(request)}.`, {
    hint: "A header, the address or the body is malformed. Check the credentials for odd characters.",
  });
}

/** `provider/out-of-time`: the time limit of the run has passed. */
export function outOfTime(): RateLimitError {
  return new RateLimitError("provider/out-of-time", "The time limit of this run has passed.", {
    hint: "Run it again. The next run goes on where this one stopped.",
  });
}

/** `provider/max-requests`: the run has sent all requests that it may. */
export function outOfRequests(): RateLimitError {
  return new RateLimitError(
    "provider/max-requests",
    "This run has sent as many requests as it may send.",
    {
      hint: "Run it again. The next run goes on where this one stopped. --max-requests (input max-requests) sets the number.",
    },
  );
}
