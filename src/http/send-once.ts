import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Budget } from "./budget.ts";
import { quotaExhausted, rateLimited, unavailable } from "./failures.ts";
import type { Gate } from "./gate.ts";
import type { HttpRequest, HttpResponse } from "./http.ts";
import { retryAfterOf } from "./retry-after.ts";
import { pauseMs } from "./retry-rules.ts";
import type { Answer, Transport } from "./transport.ts";

/** One request, and the results of its attempts so far. */
export interface PendingRequest {
  readonly request: HttpRequest;
  readonly gate: Gate;
  /** The number of failed attempts. A 429 is not one: the host did not carry the request out. */
  failures: number;
  /** The number of answers with status 429. */
  refusals: number;
  /** Whether the last attempt was put on the wire. */
  sent: boolean;
}

export interface SendOnceDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly transport: Transport;
  /** The longest `Retry-After` worth waiting for. */
  readonly maxWaitMs: number;
  /** All waits are taken from this, in milliseconds. */
  readonly waitBudget: Budget;
  /** Whether the body of a 429 says that a quota is used up. */
  readonly isQuotaExhausted: (body: Uint8Array) => boolean;
  /** Called for each request that goes onto the wire. */
  readonly onSent: () => void;
  /** Called when no request is sent until a time, because a host wants fewer. */
  readonly onPause: (until: Date) => void;
}

/** A request is given up after this number of 429s. */
const MAX_REFUSALS = 8;

/** The length of a used-up quota's pause when the host does not say it: quotas are daily. */
const QUOTA_MS = 24 * 60 * 60 * 1000;

/**
 * Sends a request once and returns its answer. After a 429 it returns `null`; by then the gate is
 * paused or closed, so a new attempt has to pass the gate first.
 *
 * Throws `ProviderError` `http/…`, or `provider/unavailable` for a 5xx (with `retryAt` when the
 * host is away for longer than is worth waiting for); `RateLimitError` `provider/rate-limited` when
 * the 429s do not end; `CancelledError`.
 */
export async function sendOnce(
  deps: SendOnceDeps,
  call: PendingRequest,
): Promise<HttpResponse | null> {
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
    call.gate.noteOtherAnswer();
    if (status >= 500) throw outage(deps, call, answer);
    return { status, headers: answer.headers, body: await answer.read() };
  } finally {
    const ms = deps.clock.now().getTime() - startedAt;
    const number = call.failures + call.refusals + 1;
    deps.log.debug("http.request", { method, host: url.host, status, ms, attempt: number });
  }
}

/** Makes the gate wait or close, as a 429 asks for. */
async function refused(deps: SendOnceDeps, call: PendingRequest, answer: Answer): Promise<null> {
  const { gate, request } = call;
  const { host } = request.url;
  const complaints = gate.noteComplaint();
  // From here on no request starts, also while the body of the 429 is still arriving.
  const letGo = gate.hold();
  try {
    call.refusals += 1;
    const now = deps.clock.now();
    const asked = retryAfterOf(answer.headers, now);
    const isTold = asked !== null;
    const ms = pauseMs(complaints, asked);
    const until = after(now, ms);
    // The status alone makes it a 429, so a lost body does not matter.
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

/** The error for a 5xx. If the host names a time to come back, the gate waits until then. */
function outage(deps: SendOnceDeps, call: PendingRequest, answer: Answer): Error {
  answer.discard();
  const now = deps.clock.now();
  const ms = retryAfterOf(answer.headers, now) ?? 0;
  if (!isWorthIt(deps, call.gate, after(now, ms), ms))
    return unavailable(call.request, answer.status, after(now, ms));
  if (ms > 0) pause(deps, call, after(now, ms), ms);
  return unavailable(call.request, answer.status);
}

/**
 * Whether to wait for `ms`, until `until`. If so, the added waiting time is taken out of
 * the wait budget.
 */
function isWorthIt(
  { maxWaitMs, waitBudget }: SendOnceDeps,
  gate: Gate,
  until: Date,
  ms: number,
): boolean {
  return ms <= maxWaitMs && waitBudget.take(gate.addedWaitMs(until));
}

function pause(deps: SendOnceDeps, call: PendingRequest, until: Date, ms: number): void {
  if (call.gate.pause(until)) {
    deps.log.info("http.paused", { host: call.request.url.host, ms });
    deps.onPause(until);
  }
}

function after(date: Date, ms: number): Date {
  return new Date(date.getTime() + ms);
}
