import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type Emulator,
  type Fault,
  fault,
  generateLibrary,
  startEmulator,
} from "../../emulator/index.ts";
import { type Client, connect } from "./client.ts";

let emulator: Emulator;
let client: Client;

beforeEach(async () => {
  emulator = await startEmulator({ accounts: [generateLibrary({ seed: 3, likes: 40 })] });
  client = await connect(emulator);
});
afterEach(() => emulator.close());

const lastStatus = () => emulator.requests.at(-1)?.status;

/** The end of a request: status, number of bytes, and the error, or "" if there was none. */
interface Ending {
  readonly status: number;
  readonly bytes: number;
  readonly start: string;
  readonly error: string;
}

function end(path: string, method = "GET", body?: string): Promise<Ending> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const settle = (status: number, error: string) => {
      const bytes = Buffer.concat(chunks);
      resolve({ status, bytes: bytes.length, start: bytes.subarray(0, 60).toString(), error });
    };
    const headers = { authorization: `Bearer ${client.token}`, "content-type": "application/json" };
    const sent = request(emulator.apiUrl + path, { method, headers, agent: false }, (response) => {
      const status = response.statusCode ?? 0;
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => settle(status, ""));
      response.on("error", ({ code }: NodeJS.ErrnoException) => settle(status, code ?? "?"));
    });
    sent.on("error", ({ code }: NodeJS.ErrnoException) => settle(0, code ?? "?"));
    sent.end(body);
  });
}

const whole = (status: number, text: string): Ending => ({
  status,
  bytes: Buffer.byteLength(text),
  start: text.slice(0, 60),
  error: "",
});
const RESET: Ending = { status: 0, bytes: 0, start: "", error: "ECONNRESET" };

describe("faults", () => {
  test.each<[string, Fault, (page: Ending) => Ending]>([
    ["status", fault.status(503), () => whole(503, errorText(503, "Service Unavailable"))],
    ["status with a body", fault.status(502, "<b>Bad</b>"), () => whole(502, "<b>Bad</b>")],
    ["reset", fault.reset(), () => RESET],
    ["truncate", fault.truncate(), (page) => ({ ...half(page), error: "ECONNRESET" })],
    ["garbage", fault.garbage(), half],
    ["lost", fault.appliedThenLost(), () => RESET],
    ["late", fault.appliedThenStatus(504), () => whole(504, errorText(504, "Gateway Timeout"))],
  ])("%s, once", async (_, planned, expected) => {
    const page = await end("/me/tracks");
    expect([page.status, page.error]).toEqual([200, ""]);
    emulator.faults.add({ path: "/me/tracks", fault: planned });
    expect(await end("/me/tracks")).toEqual(expected(page));
    expect(await end("/me/tracks")).toEqual(page);
  });

  test("html is a page with status 200", async () => {
    emulator.faults.add({ path: "/me", fault: fault.html() });
    const { status, headers, text } = await client.get("/me");
    expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(text).toMatch(/^<!doctype html>/);
  });

  test("hang never answers, and close ends it at once", async () => {
    emulator.faults.add({ path: "/me", fault: fault.hang() });
    let settled = false;
    const hanging = end("/me").finally(() => {
      settled = true;
    });
    await client.get("/me/playlists");
    expect(settled).toBe(false);
    await emulator.close();
    expect(await hanging).toEqual(RESET);
  });

  test("lost and replaced answers carry the write out; the others do not", async () => {
    const [account] = emulator.accounts;
    const names = () => account?.playlists.map(({ name }) => name);
    const create = (name: string, planned: Fault) => {
      emulator.faults.add({ method: "POST", path: "/me/playlists", fault: planned });
      return end("/me/playlists", "POST", JSON.stringify({ name }));
    };
    expect(await create("lost", fault.appliedThenLost())).toEqual(RESET);
    expect(lastStatus()).toBe(0);
    expect((await create("answered", fault.appliedThenStatus(502))).status).toBe(502);
    expect(lastStatus()).toBe(502);
    await create("refused", fault.status(500));
    await create("reset", fault.reset());
    await create("html", fault.html());
    expect(names()).toEqual(["answered", "lost"]);
  });
});

describe("rules", () => {
  test("apply once by default, to the one path and method", async () => {
    const planned = emulator.faults.add({ method: "GET", path: "/me", fault: fault.status(500) });
    expect((await client.get("/me/tracks")).status).toBe(200);
    expect((await client.send("POST", "/me/playlists", { json: { name: "x" } })).status).toBe(201);
    expect(planned.fired()).toBe(0);
    expect((await client.get("/me")).status).toBe(500);
    expect((await client.get("/me")).status).toBe(200);
    expect(planned.fired()).toBe(1);
  });

  test("wait for `after` requests and end after `times`", async () => {
    emulator.faults.add({ path: /^\/me/, after: 2, times: 2, fault: fault.status(500) });
    const seen: number[] = [];
    for (const path of ["/me", "/me/tracks", "/me", "/me/tracks", "/me"]) {
      seen.push((await client.get(path)).status);
    }
    expect(seen).toEqual([200, 200, 500, 500, 200]);
  });

  test("go on for ever when asked to, until removed", async () => {
    const planned = emulator.faults.add({ path: "/me", times: Infinity, fault: fault.status(500) });
    for (let sent = 0; sent < 5; sent += 1) expect((await client.get("/me")).status).toBe(500);
    planned.remove();
    expect((await client.get("/me")).status).toBe(200);
    emulator.faults.add({ path: "/me", fault: fault.status(500) });
    emulator.faults.clear();
    expect((await client.get("/me")).status).toBe(200);
  });

  test("are asked in order", async () => {
    emulator.faults.add({ path: "/me", fault: fault.status(500) });
    emulator.faults.add({ path: "/me", fault: fault.status(502) });
    expect((await client.get("/me")).status).toBe(500);
    expect((await client.get("/me")).status).toBe(502);
  });

  test("may befall logins", async () => {
    emulator.faults.add({ path: "/api/token", fault: fault.status(503, "outage") });
    const token = await fetch(`${emulator.accountsUrl}/api/token`, { method: "POST" });
    expect([token.status, await token.text()]).toEqual([503, "outage"]);
  });
});

function half(page: Ending): Ending {
  return { ...page, bytes: Math.floor(page.bytes / 2) };
}

function errorText(status: number, message: string): string {
  return JSON.stringify({ error: { status, message } });
}
