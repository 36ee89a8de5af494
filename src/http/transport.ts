import { Agent, type Dispatcher, Request, type Response, fetch as undiciFetch } from "undici";
import { badRequest, cancelled, connectionFailure, tooLarge } from "./failures.ts";
import type { HeaderValues, HttpRequest } from "./http.ts";

/** Bounds on one attempt, in milliseconds. Their sum bounds it as a whole. */
export interface Timeouts {
  /** To have a connection. */
  readonly connectMs: number;
  /** From the request being sent until the answer's headers are there. */
  readonly headersMs: number;
  /** Between two pieces of the answer's body. */
  readonly bodyMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 10_000, headersMs: 30_000, bodyMs: 60_000 };

/** An answer whose headers have come in. Exactly one of its methods must be called. */
export interface Answer {
  readonly status: number;
  readonly headers: HeaderValues;
  /** The body, decompressed. Throws like {@link Transport.send}, and `http/too-large`. */
  read(): Promise<Uint8Array>;
  /** Gives up the body, and the connection with it. */
  discard(): void;
}

/** Sends a request once. */
export interface Transport {
  /**
   * Resolves when the answer's headers are there, whatever the status; a redirect is an answer like
   * any other. `onSent` is called when the request goes onto the wire. Throws `ProviderError`
   * `http/network` or `http/timeout`, `CancelledError`, `InternalError` `internal/bad-request`.
   */
  send(request: HttpRequest, onSent: () => void): Promise<Answer>;
  /** Closes the connections, also those in use. */
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly timeouts: Timeouts;
  /** The longest body that is accepted, in bytes after decompression. */
  readonly maxBytes: number;
  readonly userAgent: string;
  /** Ends what is in flight. */
  readonly signal: AbortSignal;
}

/** The transport over undici, with connections of its own. */
export function createTransport(options: TransportOptions): Transport {
  const { timeouts, signal } = options;
  const agent = createAgent(timeouts);
  const attemptMs = timeouts.connectMs + timeouts.headersMs + timeouts.bodyMs;

  const failure = (request: HttpRequest, error: unknown): Error =>
    signal.aborted ? cancelled(signal) : connectionFailure(request, error);

  return {
    send: async (request, onSent) => {
      const whole = AbortSignal.any([signal, AbortSignal.timeout(attemptMs)]);
      const outgoing = toFetchRequest(request, options.userAgent, whole);
      try {
        const dispatcher = agent.compose(watchSending(onSent));
        const response = await undiciFetch(outgoing, { dispatcher });
        return {
          status: response.status,
          headers: response.headers,
          read: () =>
            readBody(request, response, options.maxBytes).catch((error: unknown) => {
              throw failure(request, error);
            }),
          // A body that broke by itself needs no giving up.
          discard: () => void response.body?.cancel().catch(() => {}),
        };
      } catch (error) {
        throw failure(request, error);
      }
    },
    close: () => agent.destroy(),
  };
}

/**
 * A `fetch` with connections and time bounds of its own, for libraries that take one. `close` closes
 * the connections, also those in use.
 */
export function createFetch(timeouts: Timeouts = DEFAULT_TIMEOUTS): {
  readonly fetch: typeof undiciFetch;
  close(): Promise<void>;
} {
  const dispatcher = createAgent(timeouts);
  return {
    fetch: (input, init) => undiciFetch(input, { ...init, dispatcher }),
    close: () => dispatcher.destroy(),
  };
}

function createAgent({ connectMs, headersMs, bodyMs }: Timeouts): Agent {
  return new Agent({
    // A lost HTTP/2 connection takes all its requests along; at our few in flight it gains nothing.
    allowH2: false,
    connect: { timeout: connectMs },
    headersTimeout: headersMs,
    bodyTimeout: bodyMs,
  });
}

function toFetchRequest(request: HttpRequest, userAgent: string, signal: AbortSignal): Request {
  const { method, url, headers, body } = request;
  try {
    return new Request(url, {
      method,
      headers: { "user-agent": userAgent, ...headers },
      ...(body !== undefined && { body }),
      redirect: "manual",
      signal,
    });
  } catch {
    throw badRequest(request);
  }
}

/**
 * Tells when a request is written to its connection. `fetch` itself does not: it may fail before
 * (a refused connection), and it may send twice (after a 421).
 */
function watchSending(onSent: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart: (controller, context) => {
        onSent();
        handler.onRequestStart?.(controller, context);
      },
      onResponseStarted: () => handler.onResponseStarted?.(),
      onResponseStart: (...head) => handler.onResponseStart?.(...head),
      onResponseData: (...data) => handler.onResponseData?.(...data),
      onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
      onResponseError: (...error) => handler.onResponseError?.(...error),
    });
}

async function readBody(
  request: HttpRequest,
  response: Response,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(request, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
