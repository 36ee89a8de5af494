import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CallbackListener, listenForCallback } from "../../src/auth/callback-listener.ts";
import { appErrorOf } from "../support/app-error.ts";
import { freePort, isFree } from "../support/http/ports.ts";

const STATE = "state-of-this-login";
const GOOD = `/callback?code=AQ1&state=${STATE}`;

let port: number;
let listener: CallbackListener;
let heard: unknown;

beforeEach(async () => {
  port = await freePort();
  listener = await listenForCallback(port, STATE);
  heard = undefined;
  void listener.callback.then((callback) => {
    heard = callback;
  });
});
afterEach(() => listener[Symbol.asyncDispose]());

interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The status of the answer; a plain request, since `fetch` sends no other Host. */
function ask(path: string, { method = "GET", headers = {} }: Asking = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode ?? 0));
    });
    asked.on("error", reject).end();
  });
}

describe("the listener", () => {
  it.each<[string, string, Asking]>([
    ["no state", "/callback?code=AQ1", {}],
    ["another state", "/callback?code=AQ1&state=another", {}],
    ["another path", GOOD.replace("/callback", "/other"), {}],
    ["a longer path", GOOD.replace("/callback", "/callback/"), {}],
    ["a path that leads there", GOOD.replace("/callback", "/x/../callback"), {}],
    ["the root", "/", {}],
    ["an icon", "/favicon.ico", {}],
    ["an absolute address", `http://example.com${GOOD}`, {}],
    ["a foreign Host", GOOD, { headers: { host: "example.com" } }],
    ["a Host by name", GOOD, { headers: { host: "localhost" } }],
    ["a Host without the port", GOOD, { headers: { host: "127.0.0.1" } }],
    ["another method", GOOD, { method: "POST" }],
    ["denial with another state", "/callback?error=access_denied&state=another", {}],
  ])("answers 400 to %s, and goes on waiting", async (_, path, how) => {
    expect(await ask(path, how)).toBe(400);
    expect(heard).toBeUndefined();
    expect(await ask(GOOD)).toBe(200);
    expect(await listener.callback).toMatchObject({ kind: "code" });
  });

  it("hears what belongs to the login, once, and shows a page without a script or a referrer", async () => {
    const answer = await fetch(`http://127.0.0.1:${port}${GOOD}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-security-policy")).toBe("default-src 'none'");
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.text()).not.toContain("AQ1");
    await ask(GOOD.replace("AQ1", "AQ2"));
    const callback = await listener.callback;
    expect(callback.kind === "code" && callback.code.reveal()).toBe("AQ1");
  });

  it("hears that consent was denied", async () => {
    expect(await ask(`/callback?error=access_denied&state=${STATE}`)).toBe(200);
    expect(await listener.callback).toEqual({ kind: "refused", error: "access_denied" });
  });

  it("is on the loopback interface only", async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === "IPv4")
      .map(({ address }) => address);
    // All addresses of 127.0.0.0/8 are this machine, but tracksafe listens only on one of them.
    for (const host of ["127.0.0.2", ...outside]) {
      const [error] = await once(connect({ host, port }), "error").catch((thrown) => [thrown]);
      expect(error).toMatchObject({ code: "ECONNREFUSED" });
    }
  });

  it("leads on from its shortcut once, and to nobody with another Host", async () => {
    const target = `https://login.example.com/authorize?state=${STATE}`;
    const shortcut = listener.shortcutTo(target);
    expect(shortcut).not.toContain(STATE);
    const { pathname } = new URL(shortcut);
    expect(await ask(pathname, { headers: { host: "example.com" } })).toBe(400);
    const first = await fetch(shortcut, { redirect: "manual" });
    expect([first.status, first.headers.get("location")]).toEqual([302, target]);
    expect(await ask(pathname)).toBe(400);
  });

  it("says when the port is taken, and which one to take", async () => {
    const error = await appErrorOf(() => listenForCallback(port, STATE));
    expect(error).toMatchObject({ name: "UsageError", code: "usage/port" });
    expect(error.message).toBe(`Port ${port} of this machine is in use by another program.`);
    expect(error.hint).toContain("--port 8889, and add http://127.0.0.1:8889/callback");
  });

  it("ends at once, with connections that say nothing too", async () => {
    const silent = connect({ host: "127.0.0.1", port });
    await once(silent, "connect");
    await listener[Symbol.asyncDispose]();
    await once(silent, "close");
    expect(await isFree(port)).toBe(true);
  });
});
