import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A request as it came in, body and all. */
export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** A real HTTP server on this machine. `await using` closes it, with all its connections. */
export interface LoopbackServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/` */
  readonly url: URL;
  /** The requests in the order in which they came. */
  readonly received: readonly Received[];
}

/** Starts a server that lets `answer` answer. It sees the request when it is there in full. */
export async function startLoopbackServer(
  answer: (request: Received, response: ServerResponse) => void,
): Promise<LoopbackServer> {
  const received: Received[] = [];
  const server = createServer(async (incoming, response) => {
    const { method = "", url: path = "", headers } = incoming;
    const request = { method, path, headers, body: await buffer(incoming) };
    received.push(request);
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    received,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
