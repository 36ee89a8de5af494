import { describe, expect, test } from "vitest";
import type { Clock } from "../../src/clock.ts";
import { ProviderError } from "../../src/errors.ts";
import { appErrorOf, printed } from "../support/app-error.ts";
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
import { createHttpScene } from "../support/http/scene.ts";

const BODY = { ok: true };
const GOOD = json(200, BODY);

const FAULTS: readonly (readonly [string, Answering, string])[] = [
  ["500", json(500, { error: "x" }), "provider/unavailable"],
  ["502 with HTML", html(502), "provider/unavailable"],
  ["503", json(503), "provider/unavailable"],
  ["504", json(504), "provider/unavailable"],
  ["a reset connection", reset, "http/network"],
  ["a reset in the body", resetInBody(BODY), "http/network"],
  ["a body shorter than announced", truncated(BODY), "http/network"],
  ["a body longer than announced", tooShortLength(BODY), "http/network"],
  ["damaged gzip", damagedGzip(BODY), "http/network"],
  ["gzip without its end", shortenedGzip(BODY), "http/bad-answer"],
  ["something that is not HTTP", noHttp, "http/network"],
  ["HTML that claims success", html(200), "http/bad-answer"],
];

describe.each(FAULTS)("%s", (_name, fault, code) => {
  test.each(["GET", "PUT", "DELETE"] as const)("is made good for %s", async (method) => {
    await using scene = await createHttpScene([fault, fault, GOOD]);
    const answer = await scene.client.json({ method, url: scene.at("/v1/me/tracks") });
    expect(answer.json).toEqual(BODY);
    expect(scene.clock.sleeps).toEqual([1000, 2000]);
    expect([scene.server.received.length, scene.client.requests()]).toEqual([3, 3]);
  });

  test("is final for POST, which may have been carried out", async () => {
    await using scene = await createHttpScene([fault, GOOD]);
    const request = { method: "POST", url: scene.at("/v1/me/tracks"), body: "{}" } as const;
    const error = await appErrorOf(() => scene.client.json(request));
    expect(error.code).toBe(code);
    expect([scene.server.received.length, scene.client.requests()]).toEqual([1, 1]);
  });

  test("is final after four times, and told without path and query", async () => {
    await using scene = await createHttpScene([fault]);
    const url = scene.at("/v1/playlists/37i9dQ?market=DE");
    const error = await appErrorOf(() => scene.client.json({ method: "GET", url }));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error.code).toBe(code);
    expect(error.message).toContain(`a GET request to ${url.host}`);
    expect(printed(error)).not.toMatch(/37i9dQ|market|hotel/);
    expect(scene.clock.sleeps).toEqual([1000, 2000, 4000]);
    expect([scene.server.received.length, scene.client.requests()]).toEqual([4, 4]);
  });
});

describe("idempotent", () => {
  test("true has a POST repeated", async () => {
    await using scene = await createHttpScene([reset, GOOD]);
    const url = scene.at("/api/token");
    await scene.client.json({ method: "POST", url, body: "a=b", idempotent: true });
    expect(scene.server.received.map(({ body }) => body.toString())).toEqual(["a=b", "a=b"]);
  });

  test("false has a PUT not repeated", async () => {
    await using scene = await createHttpScene([reset, GOOD]);
    const request = { method: "PUT", url: scene.at("/x"), idempotent: false } as const;
    expect((await appErrorOf(() => scene.client.json(request))).code).toBe("http/network");
    expect(scene.client.requests()).toBe(1);
  });
});

describe("a request that never left", () => {
  test("is repeated also when it is a POST, and not counted", async () => {
    const url = await addressOfNobody();
    await using scene = await createHttpScene([GOOD]);
    const error = await appErrorOf(() => scene.client.send({ method: "POST", url, body: "{}" }));
    expect(error.code).toBe("http/network");
    expect(error.message).toContain("(ECONNREFUSED)");
    expect(error.cause).toBeInstanceOf(Error);
    expect(scene.clock.sleeps).toEqual([1000, 2000, 4000]);
    expect(scene.client.requests()).toBe(0);
  });

  test("is judged by itself: an earlier 429 did leave, and counts for nothing", async () => {
    const fake = createFakeClock("2026-11-22T03:17:00.000Z", { autoAdvance: true });
    let gone = false;
    const clock: Clock = {
      now: fake.now,
      sleep: async (ms, signal) => {
        if (!gone) await scene.server[Symbol.asyncDispose]();
        gone = true;
        return fake.sleep(ms, signal);
      },
    };
    const scene = await createHttpScene([json(429, {}, { "retry-after": "1" })], { clock });
    const error = await appErrorOf(() => scene.client.send({ method: "POST", url: scene.at("/") }));
    expect(error.message).toContain("(ECONNREFUSED)");
    expect(fake.sleeps).toEqual([1000, 1000, 2000, 4000]);
    expect(scene.client.requests()).toBe(1);
    await scene.client[Symbol.asyncDispose]();
  });

  test("is sent again if the name is unknown", async () => {
    await using scene = await createHttpScene([GOOD]);
    const url = new URL("https://tracksafe.invalid/");
    const error = await appErrorOf(() => scene.client.send({ method: "POST", url }));
    expect(error.code).toBe("http/network");
    expect(scene.clock.sleeps).toEqual([1000, 2000, 4000]);
    expect(scene.client.requests()).toBe(0);
  });
});

describe("a 5xx with Retry-After", () => {
  test("pauses everybody for a short one", async () => {
    await using scene = await createHttpScene([json(503, {}, { "retry-after": "30" }), GOOD]);
    const url = scene.at("/");
    await scene.client.json({ method: "GET", url });
    expect(scene.clock.sleeps).toEqual([1000, 29_000]);
    expect(scene.clock.now().toISOString()).toBe("2026-11-22T03:17:30.000Z");
  });

  test("is final when that is too long, and says when, but turns nobody else away", async () => {
    await using scene = await createHttpScene([json(503, {}, { "retry-after": "3600" }), GOOD]);
    const url = scene.at("/");
    const error = await appErrorOf(() => scene.client.json({ method: "GET", url }));
    expect(error.code).toBe("provider/unavailable");
    expect(error.retryAt?.toISOString()).toBe("2026-11-22T04:17:00.000Z");
    expect((await scene.client.json({ method: "GET", url })).json).toEqual(BODY);
    expect(scene.clock.sleeps).toEqual([]);
  });
});

/** An address on this machine where nobody listens. */
async function addressOfNobody(): Promise<URL> {
  await using server = await startLoopbackServer(GOOD);
  return server.url;
}
