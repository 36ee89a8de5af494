import { getEventListeners, once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { CancelledError } from "../../src/errors.ts";
import { appErrorOf } from "../support/app-error.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { type Answering, gzip, json, silence, stalledBody } from "../support/http/answers.ts";
import { createHttpScene } from "../support/http/scene.ts";

const GOOD = json(200, { ok: true });
const LONG = { connectMs: 60_000, headersMs: 60_000, bodyMs: 60_000 };

// Together, since each of them waits.
describe.concurrent("time", () => {
  const drip: Answering = (_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(timer));
  };

  test.each([
    ["no headers", silence, { ...LONG, headersMs: 1000 }],
    ["a body that stops", stalledBody, { ...LONG, bodyMs: 1000 }],
    ["a body that drips for ever", drip, { connectMs: 1000, headersMs: 1000, bodyMs: 1000 }],
  ])("%s: a timeout, made good where that is safe", async (_name, fault, timeouts) => {
    await using scene = await createHttpScene([fault, GOOD, fault], { timeouts });
    const url = scene.at("/");
    expect((await scene.client.json({ method: "GET", url })).json).toEqual({ ok: true });
    expect(scene.clock.sleeps).toEqual([1000]);
    const error = await appErrorOf(() => scene.client.json({ method: "POST", url }));
    expect(error.code).toBe("http/timeout");
    expect(scene.client.requests()).toBe(3);
  });

  test("no connection: a timeout that is made good for POST as well", async () => {
    const sockets: Socket[] = [];
    // The server accepts the connection, but never answers the TLS handshake.
    const mute = createServer((socket) => void sockets.push(socket)).listen(0, "127.0.0.1");
    await once(mute, "listening");
    const url = new URL(`https://127.0.0.1:${(mute.address() as AddressInfo).port}/`);
    await using scene = await createHttpScene([GOOD], {
      timeouts: { ...LONG, connectMs: 50 },
      attempts: 2,
    });
    const error = await appErrorOf(() => scene.client.send({ method: "POST", url }));
    expect(error.code).toBe("http/timeout");
    expect(scene.clock.sleeps).toEqual([1000]);
    expect([sockets.length, scene.client.requests()]).toEqual([2, 0]);
    for (const socket of sockets) socket.destroy();
    mute.close();
  });
});

test("no more requests are sent than may be, repeats included", async () => {
  const bad = json(503, {});
  await using scene = await createHttpScene([bad, GOOD], { maxRequests: 5 });
  const send = () => scene.client.json({ method: "GET", url: scene.at("/") });
  const ends = await Promise.allSettled(Array.from({ length: 8 }, send));
  expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(4);
  for (const end of ends) {
    if (end.status === "rejected") expect(end.reason.code).toBe("provider/max-requests");
  }
  expect((await appErrorOf(send)).code).toBe("provider/max-requests");
  expect([scene.server.received.length, scene.client.requests()]).toEqual([5, 5]);
});

test("the body of a 5xx is not waited for, and its connection is given up", async () => {
  const givenUp = Promise.withResolvers<void>();
  const stalled: Answering = (_request, response) => {
    response.on("close", givenUp.resolve);
    response.writeHead(500).write("{");
  };
  await using scene = await createHttpScene([stalled, GOOD]);
  const answer = await scene.client.json({ method: "GET", url: scene.at("/") });
  expect(answer.json).toEqual({ ok: true });
  await givenUp.promise;
});

describe("size", () => {
  const maxBytes = 1000;

  test("an answer of just the allowed size is fine", async () => {
    const body = `"${"x".repeat(998)}"`;
    await using scene = await createHttpScene([(_request, response) => void response.end(body)], {
      maxBytes,
    });
    const answer = await scene.client.json({ method: "GET", url: scene.at("/") });
    expect(answer.body.byteLength).toBe(1000);
  });

  test.each([
    ["one byte too long", (_request, response) => void response.end("x".repeat(1001))],
    ["a zip bomb", gzip(gzipSync(Buffer.alloc(100_000_000)))],
  ] satisfies [string, Answering][])("%s is not asked for again", async (_name, answer) => {
    await using scene = await createHttpScene([answer], { maxBytes });
    const error = await appErrorOf(() => scene.client.send({ method: "GET", url: scene.at("/") }));
    expect(error.code).toBe("http/too-large");
    expect(error.message).toContain("1000 bytes");
    expect(scene.client.requests()).toBe(1);
  });
});

describe("cancelling", () => {
  test("ends what is in flight, what waits for its turn, and what comes", async () => {
    const stop = new AbortController();
    await using scene = await createHttpScene([silence], { signal: stop.signal, maxInFlight: 1 });
    const get = () => scene.client.json({ method: "GET", url: scene.at("/") });
    const runs = [get(), get(), get()];
    while (scene.server.received.length === 0) await new Promise(setImmediate);
    const reason = new Error("Ctrl-C");
    stop.abort(reason);
    for (const run of [...runs, get()]) {
      const error = await appErrorOf(() => run);
      expect(error).toBeInstanceOf(CancelledError);
      expect([error.code, error.cause]).toEqual(["cancelled", reason]);
    }
    expect(scene.client.requests()).toBe(1);
  });

  test.each([
    ["a backoff", json(500)],
    ["a pause", json(429, {}, { "retry-after": "60" })],
    ["a body", stalledBody],
    ["a 429's body", (_request, response) => void response.writeHead(429).write("{")],
  ] satisfies [string, Answering][])("ends %s", async (_name, answer) => {
    const stop = new AbortController();
    const answered = Promise.withResolvers<void>();
    const first: Answering = (request, response) => {
      answer(request, response);
      answered.resolve();
    };
    const clock = createFakeClock("2026-11-22T03:17:00.000Z");
    await using scene = await createHttpScene([first, GOOD], { signal: stop.signal, clock });
    const run = scene.client.json({ method: "GET", url: scene.at("/") });
    await answered.promise;
    await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort();
    expect((await appErrorOf(() => run)).code).toBe("cancelled");
    expect(clock.sleeping()).toBe(0);
    expect(scene.client.requests()).toBe(1);
  });

  test("is what closing the client does", async () => {
    await using scene = await createHttpScene([silence]);
    const run = appErrorOf(() => scene.client.json({ method: "GET", url: scene.at("/") }));
    while (scene.server.received.length === 0) await new Promise(setImmediate);
    await scene.client[Symbol.asyncDispose]();
    expect((await run).code).toBe("cancelled");
  });

  test("leaves nothing behind on the signal, however many requests", async () => {
    const stop = new AbortController();
    await using scene = await createHttpScene([GOOD], { signal: stop.signal });
    for (let count = 0; count < 30; count += 1) {
      await scene.client.json({ method: "GET", url: scene.at("/") });
    }
    expect(getEventListeners(stop.signal, "abort").length).toBe(0);
  });
});
