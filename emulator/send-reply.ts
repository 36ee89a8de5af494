import type { ServerResponse } from "node:http";
import type { Fault } from "./faults.ts";
import { apiError, type Reply } from "./replies.ts";

/** Called with the sent status, 0 when none was sent, and the length of the body. */
export type OnSent = (status: number, bytes: number) => void;

const HTML = "<!doctype html><html><head><title>Welcome</title></head><body>Log in</body></html>";
const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };
const TEXT_TYPE = { "content-type": "text/plain; charset=utf-8" };
const HTML_TYPE = { "content-type": "text/html; charset=utf-8" };

/** Sends the reply as the fault changes it. */
export function sendReply(
  response: ServerResponse,
  reply: Reply,
  fault: Fault | undefined,
  onSent: OnSent,
): void {
  if (fault?.kind === "reset" || fault?.kind === "appliedThenLost" || fault?.kind === "hang") {
    if (fault.kind === "reset") response.socket?.resetAndDestroy();
    if (fault.kind === "appliedThenLost") response.socket?.destroy();
    onSent(0, 0);
    return;
  }
  const bad = fault === undefined ? reply : applyFault(reply, fault);
  const bytes = bytesOf(bad);
  writeHead(response, bad, bytes);
  onSent(bad.status, bytes.length);
  if (fault?.kind === "truncate") {
    response.write(firstHalf(bytes), () => response.socket?.destroySoon());
  } else {
    response.end(bytes);
  }
}

function applyFault(reply: Reply, fault: Fault): Reply {
  switch (fault.kind) {
    case "html":
      return { status: 200, body: HTML, headers: HTML_TYPE };
    case "garbage":
      return { ...reply, status: 200, body: firstHalf(bytesOf(reply)) };
    case "status":
      return statusReply(fault);
    case "appliedThenStatus":
      return apiError(fault.code);
    default:
      return reply;
  }
}

/** Whether the request is carried out in spite of this fault. */
export function isCarriedOut(fault: Fault | undefined): boolean {
  switch (fault?.kind) {
    case undefined:
    case "truncate":
    case "garbage":
    case "appliedThenLost":
    case "appliedThenStatus":
    case "edited":
      return true;
    default:
      return false;
  }
}

function statusReply({ code, body, headers }: Extract<Fault, { kind: "status" }>): Reply {
  if (body === undefined) return { ...apiError(code), ...(headers && { headers }) };
  return { status: code, body, ...(headers && { headers }) };
}

function writeHead(
  response: ServerResponse,
  { status, body, headers }: Reply,
  bytes: Uint8Array,
): void {
  const type = typeof body === "string" ? TEXT_TYPE : JSON_TYPE;
  const typed = bytes.length > 0 ? type : {};
  response.writeHead(status, { ...typed, ...headers, "content-length": bytes.length });
}

function bytesOf({ body }: Reply): Uint8Array {
  if (body instanceof Uint8Array) return body;
  if (body === undefined) return new Uint8Array();
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

function firstHalf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}
