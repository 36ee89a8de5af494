import { setTimeout as sleep } from "node:timers/promises";
import { type Edit, type Fault, type Faults, secondsOf } from "./faults.ts";
import type { Limits } from "./limits.ts";
import type { RequestRecord } from "./options.ts";
import { apiError, Refusal, type Reply } from "./replies.ts";
import { isCarriedOut } from "./send-reply.ts";
import type { Incoming, PlannedReply } from "./server.ts";

/** Receives each request before anything is decided about it. */
export type Listener = (record: RequestRecord) => void | Promise<void>;

/** Everything that handling a request needs, whichever part of Spotify it is for. */
export interface RequestPipeline {
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

/** Records the request, applies the limits and the planned faults, and makes the reply. */
export async function handleRequest(
  pipeline: RequestPipeline,
  incoming: Incoming,
): Promise<PlannedReply> {
  const { limits, records } = pipeline;
  const record = {
    ...classify(incoming),
    at: pipeline.now(),
    status: 0,
    bytes: 0,
    duringPenalty: false,
  };
  records.push(record);
  for (const listener of pipeline.listeners) await listener(record);
  const limited = record.kind === "api";
  const verdict = limited ? limits.admit(incoming.socket) : undefined;
  record.duringPenalty = verdict?.duringPenalty ?? false;
  const refusal = verdict?.refusal;
  const fault = refusal === undefined ? pipeline.faults.next(record) : undefined;
  const body = await incoming.body();
  if (pipeline.latencyMs > 0) await sleep(pipeline.latencyMs, undefined, { ref: false });
  const whole =
    refusal ??
    rateLimitReply(pipeline, fault, limited) ??
    answerUnlessRefused(pipeline, incoming, record, body, fault);
  const reply = fault?.kind === "edited" ? editReply(whole, fault.edit, record.query) : whole;
  const onSent = (status: number, bytes: number) => {
    record.status = status;
    record.bytes = bytes;
    if (status === 429 && limited) limits.told(incoming.socket);
  };
  return { reply, fault, onSent };
}

/** The 429 of a fault that limits the rate. The ban that it announces begins. */
function rateLimitReply(
  pipeline: RequestPipeline,
  fault: Fault | undefined,
  limited: boolean,
): Reply | undefined {
  if (fault?.kind !== "rateLimit" && fault?.kind !== "quota") return undefined;
  const quota = fault.kind === "quota";
  const seconds = secondsOf(fault.retryAfter, pipeline.now());
  if (seconds !== undefined && limited) pipeline.limits.ban(seconds, quota);
  const headers = fault.retryAfter === null ? {} : { "retry-after": fault.retryAfter };
  const reason = quota ? "QUOTA_EXCEEDED" : undefined;
  return { ...apiError(429, "API rate limit exceeded", reason), headers };
}

/** A good answer with the fault's change. */
function editReply(reply: Reply, edit: Edit, query: RequestRecord["query"]): Reply {
  if (reply.status !== 200) return reply;
  return { ...reply, body: edit(structuredClone(reply.body), query) };
}

function answerUnlessRefused(
  { answer }: RequestPipeline,
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

/** The part of Spotify that a request is for. The token endpoint refuses all other requests. */
function classify({ method, path, query }: Incoming) {
  const api = path.startsWith("/v1/");
  const rest = path.startsWith("/image/") ? "image" : path === "/authorize" ? "authorize" : "token";
  const kind: RequestRecord["kind"] = api ? "api" : rest;
  return { method, path: api ? path.slice(3) : path, query: Object.fromEntries(query), kind };
}
