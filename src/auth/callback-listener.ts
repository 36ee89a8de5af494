import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { systemCode, UsageError } from "../errors.ts";
import { type Callback, readCallback } from "./callback.ts";

const HOST = "127.0.0.1";
const PATH = "/callback";

/**
 * Waits on this machine for the browser to come back from the login page. Disposing of it stops
 * listening and ends every connection.
 */
export interface CallbackListener extends AsyncDisposable {
  /** The first thing that came back and belongs to this login. */
  readonly callback: Promise<Callback>;
  /**
   * Makes a local address that leads to `target`, for one visitor. Everybody on the machine can
   * read the command line of a browser, and the state in `target` is not for everybody.
   */
  shortcutTo(target: string): string;
}

/** The page that a visitor gets, and the callback in the visit, if there was one. */
interface Answer {
  readonly status: number;
  readonly text: string;
  readonly location?: string;
  readonly found?: Callback;
}

const REFUSAL: Answer = {
  status: 400,
  text: "tracksafe does not expect this address. Open the address that tracksafe has printed.",
};

/** The address of a listener on `port`. */
export function redirectUri(port: number): string {
  return `http://${HOST}:${port}${PATH}`;
}

/**
 * Listens on the loopback interface only. A request with another `Host`, method or path, or without
 * this `state`, is answered 400, and the waiting goes on.
 *
 * Throws `UsageError` `usage/port` if it cannot listen on the port.
 */
export async function listenForCallback(port: number, state: string): Promise<CallbackListener> {
  const { promise: callback, resolve } = Promise.withResolvers<Callback>();
  const shortcuts = new Map<string, string>();

  function answerTo({ method, headers, url = "" }: IncomingMessage): Answer {
    const [path = "", query = ""] = url.split("?", 2);
    if (method !== "GET" || headers.host !== `${HOST}:${port}`) return REFUSAL;
    const location = shortcuts.get(path);
    if (shortcuts.delete(path) && location !== undefined) {
      return { status: 302, text: "The browser goes on to the login page.", location };
    }
    const found = path === PATH ? readCallback(new URLSearchParams(query), state) : null;
    if (found === null) return REFUSAL;
    return {
      status: 200,
      text: "tracksafe has received the answer. You can close this page and go back to the terminal.",
      found,
    };
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const answer = answerTo(request);
    // The page is sent first, because resolving ends every connection.
    response.once("finish", () => answer.found && resolve(answer.found));
    send(response, answer);
  }

  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, serve);
  await listen(server, port);
  return {
    callback,
    shortcutTo(target) {
      const path = `/${randomBytes(12).toString("base64url")}`;
      shortcuts.set(path, target);
      return `http://${HOST}:${port}${path}`;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(portError(port, cause)));
    server.listen({ port, host: HOST }, resolve);
  });
}

function portError(port: number, cause: unknown): UsageError {
  const code = systemCode(cause);
  const other = port === 8889 ? 8890 : 8889;
  const why = code === "EADDRINUSE" ? "is in use by another program" : `cannot be opened (${code})`;
  return new UsageError("usage/port", `Port ${port} of this machine ${why}.`, {
    cause,
    hint: `Choose another port with --port ${other}, and add ${redirectUri(other)} to the redirect URIs of the app in the Spotify dashboard.`,
  });
}

function send(response: ServerResponse, { status, text, location }: Answer): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    connection: "close",
    ...(location && { location }),
  });
  response.end(`<!doctype html><meta charset="utf-8"><title>tracksafe</title><p>${text}</p>`);
}
