import { type Received, startLoopbackServer } from "./loopback-server.ts";

/** A server that passes everything on to another one, and notes what the two say to each other. */
export interface Proxy extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** The `authorization` headers of the clients, each one once. */
  readonly credentials: ReadonlySet<string>;
  /** The tokens that were issued through it. */
  readonly tokens: ReadonlySet<string>;
}

const PASSED_ON = ["content-type", "retry-after", "location"];
const TOKEN = /"(?:access|refresh)_token":"([^"]+)"/g;

/** Starts a proxy for the server at `target`. `rewrite` may change the text of its answers. */
export async function startProxy(
  target: string,
  rewrite: (text: string) => string = (text) => text,
): Promise<Proxy> {
  const credentials = new Set<string>();
  const tokens = new Set<string>();
  const server = await startLoopbackServer((request, response) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) credentials.add(authorization);
    passOn(target, request).then(
      ({ status, headers, bytes }) => {
        for (const [, token = ""] of bytes.toString().matchAll(TOKEN)) tokens.add(token);
        response.writeHead(status, headers);
        const isText = headers["content-type"]?.startsWith("application/json") ?? false;
        response.end(isText ? rewrite(bytes.toString()) : bytes);
      },
      // The client of a broken connection sees a broken connection, too.
      () => response.destroy(),
    );
  });
  return {
    origin: server.url.origin,
    credentials,
    tokens,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function passOn(target: string, { method, path, headers, body }: Received) {
  const { authorization, "content-type": type } = headers;
  const answer = await fetch(new URL(path, target), {
    method,
    redirect: "manual",
    headers: { ...(authorization && { authorization }), ...(type && { "content-type": type }) },
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  const kept = [...answer.headers].filter(([name]) => PASSED_ON.includes(name));
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, headers: Object.fromEntries(kept), bytes };
}

/** `env` with every address at `from` moved to `to`. */
export function through<E extends Readonly<Record<string, string>>>(
  env: E,
  from: string,
  to: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).map(([key, value]) => [key, value.replace(from, to)]),
  );
}
