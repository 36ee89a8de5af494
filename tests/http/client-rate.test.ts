import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, test } from "vitest";
import { RateLimitError } from "../../src/errors.ts";
import { appErrorOf } from "../support/app-error.ts";
import { type Answering, json } from "../support/http/answers.ts";
import { createHttpScene } from "../support/http/scene.ts";

const GOOD = json(200, { ok: true });
const limited = (retryAfter?: string, body: unknown = {}): Answering =>
  json(429, body, retryAfter === undefined ? {} : { "retry-after": retryAfter });
const quota = (retryAfter?: string): Answering =>
  limited(retryAfter, { error: { status: 429, reason: "QUOTA_EXCEEDED" } });

const isQuotaExhausted = (body: Uint8Array): boolean =>
  new TextDecoder().decode(body).includes("QUOTA_EXCEEDED");

describe("a short Retry-After", () => {
  test.each(["GET", "POST"] as const)("is waited out by a %s", async (method) => {
    await using scene = await createHttpScene([limited("2"), limited("3"), GOOD]);
    const answer = await scene.client.json({ method, url: scene.at("/") });
    expect(answer.json).toEqual({ ok: true });
    expect(scene.clock.sleeps).toEqual([2000, 3000]);
    expect(scene.logged.filter(([level]) => level !== "debug")).toEqual([
      ["info", "http.paused", { host: scene.server.url.host, ms: 2000 }],
      ["info", "http.paused", { host: scene.server.url.host, ms: 3000 }],
    ]);
  });

  test("in the middle of 50 requests is waited out once, by everybody", async () => {
    const answers = [...Array<Answering>(20).fill(GOOD), limited("2"), GOOD];
    await using scene = await createHttpScene(answers);
    const start = scene.clock.now().getTime();
    const sentAt: number[] = [];
    const all = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const answer = await scene.client.json({ method: "GET", url: scene.at("/") });
        sentAt.push(scene.clock.now().getTime() - start);
        return answer.json;
      }),
    );
    expect(all).toEqual(Array.from({ length: 50 }, () => ({ ok: true })));
    expect(scene.clock.sleeps).toEqual([2000]);
    expect(new Set(sentAt)).toEqual(new Set([0, 2000]));
    expect([scene.server.received.length, scene.client.requests()]).toEqual([51, 51]);
  });

  test.each([undefined, "", "0", "soon", "-5"])(
    "that is %j is a few seconds, longer each time",
    async (value) => {
      await using scene = await createHttpScene([limited(value), limited(value), GOOD]);
      await scene.client.json({ method: "GET", url: scene.at("/") });
      expect(scene.clock.sleeps).toEqual([4000, 8000]);
    },
  );

  test("does not use up attempts, but does not go on for ever", async () => {
    await using scene = await createHttpScene([limited("1")]);
    const error = await appErrorOf(() => scene.client.json({ method: "POST", url: scene.at("/") }));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error.code).toBe("provider/rate-limited");
    expect(error.retryAt?.toISOString()).toBe("2026-11-22T03:17:08.000Z");
    expect(scene.server.received.length).toBe(8);
    expect(scene.clock.sleeps).toEqual(Array.from({ length: 7 }, () => 1000));
  });

  test("holds also when its body never comes", async () => {
    const cut: Answering = (_request, response) => {
      response.writeHead(429, { "retry-after": "2", "content-length": "10" });
      response.write("{", () => response.socket?.resetAndDestroy());
    };
    await using scene = await createHttpScene([cut, GOOD]);
    await scene.client.json({ method: "POST", url: scene.at("/") });
    expect(scene.clock.sleeps).toEqual([2000]);
  });

  test("a pause of just two minutes is still waited out", async () => {
    await using scene = await createHttpScene([limited("120"), GOOD]);
    await scene.client.json({ method: "GET", url: scene.at("/") });
    expect(scene.clock.sleeps).toEqual([120_000]);
  });

  test("a pause of one host does not hold back another host", async () => {
    await using slow = await createHttpScene([limited("60"), GOOD]);
    await using other = await createHttpScene([GOOD]);
    const waiting = slow.client.json({ method: "GET", url: slow.at("/") });
    await slow.client.json({ method: "GET", url: other.at("/") });
    expect(slow.clock.now().toISOString()).toBe("2026-11-22T03:17:00.000Z");
    await waiting;
  });
});

