import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { createBudget } from "./budget.ts";
import type { Timeouts } from "./dispatch.ts";
import { createGate, type Gate } from "./gate.ts";
import type { HttpClient } from "./http.ts";
import { withJson } from "./json.ts";
import { type SendDeps, sendWithRetries } from "./send-with-retries.ts";
import { createTransport, DEFAULT_TIMEOUTS } from "./transport.ts";

export interface HttpClientOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** The `User-Agent` of all requests: `tracksafe/1.2.3`. */
  readonly userAgent: string;
  /** Numbers from 0 up to 1. Default: `Math.random`. */
  readonly random?: () => number;
  /** Ends everything: requests in flight, waiting requests and later ones fail with `cancelled`. */
  readonly signal?: AbortSignal;
  /** No request is sent after this (`provider/out-of-time`). Default: never. */
  readonly endAt?: Date;
  /**
   * The number of requests that are sent in all, repeats included (`provider/max-requests`). Default:
   * any number.
   */
  readonly maxRequests?: number;
  /** The number of requests that may be in flight per host. Default: 4. */
  readonly maxInFlight?: number;
  /** The number of attempts per request, 429s not counted. Default: 4. */
  readonly attempts?: number;
  /** The longest `Retry-After` worth waiting for. Default: two minutes. */
  readonly maxWaitMs?: number;
  /**
   * The longest time, in all, that is spent waiting because hosts want fewer requests. Default: ten
   * minutes.
   */
  readonly maxTotalWaitMs?: number;
  /** The longest answer that is accepted, in bytes after decompression. Default: 8 MiB. */
  readonly maxBytes?: number;
  readonly timeouts?: Timeouts;
  /** Called when no request is sent until a time, because a host wants fewer. Default: nobody is told. */
  readonly onPause?: (until: Date) => void;
  /** Whether the body of a 429 says that a longer-lived quota is used up. Default: never. */
  readonly isQuotaExhausted?: (body: Uint8Array) => boolean;
}

/** An {@link HttpClient} over Node.s own one. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { clock, log, userAgent, random = Math.random, maxInFlight = 4, attempts = 4 } = options;
  const { timeouts = DEFAULT_TIMEOUTS, maxBytes = 8 * 1024 * 1024 } = options;
  const { maxWaitMs = 120_000, maxTotalWaitMs = 600_000 } = options;
  const { maxRequests = Number.POSITIVE_INFINITY } = options;
  const { isQuotaExhausted = () => false, onPause = () => {} } = options;
  const closing = new AbortController();
  const signal = AbortSignal.any([closing.signal, ...(options.signal ? [options.signal] : [])]);
  const transport = createTransport({ timeouts, maxBytes, userAgent, signal });
  const gates = new Map<string, Gate>();
  let requests = 0;

  const deps: SendDeps = {
    clock,
    log,
    random,
    signal,
    transport,
    attempts,
    maxWaitMs,
    waitBudget: createBudget(maxTotalWaitMs),
    requestBudget: createBudget(maxRequests),
    isQuotaExhausted,
    onPause,
    endAt: options.endAt ?? null,
    gateOf: (host) => {
      const gate = gates.get(host) ?? createGate(clock, signal, maxInFlight);
      gates.set(host, gate);
      return gate;
    },
    onSent: () => {
      requests += 1;
    },
  };

  return {
    send: (request) => sendWithRetries(deps, request, (answer) => answer),
    json: (request) => sendWithRetries(deps, request, (answer) => withJson(request, answer)),
    requests: () => requests,
    closedUntil: (host) => gates.get(host)?.closedUntil() ?? null,
    async [Symbol.asyncDispose]() {
      closing.abort();
      await transport[Symbol.asyncDispose]();
    },
  };
}
