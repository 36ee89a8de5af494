import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Fault } from "./faults.ts";
import type { Reply } from "./replies.ts";
import { type OnSent, sendReply } from "./send-reply.ts";

/** A request as it arrived, before anything is decided about it. */
export interface Incoming {
  readonly method: string;
  /** The path on the wire without the query, including `/v1`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  /** Identifies the connection. */
  readonly socket: object;
  /** Reads the body, once. */
  readonly body: () => Promise<Buffer>;
}

/** The reply to a request. */
export interface PlannedReply {
  readonly reply: Reply;
  /** The fault in sending it. */
  readonly fault?: Fault | undefined;
  /** Called once nothing more will be sent, with the status, 0 when none was sent. */
  readonly onSent: OnSent;
}

/** A listening server. */
export interface Listening {
  readonly origin: string;
  /** Starts answering. Must be called at once. */
  serve(handle: (incoming: Incoming) => Promise<PlannedReply>): void;
  /** Ends every connection at once, including those that still wait for an answer. */
  close(): Promise<void>;
}

const BODY_MAXIMUM_BYTES = 4 * 1024 * 1024;

/** Listens on the loopback interface only; port 0 stands for any free one. */
export async function listen(port: number): Promise<Listening> {
  // If an idle connection closed just when a client sent its next request, it would look like a
  // fault.
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${actual}`,
    serve(handle) {
      server.on("request", (request, response) => void serve(request, response, handle));
    },
    close: () => closeNow(server),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (incoming: Incoming) => Promise<PlannedReply>,
): Promise<void> {
  const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
  try {
    const { reply, fault, onSent } = await handle({
      method: request.method ?? "GET",
      path,
      query: new URLSearchParams(query),
      headers: request.headers,
      socket: request.socket,
      body: () => readBody(request),
    });
    sendReply(response, reply, fault, onSent);
  } catch (error) {
    // A client may go away while it sends. Any other error is the emulator's own.
    if (request.errored === null && !request.socket.destroyed) {
      process.stderr.write(`emulator: ${error instanceof Error ? error.stack : error}\n`);
    }
    response.socket?.destroy();
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (encoding === undefined && (length === undefined || length === "0")) return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_MAXIMUM_BYTES) throw new RangeError("request body too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function closeNow(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