/** This answer does not say when to come back. */
const UNTOLD = quota();

describe("the gate closes", () => {
  test.each([
    ["a long Retry-After", limited("86236"), "provider/rate-limited", "2026-11-23T03:14:16.000Z"],
    ["one just too long", limited("120.001"), "provider/rate-limited", "2026-11-22T03:19:00.001Z"],
    ["a used-up quota", UNTOLD, "provider/quota", "2026-11-23T03:17:00.000Z"],
    ["a quota with its end", quota("3600"), "provider/quota", "2026-11-22T04:17:00.000Z"],
    ["a quota with a short end", quota("60"), "provider/quota", "2026-11-22T03:18:00.000Z"],
  ])("at once and for everybody, on %s", async (_name, answer, code, retryAt) => {
    await using scene = await createHttpScene([answer, GOOD], { isQuotaExhausted, maxInFlight: 1 });
    const get = () => scene.client.json({ method: "GET", url: scene.at("/") });
    const errors = await Promise.all([get(), get(), get()].map((run) => appErrorOf(() => run)));
    errors.push(await appErrorOf(get));
    for (const error of errors) {
      expect(error).toBeInstanceOf(RateLimitError);
      expect(error.code).toBe(code);
      expect(error.retryAt?.toISOString()).toBe(retryAt);
      expect(error.message).toContain(retryAt);
      expect(error).toMatchObject({ isTold: answer !== UNTOLD });
    }
    expect(errors.length).toBe(4);
    expect([scene.server.received.length, scene.client.requests()]).toEqual([1, 1]);
    expect(scene.clock.sleeps).toEqual([]);
    expect(scene.logged.filter(([level]) => level === "warn")).toEqual([
      [
        "warn",
        "http.closed",
        { host: scene.server.url.host, quota: code === "provider/quota", until: retryAt },
      ],
    ]);
  });

  test("before the 429's body is there: what it says is said to everybody", async () => {
    const parts: (() => void)[] = [];
    const late: Answering = (request, response) => void parts.push(() => GOOD(request, response));
    const slowQuota: Answering = (_request, response) => {
      response.writeHead(429, { "retry-after": "3600" }).flushHeaders();
      parts.push(() => response.end("QUOTA_EXCEEDED"));
    };
    await using scene = await createHttpScene([late, slowQuota, GOOD], {
      isQuotaExhausted,
      maxInFlight: 2,
    });
    const get = () => scene.client.json({ method: "GET", url: scene.at("/") });
    // Only then is the first answered, which makes room for the third.
    const headersOf429 = nextHeaders();
    const [first, ...refused] = [get(), get(), get()];
    await headersOf429;
    parts[0]?.();
    await first;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(scene.client.requests()).toBe(2);
    parts[1]?.();
    for (const run of refused) expect((await appErrorOf(() => run)).code).toBe("provider/quota");
    expect(scene.client.requests()).toBe(2);
    expect(scene.clock.sleeps).toEqual([]);
  });

  test("and opens again by itself, while requests in flight finish", async () => {
    let finish = (): void => {};
    const late: Answering = (request, response) => {
      finish = () => GOOD(request, response);
    };
    await using scene = await createHttpScene([late, limited("3600"), GOOD]);
    const get = () => scene.client.json({ method: "GET", url: scene.at("/") });
    const inFlight = get();
    const refused = await appErrorOf(get);
    expect(refused.retryAt?.toISOString()).toBe("2026-11-22T04:17:00.000Z");
    finish();
    expect((await inFlight).json).toEqual({ ok: true });
    await scene.clock.sleep(3_599_999);
    await appErrorOf(get);
    expect(scene.server.received.length).toBe(2);
    await scene.clock.sleep(1);
    expect((await get()).json).toEqual({ ok: true });
    expect(scene.server.received.length).toBe(3);
  });
});

