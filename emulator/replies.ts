import { STATUS_CODES } from "node:http";

/** An answer, before it is written to a socket. */
export interface Reply {
  readonly status: number;
  /** Text or bytes are sent unchanged, anything else as JSON; `undefined`: an empty body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that Spotify would refuse. Handlers throw it, and its reply is the answer. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`refused with ${reply.status}`);
    this.reply = reply;
  }
}

/** The Web API's error object (Spotify: Web API > API calls > Regular error object). */
export function apiError(
  status: number,
  message: string = STATUS_CODES[status] ?? "Error",
  reason?: string,
): Reply {
  return { status, body: { error: { status, message, ...(reason && { reason }) } } };
}

/** Refuses with the Web API's error object. */
export function refuse(status: number, message?: string): never {
  throw new Refusal(apiError(status, message));
}

/** Refuses as retired endpoints of the Web API do, and others that give no reason. */
export function forbid(message = "Forbidden"): never {
  return refuse(403, message);
}

/** The accounts service's error object (RFC 6749, 5.2). */
export function refuseGrant(error: string, description: string, status = 400): never {
  throw new Refusal({ status, body: { error, error_description: description } });
}
