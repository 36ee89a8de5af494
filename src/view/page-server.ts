import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { toAppError, UsageError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import { answerCall } from "./answer-call.ts";
import { STORE_META } from "./wire.ts";

const HOST = "127.0.0.1";
const STORE_PATH = "/store/";

/** The largest call: the names of some ten thousand snapshots. */
const MOST_BYTES = 1024 * 1024;

/** A page on this machine, and the store behind it. Disposing of it ends every connection. */
export interface PageServer extends AsyncDisposable {
  /** The address to open. It works for one visitor, once. */
  readonly url: string;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Serves `page`, the built page, with `store` behind it, on the loopback interface only.
 *
 * Everybody on the machine can reach a port, and can read the address in the command line of the
 * browser. So the address works once: it gives its visitor a cookie, without which nothing else is
 * answered. A request with another `Host`, or that another site has sent, is refused: a name of a
 * stranger can lead to this machine ("DNS rebinding").
 *
 * Throws `UsageError` `usage/port` if no port can be opened.
 */
export async function servePage(page: string, store: SnapshotStore, log: Log): Promise<PageServer> {
  const [start, ticket] = [secretWord(), secretWord()];
  let isStarted = false;
  const served = withStore(page);

  async function answerTo(request: IncomingMessage, host: string): Promise<Answer> {
    const { method, headers } = request;
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    if (headers.host !== host || isForeign(headers, host)) return refusal(403, FOREIGN);
    const cookie = `tracksafe-${host.split(":")[1]}`;
    if (method === "GET" && isSame(path, `/${start}`) && !isStarted) {
      isStarted = true;
      return {
        ...refusal(303, "The page opens."),
        headers: {
          location: "/",
          "set-cookie": `${cookie}=${ticket}; Path=/; HttpOnly; SameSite=Strict`,
        },
      };
    }
    if (!isSame(cookieOf(headers.cookie, cookie), ticket)) return refusal(403, USED);
    if (method === "GET" && path === "/") {
      return { status: 200, type: "text/html; charset=utf-8", body: served };
    }
    if (method === "POST" && path.startsWith(STORE_PATH)) {
      const text = await readBody(request);
      if (text === null) return refusal(413, "The request is too large.");
      return await answerCall(store, path.slice(STORE_PATH.length), text);
    }
    return refusal(404, "There is nothing at this address.");
  }

  const server = createServer({ requestTimeout: 30_000, headersTimeout: 5000 });
  const host = `${HOST}:${await listen(server)}`;
  server.on("request", async (request: IncomingMessage, response: ServerResponse) => {
    try {
      send(response, await answerTo(request, host));
    } catch (error) {
      log.warn("view.request-failed", { code: toAppError(error).code });
      response.destroy();
    }
  });
  return {
    url: `http://${host}/${start}`,
    [Symbol.asyncDispose]: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

const FOREIGN = "tracksafe answers only its own page. Open the address that tracksafe has printed.";
const USED =
  "This address was opened already, or belongs to another start. End tracksafe view with Ctrl-C, start it again, and open the new address.";

/** The page, told where its store is, and allowed to talk to it and to nobody else. */
function withStore(page: string): string {
  return page
    .replace("connect-src 'none'", "connect-src 'self'")
    .replace(`<meta name="${STORE_META}" content="">`, () => {
      return `<meta name="${STORE_META}" content="${STORE_PATH}">`;
    });
}

/** Whether another site than the page itself has sent a request. Not every browser says so. */
function isForeign(headers: IncomingMessage["headers"], host: string): boolean {
  const { origin } = headers;
  const site = headers["sec-fetch-site"] ?? "none";
  return (
    (origin !== undefined && origin !== `http://${host}`) ||
    (site !== "none" && site !== "same-origin")
  );
}

function secretWord(): string {
  return randomBytes(24).toString("base64url");
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function cookieOf(header: string | undefined, name: string): string {
  const cookies = (header ?? "").split(";").map((one) => one.trim().split("=", 2));
  return cookies.find(([key]) => key === name)?.[1] ?? "";
}

/** The body of a request; `null`: it is larger than a call can be. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function refusal(status: number, text: string): Answer {
  return {
    status,
    type: "text/html; charset=utf-8",
    body: `<!doctype html><meta charset="utf-8"><title>tracksafe</title><p>${text}</p>`,
  };
}

function send(response: ServerResponse, { status, type, body, headers }: Answer): void {
  response.writeHead(status, {
    "content-type": type,
    "content-security-policy": "frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    ...headers,
  });
  response.end(body);
}

/** The port, which is any free one. */
function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) =>
      reject(
        new UsageError("usage/port", "No port of this machine can be opened.", {
          cause,
          hint: "Something on this machine forbids programs to listen on 127.0.0.1.",
        }),
      ),
    );
    server.listen({ port: 0, host: HOST }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}
