import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientRequest, IncomingMessage } from "node:http";
import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../../src/errors.ts";
import { createHttpClient } from "../../src/http/client.ts";
import { silentLog } from "../../src/log.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import {
  type Answering,
  damagedGzip,
  html,
  json,
  noHttp,
  reset,
  resetInBody,
  shortenedGzip,
  tooShortLength,
  truncated,
} from "../support/http/answers.ts";
import { startLoopbackServer } from "../support/http/loopback-server.ts";
import { seeds } from "../support/seeds.ts";

const DOCUMENTED: ReadonlySet<string> = new Set([
  "http/network",
  "http/bad-answer",
  "provider/unavailable",
  "provider/rate-limited",
  "provider/quota",
]);

/** The error of the host's clock. A date that the host sends is a time of the host's clock. */
const SKEW_MS = 3_600_000;

/** The header by which the server tells the test how long it really wants to be left alone. */
const WINDOW = "x-window-ms";

/** The faults of a request are its own, so that a seed gives the same ones in any order. */
function createFaults(seed: number, now: () => number) {
  const hits = new Map<string, { total: number; refused: number }>();

  function limited(pick: number): Answering {
    const hostNow = now() + SKEW_MS;
    const date = new Date(hostNow).toUTCString();
    const at = Math.floor(hostNow / 1000) * 1000;
    const [retryAfter, windowMs]: readonly [string | undefined, number] = [
      ["1", 1000] as const,
      ["30", 30_000] as const,
      ["0.5", 500] as const,
      [new Date(at + 10_000).toUTCString(), 10_000] as const,
      [new Date(at - 10_000).toUTCString(), 4000] as const,
      ["0", 4000] as const,
      ["-1", 4000] as const,
      ["soon", 4000] as const,
      [undefined, 4000] as const,
      ["3600", 3_600_000] as const,
    ][pick % 10] ?? ["1", 1000];
    const headers = { date, [WINDOW]: String(windowMs) };
    return json(
      429,
      {},
      retryAfter === undefined ? headers : { ...headers, "retry-after": retryAfter },
    );
  }

  const answer: Answering = (request, response) => {
    const hit = hits.get(request.path) ?? { total: 0, refused: 0 };
    hits.set(request.path, hit);
    hit.total += 1;
    const random = mix(seed, Number(request.path.slice(1)), hit.total);
    const body = { id: request.path, text: "x".repeat(random % 3000) };
    const good = json(200, body);
    const faults: readonly Answering[] = [
      json(500),
      json(502),
      html(503),
      json(503, {}, { "retry-after": "5", [WINDOW]: "5000" }),
      json(504),
      html(200),
      reset,
      noHttp,
      resetInBody(body),
      truncated(body),
      tooShortLength(body),
      damagedGzip(body),
      shortenedGzip(body),
    ];
    const kind = mix(seed, random, 1) % 100;
    if (kind < 60) return good(request, response);
    if (kind < 75) {
      hit.refused += 1;
      return limited(mix(seed, random, 2))(request, response);
    }
    return (faults[mix(seed, random, 3) % faults.length] ?? good)(request, response);
  };
  return { answer, hits };
}

/** A well-mixed whole number of three. */
function mix(a: number, b: number, c: number): number {
  let x = (a ^ Math.imul(b, 0x9e3779b1) ^ Math.imul(c, 0x85ebca6b)) >>> 0;
  for (const [shift, factor] of [
    [16, 0x7feb352d],
    [15, 0x846ca68b],
  ] as const) {
    x = Math.imul(x ^ (x >>> shift), factor) >>> 0;
  }
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * Watches Node's client: when it is handed a request, and when it has an answer's headers. Counts
 * the requests that were started although the client knew of a window they fall into.
 */
function watchWindows(port: string, now: () => number) {
  let until = 0;
  let inside = 0;
  let windows = 0;
  const isToServer = (request: ClientRequest): boolean =>
    String(request.getHeader("host")).endsWith(`:${port}`);
  const onCreated = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    if (isToServer(request) && now() < until) inside += 1;
  };
  const onHeaders = (message: unknown): void => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    const window = response.headers[WINDOW];
    if (!isToServer(request) || window === undefined) return;
    windows += 1;
    until = Math.max(until, now() + Number(window));
  };
  subscribe("http.client.request.created", onCreated);
  subscribe("http.client.response.finish", onHeaders);
  return {
    inside: () => inside,
    seen: () => windows,
    [Symbol.dispose]: () => {
      unsubscribe("http.client.request.created", onCreated);
      unsubscribe("http.client.response.finish", onHeaders);
    },
  };
}

test("under any mix of faults: the right JSON or a documented error, and good manners", async () => {
  let answered = 0;
  let failed = 0;
  let windowsSeen = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 6 }), async (seed, maxInFlight) => {
      const clock = createFakeClock("2026-11-22T03:17:00.000Z", { autoAdvance: true });
      const now = (): number => clock.now().getTime();
      const faults = createFaults(seed, now);
      await using server = await startLoopbackServer(faults.answer);
      using windows = watchWindows(server.url.port, now);
      const client = createHttpClient({ clock, log: silentLog, userAgent: "chaos", maxInFlight });

      const results = await Promise.allSettled(
        Array.from({ length: 12 }, (_, id) => {
          const method = id % 4 === 0 ? "POST" : "GET";
          return client.json({ method, url: new URL(`/${id}`, server.url) });
        }),
      );

      for (const [id, result] of results.entries()) {
        if (result.status === "fulfilled") {
          answered += 1;
          expect(result.value.status).toBe(200);
          expect(result.value.json).toMatchObject({ id: `/${id}` });
        } else {
          failed += 1;
          expect(result.reason).toBeInstanceOf(AppError);
          expect(DOCUMENTED).toContain(result.reason.code);
        }
        const { total, refused } = faults.hits.get(`/${id}`) ?? { total: 0, refused: 0 };
        expect(refused).toBeLessThanOrEqual(8);
        expect(total - refused).toBeLessThanOrEqual(id % 4 === 0 ? 1 : 4);
      }
      expect(windows.inside()).toBe(0);
      windowsSeen += windows.seen();
      expect(client.requests()).toBeGreaterThanOrEqual(server.received.length);
      await client[Symbol.asyncDispose]();
    }),
    { numRuns: seeds(50, 5_000), endOnFailure: true },
  );
  // The mix is fair: both endings are frequent, and there are windows to respect.
  expect(windowsSeen).toBeGreaterThan(0);
  expect(answered / (answered + failed)).toBeGreaterThan(0.2);
  expect(failed / (answered + failed)).toBeGreaterThan(0.02);
});
