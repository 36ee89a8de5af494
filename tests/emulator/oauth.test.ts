import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createAccount,
  type Emulator,
  type EmulatorOptions,
  startEmulator,
} from "../../emulator/index.ts";
import { ask, basic, postToken } from "./client.ts";

const START = Date.parse("2026-05-22T03:17:00Z");
const CALLBACK = "http://127.0.0.1:8888/callback";
const VERIFIER = "a-verifier-of-at-least-forty-three-characters-for-pkce";
const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

let emulator: Emulator;
let now = START;

async function restart(options: EmulatorOptions = {}): Promise<void> {
  await emulator?.close();
  now = START;
  const accounts = [createAccount("one"), createAccount("two")];
  emulator = await startEmulator({ accounts, autoApprove: true, now: () => now, ...options });
}
beforeEach(() => restart());
afterEach(() => emulator.close());

const request = (changes: Readonly<Record<string, string>> = {}): string =>
  `${emulator.accountsUrl}/authorize?${new URLSearchParams({
    client_id: emulator.app.clientId,
    response_type: "code",
    redirect_uri: CALLBACK,
    scope: "user-library-read playlist-read-private",
    state: "abc",
    ...changes,
  })}`;

async function back(changes?: Readonly<Record<string, string>>): Promise<URLSearchParams> {
  const { status, headers } = await ask(request(changes));
  expect(status).toBe(302);
  const target = new URL(headers.get("location") ?? "");
  expect(target.origin + target.pathname).toBe(changes?.["redirect_uri"] ?? CALLBACK);
  return target.searchParams;
}

const pkce = { code_challenge_method: "S256", code_challenge: CHALLENGE };
const exchange = (code: string | null, more: Readonly<Record<string, string>> = {}) => ({
  grant_type: "authorization_code",
  code: code ?? "",
  redirect_uri: CALLBACK,
  ...more,
});
const refreshing = (refreshToken: string) => ({
  grant_type: "refresh_token",
  refresh_token: refreshToken,
});
const profile = async (token: string) =>
  ask(`${emulator.apiUrl}/me`, { headers: { authorization: `Bearer ${token}` } });

describe("authorize", () => {
  test("leads back with code and state", async () => {
    const answer = await back();
    expect([...answer.keys()]).toEqual(["code", "state"]);
    expect(answer.get("state")).toBe("abc");
  });

  test.each([
    ["another client", { client_id: "other" }],
    ["another redirect", { redirect_uri: "http://127.0.0.1:8889/callback" }],
    ["another path", { redirect_uri: `${CALLBACK}/` }],
    ["localhost", { redirect_uri: "http://localhost:8888/callback" }],
    ["no URI", { redirect_uri: "callback" }],
  ])("stays on an error page for %s", async (_, changes) => {
    const { status, headers, text } = await ask(request(changes));
    expect([status, headers.has("location")]).toEqual([400, false]);
    expect(text).toContain("INVALID_CLIENT");
  });

  test.each([
    ["unsupported_response_type", { response_type: "token" }],
    ["invalid_scope", { scope: "user-library-read everything" }],
    ["invalid_request", { code_challenge: CHALLENGE, code_challenge_method: "plain" }],
    ["invalid_request", { code_challenge: "short", code_challenge_method: "S256" }],
  ])("leads back with %s", async (error, changes) => {
    expect(Object.fromEntries(await back(changes))).toEqual({ error, state: "abc" });
  });

  test("a loopback URI registered without a port may get any", async () => {
    await restart({ redirectUris: ["http://127.0.0.1/callback"] });
    expect((await back({ redirect_uri: "http://127.0.0.1:4321/callback" })).has("code")).toBe(true);
    expect((await ask(request({ redirect_uri: "http://127.0.0.1:4321/other" }))).status).toBe(400);
  });

  test("asks a person, who may agree as one of the accounts or cancel", async () => {
    await restart({ autoApprove: false });
    const page = await ask(request());
    const hrefs = [...page.text.matchAll(/href="([^"]+)"/g)].map(([, href]) =>
      (href ?? "").replaceAll("&amp;", "&"),
    );
    expect([page.status, hrefs.length]).toEqual([200, 3]);
    const follow = async (at: number) => {
      const { headers } = await ask(emulator.accountsUrl + hrefs[at]);
      return new URL(headers.get("location") ?? "").searchParams;
    };
    expect(Object.fromEntries(await follow(2))).toEqual({ error: "access_denied", state: "abc" });
    const { json } = await postToken(emulator, exchange((await follow(1)).get("code")));
    expect((await profile(json.access_token)).json.account_id).toBe("two");
  });
});

