import { constants, gunzipSync } from "node:zlib";
import { systemCode } from "../errors.ts";
import { createConnections, dispatch, type Timeouts } from "./dispatch.ts";
import { answerTooLarge, badRequest, cancelled, connectionFailure } from "./failures.ts";
import type { HeaderValues, HttpRequest } from "./http.ts";

export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 10_000, headersMs: 30_000, bodyMs: 60_000 };

/** An answer whose headers have arrived. Exactly one of its methods must be called. */
export interface Answer {
  readonly status: number;
  readonly headers: HeaderValues;
  /** The body, decompressed. Throws like {@link Transport.send}, and `http/too-large`. */
  read(): Promise<Uint8Array>;
  /** Abandons the body, and closes the connection. */
  discard(): void;
}

/** Sends a request once. Disposing of it closes the connections, also those in use. */
export interface Transport extends AsyncDisposable {
  /**
   * Resolves when the answer's headers are there, whatever the status; a redirect is an answer like
   * any other. `onSent` is called when the request goes onto the wire. Throws `ProviderError`
   * `http/network` or `http/timeout`, `CancelledError`, `InternalError` `internal/bad-request`.
   */
  send(request: HttpRequest, onSent: () => void): Promise<Answer>;
}

export interface TransportOptions {
  readonly timeouts: Timeouts;
  /** The longest body that is accepted, in bytes after decompression. */
  readonly maxBytes: number;
  readonly userAgent: string;
  /** Aborts the requests in flight. */
  readonly signal: AbortSignal;
}

/** A transport with connections of its own. */
export function createTransport(options: TransportOptions): Transport {
  const { timeouts, maxBytes, userAgent, signal } = options;
  const connections = createConnections();
  // There is one listener for all requests, and they are in an array. A listener that was removed
  // still points to the one added after it, and a table that a `Set` has outgrown to the one that
  // replaced it, and so V8 would keep each request until it collects its whole heap.
  const stops: (() => void)[] = [];
  signal.addEventListener("abort", () => {
    for (const stop of [...stops]) stop();
  });

  const failure = (request: HttpRequest, error: unknown): Error => {
    if (signal.aborted) return cancelled(signal);
    return connectionFailure(request, error);
  };

  return {
    send: async (request, onSent) => {
      if (signal.aborted) throw cancelled(signal);
      const outgoing = complete(request, userAgent);
      const { head, body, abort } = dispatch(connections, outgoing, { timeouts, maxBytes, onSent });
      const stop = (): void => abort(cancelled(signal));
      const ended = (): void => void stops.splice(stops.indexOf(stop), 1);
      stops.push(stop);
      body.then(ended, ended);
      try {
        const { status, headers } = await head;
        return {
          status,
          headers,
          read: async () => {
            try {
              return await unpack(request, headers, await body, maxBytes);
            } catch (error) {
              throw failure(request, error);
            }
          },
          discard: () => abort(new Error("The body is not wanted.")),
        };
      } catch (error) {
        throw failure(request, error);
      }
    },
    [Symbol.asyncDispose]: async () => connections.close(),
  };
}

/**
 * The request with the headers that are always sent. Throws `InternalError` `internal/bad-request`.
 */
function complete(request: HttpRequest, userAgent: string): HttpRequest {
  const { method, url, body, headers } = request;
  const isOdd = url.username || url.password || (method === "GET" && body !== undefined);
  if (isOdd) throw badRequest(request);
  return {
    ...request,
    headers: { "user-agent": userAgent, "accept-encoding": "gzip", ...headers },
  };
}

/**
 * The body, decompressed. If compressed data ends early, it returns the part that is there, as
 * `fetch` does.
 */
async function unpack(
  request: HttpRequest,
  headers: HeaderValues,
  body: Uint8Array,
  maxBytes: number,
): Promise<Uint8Array> {
  if (headers.get("content-encoding")?.toLowerCase() !== "gzip" || body.length === 0) return body;
  try {
    return gunzipSync(body, {
      maxOutputLength: maxBytes,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
  } catch (error) {
    if (systemCode(error) === "ERR_BUFFER_TOO_LARGE") throw answerTooLarge(request, maxBytes);
    throw error;
  }
}
