import { createHttpClient, type HttpClientOptions } from "../../../src/http/client.ts";
import type { HttpClient } from "../../../src/http/http.ts";
import { createLog, type LogFields } from "../../../src/log.ts";
import { createFakeClock, type FakeClock } from "../fake-clock.ts";
import type { Answering } from "./answers.ts";
import { type LoopbackServer, startLoopbackServer } from "./loopback-server.ts";

/** A client and the server it talks to, on a fake clock that moves by itself. */
export interface HttpScene extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly client: HttpClient;
  readonly server: LoopbackServer;
  /** The log of the client: level, event, fields. */
  readonly logged: readonly (readonly [string, string, LogFields])[];
  /** An address on the server. */
  at(path: string): URL;
}

/**
 * A scene in which the server answers its requests by `answers`, one each in the order they come
 * in, the last one for all that follow. Waits are half of what they can be.
 */
export async function createHttpScene(
  answers: readonly Answering[],
  options: Partial<HttpClientOptions> = {},
): Promise<HttpScene> {
  const clock = createFakeClock("2026-11-22T03:17:00.000Z", { autoAdvance: true });
  const logged: (readonly [string, string, LogFields])[] = [];
  let served = 0;
  const server = await startLoopbackServer((request, response) => {
    answers[Math.min(served, answers.length - 1)]?.(request, response);
    served += 1;
  });
  const client = createHttpClient({
    clock,
    log: createLog("debug", (...line) => logged.push(line)),
    userAgent: "tracksafe/test",
    random: () => 0.5,
    ...options,
  });
  return {
    clock,
    client,
    server,
    logged,
    at: (path) => new URL(path, server.url),
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