describe("exchanging a code", () => {
  test("gives tokens for the approved scopes, once", async () => {
    const code = (await back()).get("code");
    const { status, json } = await postToken(emulator, exchange(code));
    expect(status).toBe(200);
    expect(json).toEqual({
      access_token: expect.any(String),
      token_type: "Bearer",
      expires_in: 3600,
      refresh_token: expect.any(String),
      scope: "user-library-read playlist-read-private",
    });
    expect((await profile(json.access_token)).json.account_id).toBe("one");
    const again = await postToken(emulator, exchange(code));
    expect([again.status, again.json.error]).toEqual([400, "invalid_grant"]);
  });

  test("takes a verifier in place of the secret", async () => {
    const more = { client_id: emulator.app.clientId, code_verifier: VERIFIER };
    const code = (await back(pkce)).get("code");
    const { status, json } = await postToken(emulator, exchange(code, more), null);
    expect(status).toBe(200);
    const form = { ...refreshing(json.refresh_token), client_id: emulator.app.clientId };
    const refreshed = await postToken(emulator, form, null);
    expect([refreshed.status, "refresh_token" in refreshed.json]).toEqual([200, false]);
  });

  test("without secret or verifier is refused", async () => {
    const client = { client_id: emulator.app.clientId };
    const cases = [
      exchange((await back()).get("code"), client),
      exchange((await back(pkce)).get("code"), client),
      exchange((await back(pkce)).get("code"), { ...client, code_verifier: `${VERIFIER}x` }),
    ];
    const errors: unknown[] = [];
    for (const form of cases) errors.push((await postToken(emulator, form, null)).json.error);
    expect(errors).toEqual(["invalid_client", "invalid_grant", "invalid_grant"]);
  });

  test("needs the same redirect URI, and not too much time", async () => {
    const other = { redirect_uri: "http://127.0.0.1:8888/other" };
    const wrong = await postToken(emulator, exchange((await back()).get("code"), other));
    const code = (await back()).get("code");
    now += 600_000;
    const late = await postToken(emulator, exchange(code));
    expect([wrong.json.error, late.json.error]).toEqual(["invalid_grant", "invalid_grant"]);
  });
});

