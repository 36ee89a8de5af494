import { setTimeout as sleep } from "node:timers/promises";
import { isCarriedOut } from "./deliver.ts";
import { type Edit, type Fault, type Faults, secondsOf } from "./faults.ts";
import type { Limits } from "./limits.ts";
import type { RequestRecord } from "./options.ts";
import { apiError, Refusal, type Reply } from "./replies.ts";
import type { Incoming, Outcome } from "./server.ts";

/** Hears of each request before anything is decided about it. */
export type Listener = (record: RequestRecord) => void | Promise<void>;

/** What every request passes, whichever part of Spotify it is for. */
export interface Desk {
  readonly limits: Limits;
  readonly faults: Faults;
  readonly listeners: ReadonlySet<Listener>;
  readonly records: RequestRecord[];
  readonly latencyMs: number;
  readonly now: () => number;
  /** The real answer; may throw a `Refusal`. */
  readonly answer: (incoming: Incoming, record: RequestRecord, body: Buffer) => Reply;
}

const EMPTY = { status: 204 };

/** Records the request, judges it, lets it go wrong where that was planned, and answers it. */
export async function receive(desk: Desk, incoming: Incoming): Promise<Outcome> {
  const { limits, records } = desk;
  const record = {
    ...identify(incoming),
    at: desk.now(),
    status: 0,
    bytes: 0,
    duringPenalty: false,
  };
  records.push(record);
  for (const listener of desk.listeners) await listener(record);
  const limited = record.kind === "api";
  const verdict = limited ? limits.admit(incoming.socket) : undefined;
  record.duringPenalty = verdict?.duringPenalty ?? false;
  const refusal = verdict?.refusal;
  const fault = refusal === undefined ? desk.faults.next(record) : undefined;
  const body = await incoming.body();
  if (desk.latencyMs > 0) await sleep(desk.latencyMs, undefined, { ref: false });
  const whole =
    refusal ?? limiting(desk, fault, limited) ?? settle(desk, incoming, record, body, fault);
  const reply = fault?.kind === "edited" ? edited(whole, fault.edit, record.query) : whole;
  const sent = (status: number, bytes: number) => {
    record.status = status;
    record.bytes = bytes;
    if (status === 429 && limited) limits.told(incoming.socket);
  };
  return { reply, fault, sent };
}

/** The 429 that a fault stands for; the ban it announces is kept. */
function limiting(desk: Desk, fault: Fault | undefined, limited: boolean): Reply | undefined {
  if (fault?.kind !== "rateLimit" && fault?.kind !== "quota") return undefined;
  const quota = fault.kind === "quota";
  const seconds = secondsOf(fault.retryAfter, desk.now());
  if (seconds !== undefined && limited) desk.limits.ban(seconds, quota);
  const headers = fault.retryAfter === null ? {} : { "retry-after": fault.retryAfter };
  const reason = quota ? "QUOTA_EXCEEDED" : undefined;
  return { ...apiError(429, "API rate limit exceeded", reason), headers };
}

/** A good answer, changed. */
function edited(reply: Reply, edit: Edit, query: RequestRecord["query"]): Reply {
  if (reply.status !== 200) return reply;
  return { ...reply, body: edit(structuredClone(reply.body), query) };
}

function settle(
  { answer }: Desk,
  incoming: Incoming,
  record: RequestRecord,
  body: Buffer,
  fault: Fault | undefined,
): Reply {
  if (!isCarriedOut(fault)) return EMPTY;
  try {
    return answer(incoming, record, body);
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}

/** Which part of Spotify a request is for; what is no part of it is refused by the token endpoint. */
function identify({ method, path, query }: Incoming) {
  const api = path.startsWith("/v1/");
  const rest = path.startsWith("/image/") ? "image" : path === "/authorize" ? "authorize" : "token";
  const kind: RequestRecord["kind"] = api ? "api" : rest;
  return { method, path: api ? path.slice(3) : path, query: Object.fromEntries(query), kind };
}