describe("all waiting together", () => {
  const MINUTES = 60_000;

  test("is ten minutes, then the gate closes for everybody", async () => {
    await using scene = await createHttpScene([limited()]);
    const errors = await Promise.all(
      Array.from({ length: 30 }, () =>
        appErrorOf(() => scene.client.json({ method: "GET", url: scene.at("/") })),
      ),
    );
    for (const error of errors) expect(error.code).toBe("provider/rate-limited");
    const waited = scene.clock.now().getTime() - Date.parse("2026-11-22T03:17:00.000Z");
    expect(waited).toBeLessThanOrEqual(10 * MINUTES);
    expect(waited).toBeGreaterThan(7 * MINUTES);
    expect(scene.server.received.length).toBeLessThan(60);
  });

  test.each([
    [0, 0, 1],
    [4_000, 4_000, 2],
    [11_999, 4_000, 2],
    [12_000, 12_000, 3],
  ])("of at most %i ms waits for %i, with %i requests", async (maxTotalWaitMs, waited, sent) => {
    await using scene = await createHttpScene([limited()], { maxTotalWaitMs });
    const start = scene.clock.now().getTime();
    const error = await appErrorOf(() => scene.client.json({ method: "GET", url: scene.at("/") }));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(scene.clock.now().getTime() - start).toBe(waited);
    expect(error.retryAt?.getTime()).toBeGreaterThan(scene.clock.now().getTime());
    expect(scene.client.requests()).toBe(sent);
  });

  test("counts a pause once, however many wait in it, and those of every host", async () => {
    const answers = [limited("50"), limited("50"), limited("50"), limited("50"), GOOD];
    await using scene = await createHttpScene(answers, { maxTotalWaitMs: 100_000 });
    await using other = await createHttpScene([limited("60"), GOOD]);
    const get = (url: URL) => scene.client.json({ method: "GET", url });
    await Promise.all([1, 2, 3, 4].map(() => get(scene.at("/"))));
    const error = await appErrorOf(() => get(other.at("/")));
    expect(error.code).toBe("provider/rate-limited");
  });

  test("does not lengthen a 503 that names a time", async () => {
    const away = json(503, {}, { "retry-after": "30" });
    await using scene = await createHttpScene([away], { maxTotalWaitMs: 40_000 });
    const error = await appErrorOf(() => scene.client.json({ method: "GET", url: scene.at("/") }));
    expect([error.code, scene.client.requests()]).toEqual(["provider/unavailable", 2]);
    expect(error.retryAt).toBeDefined();
  });
});

test("four requests to a host are in flight at most, the next when one is answered", async () => {
  const open: (() => void)[] = [];
  const hold: Answering = (request, response) => void open.push(() => GOOD(request, response));
  await using scene = await createHttpScene([hold]);
  const all = Array.from({ length: 10 }, () =>
    scene.client.json({ method: "GET", url: scene.at("/") }),
  );
  for (const count of [4, 4, 4, 4, 4, 4, 4, 3, 2, 1]) {
    while (open.length < count) await new Promise(setImmediate);
    // Long enough for an extra request to arrive, if there were one.
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(open.length).toBe(count);
    open.shift()?.();
  }
  expect((await Promise.all(all)).length).toBe(10);
});

/** Resolves when Node's client has the headers of the next answer. */
function nextHeaders(): Promise<void> {
  const channel = "http.client.response.finish";
  return new Promise((resolve) => {
    const onHeaders = (): void => {
      unsubscribe(channel, onHeaders);
      resolve();
    };
    subscribe(channel, onHeaders);
  });
}
