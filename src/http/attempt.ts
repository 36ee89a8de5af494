import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { quotaExhausted, rateLimited, unavailable } from "./failures.ts";
import type { Gate } from "./gate.ts";
import type { HttpRequest, HttpResponse } from "./http.ts";
import type { Patience } from "./patience.ts";
import { pauseMs } from "./retry.ts";
import { retryAfterOf } from "./retry-after.ts";
import type { Answer, Transport } from "./transport.ts";

/** One request, and what its attempts came to so far. */
export interface Call {
  readonly request: HttpRequest;
  readonly gate: Gate;
  /** How many attempts failed. A 429 is not one: it was never carried out. */
  failures: number;
  /** How many answers were a 429. */
  refusals: number;
  /** Whether the last attempt reached the wire. */
  sent: boolean;
}

export interface AttemptDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly transport: Transport;
  /** The longest `Retry-After` worth waiting for. */
  readonly maxWaitMs: number;
  /** What all waits come out of. */
  readonly patience: Patience;
  /** Whether the body of a 429 says that a quota is used up. */
  readonly isQuotaExhausted: (body: Uint8Array) => boolean;
  /** Called for each request that goes onto the wire. */
  readonly onSent: () => void;
}

/** After so many 429s to one request, it is given up. */
const MAX_REFUSALS = 8;

/** How long a used-up quota lasts when the host does not say: quotas are daily. */
const QUOTA_MS = 24 * 60 * 60 * 1000;

/**
 * Sends a request once. Its answer; `null` after a 429, by when the gate is paused or closed, so
 * that it decides what comes next.
 *
 * Throws `ProviderError` `http/…`, or `provider/unavailable` for a 5xx (with `retryAt` when the
 * host is away for longer than is worth waiting for); `RateLimitError` `provider/rate-limited` when
 * the 429s do not end; `CancelledError`.
 */
export async function attempt(deps: AttemptDeps, call: Call): Promise<HttpResponse | null> {
  const { method, url } = call.request;
  const startedAt = deps.clock.now().getTime();
  let status: number | null = null;
  call.sent = false;
  try {
    const answer = await deps.transport.send(call.request, () => {
      call.sent = true;
      deps.onSent();
    });
    status = answer.status;
    if (status === 429) return await refused(deps, call, answer);
    call.gate.praise();
    if (status >= 500) throw outage(deps, call, answer);
    return { status, headers: answer.headers, body: await answer.read() };
  } finally {
    const ms = deps.clock.now().getTime() - startedAt;
    const number = call.failures + call.refusals + 1;
    deps.log.debug("http.request", { method, host: url.host, status, ms, attempt: number });
  }
}

/** Makes the gate do what a 429 asks for. */
async function refused(deps: AttemptDeps, call: Call, answer: Answer): Promise<null> {
  const { gate, request } = call;
  const { host } = request.url;
  const complaints = gate.complain();
  // From here on nobody starts, also while the body is still on its way.
  const letGo = gate.hold();
  try {
    call.refusals += 1;
    const now = deps.clock.now();
    const asked = retryAfterOf(answer.headers, now);
    const isTold = asked !== null;
    const ms = pauseMs(complaints, asked);
    const until = after(now, ms);
    // A 429 is one also when its body got lost.
    const body = await answer.read().catch(() => new Uint8Array());
    if (deps.isQuotaExhausted(body)) {
      const retryAt = asked ? until : after(now, QUOTA_MS);
      gate.close(retryAt, () => quotaExhausted(host, retryAt, isTold));
      deps.log.warn("http.closed", { host, quota: true, until: retryAt.toISOString() });
    } else if (!isWorthIt(deps, gate, until, ms)) {
      gate.close(until, () => rateLimited(host, until, isTold));
      deps.log.warn("http.closed", { host, quota: false, until: until.toISOString() });
    } else {
      pause(deps, call, until, ms);
      if (call.refusals >= MAX_REFUSALS) throw rateLimited(host, until, isTold);
    }
    return null;
  } finally {
    letGo();
  }
}

/** The error for a 5xx, after making the gate wait where the host names a time to come back. */
function outage(deps: AttemptDeps, call: Call, answer: Answer): Error {
  answer.discard();
  const now = deps.clock.now();
  const ms = retryAfterOf(answer.headers, now) ?? 0;
  if (!isWorthIt(deps, call.gate, after(now, ms), ms))
    return unavailable(call.request, answer.status, after(now, ms));
  if (ms > 0) pause(deps, call, after(now, ms), ms);
  return unavailable(call.request, answer.status);
}

/** Whether to wait for `ms`, until `until`. What that adds to the waiting is taken as waited. */
function isWorthIt(
  { maxWaitMs, patience }: AttemptDeps,
  gate: Gate,
  until: Date,
  ms: number,
): boolean {
  return ms <= maxWaitMs && patience.take(gate.added(until));
}

function pause(deps: AttemptDeps, call: Call, until: Date, ms: number): void {
  if (call.gate.pause(until)) {
    deps.log.info("http.paused", { host: call.request.url.host, ms });
  }
}

function after(date: Date, ms: number): Date {
  return new Date(date.getTime() + ms);
}
