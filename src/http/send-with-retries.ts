import { ProviderError } from "../errors.ts";
import type { Budget } from "./budget.ts";
import { cancelled, outOfRequests, outOfTime } from "./failures.ts";
import type { Gate } from "./gate.ts";
import type { HttpRequest, HttpResponse } from "./http.ts";
import { backoffMs, isRepeatable } from "./retry-rules.ts";
import { type PendingRequest, type SendOnceDeps, sendOnce } from "./send-once.ts";

export interface SendDeps extends SendOnceDeps {
  readonly gateOf: (host: string) => Gate;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Nothing is sent after this; `null`: there is no such time. */
  readonly endAt: Date | null;
  /** Each attempt takes 1 from this. */
  readonly requestBudget: Budget;
  /** The number of attempts that may fail. */
  readonly attempts: number;
}

/**
 * Sends a request, again after a failure if that is safe, and returns what `accept` makes of the
 * answer. If `accept` throws a `ProviderError`, the attempt has failed like any other. Throws the
 * error of the last attempt, and the errors of the gate.
 */
export async function sendWithRetries<T>(
  deps: SendDeps,
  request: HttpRequest,
  accept: (answer: HttpResponse) => T,
): Promise<T> {
  const gate = deps.gateOf(request.url.host);
  const call: PendingRequest = { request, gate, failures: 0, refusals: 0, sent: false };
  const send = async () => {
    if (deps.endAt !== null && deps.clock.now() >= deps.endAt) throw outOfTime();
    if (!deps.requestBudget.take(1)) throw outOfRequests();
    return sendOnce(deps, call);
  };
  for (;;) {
    try {
      const answer = await gate.run(send);
      if (answer) return accept(answer);
    } catch (error) {
      call.failures += 1;
      if (!(error instanceof ProviderError) || !mayRepeat(deps, call, error)) throw error;
      await backOff(deps, call, error);
    }
  }
}

function mayRepeat(deps: SendDeps, call: PendingRequest, error: ProviderError): boolean {
  const { method, idempotent = method !== "POST" } = call.request;
  if (call.failures >= deps.attempts || error.retryAt) return false;
  return isRepeatable({ code: error.code, sent: call.sent, idempotent });
}

async function backOff(deps: SendDeps, call: PendingRequest, error: ProviderError): Promise<void> {
  const { method, url } = call.request;
  const ms = backoffMs(call.failures, deps.random);
  deps.log.info("http.retry", {
    method,
    host: url.host,
    code: error.code,
    failures: call.failures,
    ms,
  });
  try {
    await deps.clock.sleep(ms, deps.signal);
  } catch (reason) {
    throw deps.signal.aborted ? cancelled(deps.signal) : reason;
  }
}
