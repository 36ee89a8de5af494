import { afterEach, expect, test } from "vitest";
import { type Emulator, type EmulatorOptions, fault, startEmulator } from "../../emulator/index.ts";
import { type Client, connect } from "./client.ts";

const START = Date.parse("2026-11-22T03:17:00Z");

let emulator: Emulator;
let client: Client;
let now = START;

async function start(options: EmulatorOptions): Promise<void> {
  now = START;
  emulator = await startEmulator({ accessTokenSeconds: 1e6, ...options, now: () => now });
  client = await connect(emulator);
}
afterEach(() => emulator.close());

const penalties = () => emulator.requests.filter(({ duringPenalty }) => duringPenalty).length;
const statuses = () =>
  emulator.requests.filter(({ kind }) => kind === "api").map(({ status }) => status);

test("a rolling window refuses what is too much and says how long", async () => {
  await start({ rateWindow: { requests: 2, windowMs: 30_000 } });
  await client.get("/me");
  now += 10_000;
  await client.get("/me");
  now += 4_500;
  const refused = await client.get("/me");
  expect(refused.status).toBe(429);
  // The first request leaves the window 15.5 seconds from now.
  expect(refused.headers.get("retry-after")).toBe("16");
  expect(refused.json).toEqual({ error: { status: 429, message: "API rate limit exceeded" } });
  now += 16_000;
  expect((await client.get("/me")).status).toBe(200);
  expect(penalties()).toBe(0);
  expect(statuses()).toEqual([200, 200, 429, 200]);
});

test("the window rolls: a steady pace is never refused", async () => {
  await start({ rateWindow: { requests: 3, windowMs: 30_000 } });
  for (let sent = 0; sent < 12; sent += 1) {
    expect((await client.get("/me")).status).toBe(200);
    now += 10_000;
  }
});

test("requests inside a penalty are noted and lengthen it", async () => {
  await start({ rateWindow: { requests: 1, windowMs: 30_000, retryAfterSeconds: 10 } });
  await client.get("/me");
  expect((await client.get("/me")).headers.get("retry-after")).toBe("10");
  now += 9_000;
  expect((await client.get("/me")).headers.get("retry-after")).toBe("11");
  expect(penalties()).toBe(1);
  now += 11_000;
  expect((await client.get("/me")).status).toBe(200);
  expect(penalties()).toBe(1);
  expect(emulator.requests.map(({ duringPenalty }) => duringPenalty).indexOf(true)).toBe(3);
});

test("a request that was on its way when the ban began is refused without a penalty", async () => {
  await start({ rateWindow: { requests: 1, windowMs: 30_000 }, latencyMs: 30 });
  const answers = await Promise.all(Array.from({ length: 4 }, () => client.get("/me")));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 429, 429, 429]);
  expect(penalties()).toBe(0);
});

test("token requests are not limited", async () => {
  await start({ rateWindow: { requests: 1, windowMs: 30_000 } });
  await client.get("/me");
  await client.get("/me");
  await connect(emulator);
  expect(emulator.requests.map(({ status }) => status)).toEqual([200, 200, 429, 200]);
});

test("a spent quota lasts until a day after the first request", async () => {
  await start({ dailyQuota: 3 });
  await client.get("/me");
  now += 3_600_000;
  await client.get("/me");
  await client.get("/me");
  now += 3_600_000;
  const refused = await client.get("/me");
  expect(refused.status).toBe(429);
  expect(refused.json.error.reason).toBe("QUOTA_EXCEEDED");
  expect(refused.headers.get("retry-after")).toBe(String(22 * 3600));
  now += 21 * 3_600_000;
  expect((await client.get("/me")).headers.get("retry-after")).toBe(String(3600 + 60));
  expect(penalties()).toBe(1);
  now += 3_660_000;
  expect((await client.get("/me")).status).toBe(200);
});

test("an injected 429 is a ban too, when it names a time", async () => {
  await start({});
  emulator.faults.add({ path: "/me", fault: fault.rateLimit(5) });
  expect((await client.get("/me")).headers.get("retry-after")).toBe("5");
  now += 1000;
  expect((await client.get("/me/playlists")).status).toBe(429);
  expect(penalties()).toBe(1);
});

test.each([
  [null, null],
  ["soon", "soon"],
])("an injected Retry-After of %s bans nobody", async (given, seen) => {
  await start({});
  emulator.faults.add({ path: "/me", fault: fault.rateLimit(given) });
  const refused = await client.get("/me");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, seen]);
  expect((await client.get("/me")).status).toBe(200);
  expect(penalties()).toBe(0);
});

test("an injected Retry-After may be a date", async () => {
  await start({});
  const date = new Date(START + 30_000).toUTCString();
  emulator.faults.add({ path: "/me", fault: fault.rateLimit(date) });
  await client.get("/me");
  now += 29_000;
  expect((await client.get("/me")).status).toBe(429);
  now += 31_000;
  expect((await client.get("/me")).status).toBe(200);
});

test("an injected quota names its reason", async () => {
  await start({});
  emulator.faults.add({ path: "/me", fault: fault.quota() });
  const { json, headers } = await client.get("/me");
  expect([json.error.reason, headers.get("retry-after")]).toEqual(["QUOTA_EXCEEDED", "83316"]);
  now += 83_316_000;
  expect((await client.get("/me")).status).toBe(200);
});
