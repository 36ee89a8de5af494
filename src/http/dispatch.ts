import { type ClientRequest, Agent as PlainAgent, request as requestPlain } from "node:http";
import { request as requestSecure, Agent as SecureAgent } from "node:https";
import { answerTooLarge, badRequest } from "./failures.ts";
import type { HeaderValues, HttpRequest } from "./http.ts";

/** Bounds on one attempt, in milliseconds. Together they bound the whole attempt. */
export interface Timeouts {
  /** Until the connection is there. */
  readonly connectMs: number;
  /** From sending the request until the answer's headers are there. */
  readonly headersMs: number;
  /** Between two pieces of the answer's body. */
  readonly bodyMs: number;
}

/** A connection that nothing was sent on for so long is closed before the host closes it. */
const IDLE_MS = 4_000;

/** Connections that requests share, one request at a time. */
export interface Connections {
  readonly plain: PlainAgent;
  readonly secure: SecureAgent;
  /** Closes all, also those in use. */
  close(): void;
}

export function createConnections(): Connections {
  const options = { keepAlive: true, timeout: IDLE_MS };
  const [plain, secure] = [new PlainAgent(options), new SecureAgent(options)];
  return {
    plain,
    secure,
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}

/** A request that was handed to Node. */
export interface Dispatched {
  /** Resolves when the answer's headers are there. */
  readonly head: Promise<{ readonly status: number; readonly headers: HeaderValues }>;
  /** The body as it arrived, perhaps compressed. Rejects if the head does, too. */
  readonly body: Promise<Uint8Array>;
  /** Ends the request with `reason` and closes its connection; no effect once the body is there. */
  abort(reason: Error): void;
}

/** The limits of a request, and what is called on the way. */
export interface DispatchOptions {
  readonly timeouts: Timeouts;
  readonly maxBytes: number;
  /** Called when the request goes onto the wire. */
  readonly onSent: () => void;
}

/**
 * Sends a request and collects the answer. Node's own client is used, because `fetch` and undici
 * keep what they received until V8 collects its whole heap.
 *
 * Throws `InternalError` `internal/bad-request`. Rejects with Node's own errors, with a
 * `DOMException` `TimeoutError`, and with `ProviderError` `http/too-large`.
 */
export function dispatch(
  connections: Connections,
  request: HttpRequest,
  { timeouts, maxBytes, onSent }: DispatchOptions,
): Dispatched {
  const head = Promise.withResolvers<Awaited<Dispatched["head"]>>();
  const body = Promise.withResolvers<Uint8Array>();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let isOver = false;

  function settle(): void {
    isOver = true;
    clearTimeout(timer);
    clearTimeout(wholeTimer);
  }

  function fail(error: Error): void {
    if (isOver) return;
    settle();
    head.reject(error);
    body.reject(error);
    outgoing.destroy();
  }

  function startTimer(ms: number): NodeJS.Timeout {
    return setTimeout(() => fail(tookTooLong()), ms);
  }

  function noteSent(): void {
    if (isOver) return;
    restartTimer(headersMs);
    onSent();
  }

  function restartTimer(ms: number): void {
    clearTimeout(timer);
    timer = startTimer(ms);
  }

  const outgoing = open(connections, request);
  const { connectMs, headersMs, bodyMs } = timeouts;
  const wholeTimer = startTimer(connectMs + headersMs + bodyMs);
  let timer = startTimer(connectMs);
  outgoing.on("socket", (socket) => {
    if (!socket.connecting) noteSent();
    else socket.once(request.url.protocol === "https:" ? "secureConnect" : "connect", noteSent);
  });
  outgoing.on("response", (incoming) => {
    const { statusCode = 0, headers } = incoming;
    restartTimer(bodyMs);
    head.resolve({ status: statusCode, headers: headerValues(headers) });
    incoming.on("data", (chunk: Uint8Array) => {
      timer.refresh();
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else fail(answerTooLarge(request, maxBytes));
    });
    incoming.on("end", () => {
      settle();
      // V8 may keep the closures of a finished request for long, and all that they point to.
      body.resolve(Buffer.concat(chunks.splice(0)));
    });
    incoming.on("error", fail);
  });
  outgoing.on("error", fail);
  outgoing.end(request.body);
  // A rejection counts as handled, even if the caller never awaits the body.
  body.promise.catch(() => {});
  return {
    head: head.promise,
    body: body.promise,
    abort: fail,
  };
}

function open({ plain, secure }: Connections, request: HttpRequest): ClientRequest {
  const { method, url, headers = {} } = request;
  const options = { method, headers, joinDuplicateHeaders: true };
  try {
    return url.protocol === "https:"
      ? requestSecure(url, { ...options, agent: secure })
      : requestPlain(url, { ...options, agent: plain });
  } catch {
    throw badRequest(request);
  }
}

function tookTooLong(): Error {
  return new DOMException("It took too long.", "TimeoutError");
}

type RawHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

function headerValues(headers: RawHeaders): HeaderValues {
  return {
    get: (name) => {
      const value = headers[name.toLowerCase()] ?? null;
      return typeof value === "string" || value === null ? value : value.join(", ");
    },
  };
}