describe("refreshing", () => {
  test("gives a new access token and by default no new refresh token", async () => {
    const token = emulator.issueRefreshToken("two", ["user-library-read"]);
    const { status, json } = await postToken(emulator, refreshing(token));
    expect([status, json.refresh_token, json.scope]).toEqual([200, undefined, "user-library-read"]);
    expect((await profile(json.access_token)).json.account_id).toBe("two");
    expect((await postToken(emulator, refreshing(token))).status).toBe(200);
  });

  test("with rotation ends the old token", async () => {
    await restart({ rotateRefreshTokens: true, omitScope: true });
    const token = emulator.issueRefreshToken("one", []);
    const { json } = await postToken(emulator, refreshing(token));
    expect(Object.keys(json).sort()).toEqual([
      "access_token",
      "expires_in",
      "refresh_token",
      "token_type",
    ]);
    const old = await postToken(emulator, refreshing(token));
    expect([old.status, old.json.error]).toEqual([400, "invalid_grant"]);
    expect((await postToken(emulator, refreshing(json.refresh_token))).status).toBe(200);
  });

  test("ends six months after the authorization, however often it was done", async () => {
    const token = emulator.issueRefreshToken("one", []);
    now = Date.parse("2026-11-22T03:16:59Z");
    expect((await postToken(emulator, refreshing(token))).status).toBe(200);
    now += 1000;
    expect((await postToken(emulator, refreshing(token))).json).toEqual({
      error: "invalid_grant",
      error_description: "Refresh token revoked",
    });
  });

  test("rotation does not prolong it either", async () => {
    await restart({ rotateRefreshTokens: true });
    const token = emulator.issueRefreshToken("one", []);
    now = Date.parse("2026-11-01T00:00:00Z");
    const { json } = await postToken(emulator, refreshing(token));
    now = Date.parse("2026-11-22T03:17:00Z");
    expect((await postToken(emulator, refreshing(json.refresh_token))).status).toBe(400);
  });

  test("a revoked token is dead, what it gave before lives on until it expires", async () => {
    const token = emulator.issueRefreshToken("one", []);
    const { json } = await postToken(emulator, refreshing(token));
    emulator.revoke(token);
    expect((await postToken(emulator, refreshing(token))).json.error).toBe("invalid_grant");
    expect((await profile(json.access_token)).status).toBe(200);
  });

  test("access tokens expire, also by order", async () => {
    const token = emulator.issueRefreshToken("one", []);
    const first = (await postToken(emulator, refreshing(token))).json.access_token;
    now += 3_599_999;
    expect((await profile(first)).status).toBe(200);
    now += 1;
    expect((await profile(first)).json.error).toEqual({
      status: 401,
      message: "The access token expired",
    });
    const second = (await postToken(emulator, refreshing(token))).json.access_token;
    emulator.expireAccessTokens();
    expect((await profile(second)).status).toBe(401);
  });
});

describe("the token endpoint refuses", () => {
  test.each([
    ["a wrong secret", "Basic eDp5", "invalid_client"],
    ["another scheme", "Bearer x", "invalid_client"],
  ])("%s", async (_, authorization, error) => {
    const token = emulator.issueRefreshToken("one", []);
    const { status, json } = await postToken(emulator, refreshing(token), authorization);
    expect([status, json.error]).toEqual([400, error]);
  });

  test.each([
    ["no grant type", {}, "invalid_request"],
    ["another grant type", { grant_type: "password" }, "unsupported_grant_type"],
    ["no refresh token", { grant_type: "refresh_token" }, "invalid_request"],
    [
      "an unknown refresh token",
      { grant_type: "refresh_token", refresh_token: "x" },
      "invalid_grant",
    ],
    ["no code", { grant_type: "authorization_code" }, "invalid_grant"],
  ])("%s", async (_, form: Record<string, string>, error) => {
    const { status, json } = await postToken(emulator, form);
    expect([status, json]).toEqual([400, { error, error_description: expect.any(String) }]);
  });

  test("a client that is neither secret nor known", async () => {
    const form = refreshing(emulator.issueRefreshToken("one", []));
    expect((await postToken(emulator, form, null)).json.error).toBe("invalid_client");
    const other = { ...form, client_id: "other" };
    expect((await postToken(emulator, other, null)).json.error).toBe("invalid_client");
    const secret = { ...form, client_id: emulator.app.clientId, client_secret: "x" };
    expect((await postToken(emulator, secret, null)).json.error).toBe("invalid_client");
  });

  test("JSON, and GET", async () => {
    const url = `${emulator.accountsUrl}/api/token`;
    const headers = { authorization: basic(emulator), "content-type": "application/json" };
    const json = await ask(url, { method: "POST", headers, body: "{}" });
    expect([json.status, json.json.error]).toEqual([415, "invalid_request"]);
    expect((await ask(url)).status).toBe(405);
    expect((await ask(`${emulator.accountsUrl}/other`)).status).toBe(404);
  });
});
