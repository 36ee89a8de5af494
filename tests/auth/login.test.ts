import { describe, expect, it } from "vitest";
import { fault } from "../../emulator/index.ts";
import { logInToSpotify, type SpotifyLoginRequest } from "../../src/app/login.ts";
import { createWorld, type World } from "../../src/app/world.ts";
import type { Invitation, LoginPrompt } from "../../src/auth/login.ts";
import { Secret } from "../../src/secret.ts";
import { userName } from "../../src/snapshot/names.ts";
import { appErrorOf, printed } from "../support/app-error.ts";
import { approve, createLoginScene, type LoginScene } from "../support/cli/login-scene.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { isFree } from "../support/http/ports.ts";

/** The header by which the emulator's app proves itself. */
const APP = { authorization: `Basic ${btoa("emulated-client:emulated-secret")}` };

const NOW = "2026-11-22T03:17:00Z";

/** Somebody who does `browse` when invited, types `lines`, and answers `answer` when asked. */
function createTestPerson(
  browse: (invitation: Invitation) => unknown,
  { lines = [], answer = null }: { lines?: readonly string[]; answer?: boolean | null } = {},
) {
  const waiting = [...lines];
  const heard: string[] = [];
  const person: LoginPrompt = {
    invite: (invitation) => void browse(invitation),
    line: async () => waiting.shift() ?? null,
    correct: (sentence) => heard.push(sentence),
    greet: ({ displayName }) => heard.push(`hello ${displayName}`),
    confirmOther: async () => answer,
  };
  return { person, heard };
}

function requestOf(
  { emulator, port, env }: LoginScene,
  changes: Partial<SpotifyLoginRequest> = {},
): SpotifyLoginRequest {
  return {
    app: {
      clientId: emulator.app.clientId,
      clientSecret: new Secret(emulator.app.clientSecret),
      apiUrl: env["SPOTIFY_API_URL"] ?? "",
      accountsUrl: env["SPOTIFY_ACCOUNTS_URL"] ?? "",
    },
    purpose: "backup",
    port,
    known: null,
    ...changes,
  };
}

function withoutSecret(request: SpotifyLoginRequest): SpotifyLoginRequest {
  const { clientSecret: _secret, ...app } = request.app;
  return { ...request, app };
}

/** A browser on this machine, whose owner agrees. */
const agree = async ({ url }: Invitation) => fetch(await approve(url));

const world = (parts: Partial<World> = {}) =>
  createWorld({ clock: createFakeClock(NOW), ...parts });

/** The account that `userName` stands for in the emulator. */
const account = (id: string) => userName("spotify", id);

describe("a login", () => {
  it("is what the person's browser brings back", async () => {
    await using scene = await createLoginScene();
    const { person, heard } = createTestPerson(agree);
    const login = await logInToSpotify(requestOf(scene), person, world());
    expect(login).toEqual({
      account: account("one"),
      names: [account("one")],
      authorizedAt: new Date(NOW),
      refreshToken: expect.any(Secret),
      scopes: [
        "playlist-read-private",
        "playlist-read-collaborative",
        "user-library-read",
        "user-follow-read",
        "user-read-playback-position",
      ],
    });
    expect(heard).toEqual([`hello ${scene.emulator.accounts[0]?.displayName}`]);
    expect(await isFree(scene.port)).toBe(true);
  });

  it("asks for what its purpose needs, and proves itself with a challenge where it has no secret", async () => {
    await using scene = await createLoginScene();
    const asked: URLSearchParams[] = [];
    const look = (invitation: Invitation) => {
      asked.push(new URL(invitation.url).searchParams);
      return agree(invitation);
    };
    const { person } = createTestPerson(look);
    await logInToSpotify(requestOf(scene, { purpose: "restore" }), person, world());
    await logInToSpotify(withoutSecret(requestOf(scene)), person, world());
    const [withSecret, publicly] = asked;
    expect(withSecret?.get("scope")?.split(" ")).toEqual([
      "playlist-read-private",
      "playlist-read-collaborative",
      "user-library-read",
      "user-follow-read",
      "user-read-playback-position",
      "playlist-modify-public",
      "playlist-modify-private",
      "user-library-modify",
      "user-follow-modify",
      "ugc-image-upload",
    ]);
    expect([...(withSecret?.keys() ?? [])]).toEqual([
      "response_type",
      "client_id",
      "redirect_uri",
      "scope",
      "state",
    ]);
    expect(publicly?.get("scope")?.split(" ").length).toBe(5);
    expect(publicly?.get("code_challenge_method")).toBe("S256");
    expect(publicly?.get("redirect_uri")).toBe(scene.redirectUri);
    const [one, other] = asked.map((query) => query.get("state") ?? "");
    expect(one).toMatch(/^[\w-]{32}$/);
    expect(one).not.toBe(other);
  });

  it("can be pasted from another machine, after whatever else was", async () => {
    await using scene = await createLoginScene();
    const pasted = Promise.withResolvers<string>();
    const { person, heard } = createTestPerson(async ({ url }) =>
      pasted.resolve(await approve(url)),
    );
    const lines = ["", "what now?", "https://example.com/?code=x"];
    const typing: LoginPrompt = { ...person, line: async () => lines.shift() ?? pasted.promise };
    const login = await logInToSpotify(requestOf(scene), typing, world());
    expect(login.account).toBe(account("one"));
    const expected = `The pasted text is not the address that tracksafe needs. That address begins with ${scene.redirectUri}?code=`;
    expect(heard.slice(0, -1)).toEqual([expected, expected]);
    expect(await isFree(scene.port)).toBe(true);
  });

  it("keeps what replaced its token when it was tried", async () => {
    await using scene = await createLoginScene({ rotateRefreshTokens: true, omitScope: true });
    const { person } = createTestPerson(agree);
    const login = await logInToSpotify(requestOf(scene), person, world());
    expect(login.scopes).toBeNull();
    // Only the last token of a chain is good.
    const answer = await fetch(`${scene.emulator.accountsUrl}/api/token`, {
      method: "POST",
      headers: APP,
      body: new URLSearchParams({
        grant_type: "refresh_token",
        refresh_token: login.refreshToken.reveal(),
      }),
    });
    expect(answer.status).toBe(200);
  });
});

describe("a login that does not come about", () => {
  it.each<[string, (invitation: Invitation) => unknown, string, RegExp]>([
    [
      "is declined",
      async ({ url }) => fetch(await approve(url, "decline")),
      "auth/denied",
      /^The login was declined on Spotify's page\.$/,
    ],
    [
      "comes with a code that was used before",
      async ({ url }) => {
        const back = await approve(url);
        const code = new URL(back).searchParams.get("code") ?? "";
        const { origin, searchParams } = new URL(url);
        await fetch(`${origin}/api/token`, {
          method: "POST",
          headers: APP,
          body: new URLSearchParams({
            grant_type: "authorization_code",
            code,
            redirect_uri: searchParams.get("redirect_uri") ?? "",
          }),
        });
        await fetch(back);
      },
      "auth/code",
      /^Spotify does not accept the code of this login\.$/,
    ],
    [
      "is refused on the page for a reason of its own",
      ({ url, redirectUri }) => {
        const state = new URL(url).searchParams.get("state");
        return fetch(`${redirectUri}?error=invalid_scope&state=${state}`);
      },
      "auth/refused",
      /^Spotify refused the login\.$/,
    ],
    [
      "finds the page out of order",
      ({ url, redirectUri }) => {
        const state = new URL(url).searchParams.get("state");
        return fetch(`${redirectUri}?error=server_error&state=${state}`);
      },
      "provider/unavailable",
      /^Spotify's login page has a problem\.$/,
    ],
  ])("says so in a sentence when it %s", async (_, browse, code, message) => {
    await using scene = await createLoginScene();
    const { person } = createTestPerson(browse);
    const error = await appErrorOf(() => logInToSpotify(requestOf(scene), person, world()));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(/[a-z]\.?$/);
    expect(await isFree(scene.port)).toBe(true);
  });

  it("tells a wrong secret from an outage and a strange answer", async () => {
    await using scene = await createLoginScene();
    const { person } = createTestPerson(agree);
    const good = requestOf(scene);
    const wrong = { ...good, app: { ...good.app, clientSecret: new Secret("wrong-secret") } };
    const clock = createFakeClock(NOW);
    const codes: string[] = [];
    const attempt = async (request: SpotifyLoginRequest) => {
      const error = await appErrorOf(() => logInToSpotify(request, person, world({ clock })));
      codes.push(error.code);
    };
    await attempt(wrong);
    for (const what of [
      fault.status(503),
      fault.reset(),
      fault.garbage(),
      fault.status(200, { access_token: "BQ", token_type: "Bearer" }),
      fault.status(400, "no reason"),
      fault.status(400, { error: "<b>boo</b>" }),
    ]) {
      scene.emulator.faults.add({ path: "/api/token", fault: what });
      await attempt(good);
    }
    expect(codes).toEqual([
      "auth/client",
      "provider/unavailable",
      "http/network",
      "http/bad-answer",
      "http/bad-answer",
      "provider/refused",
      "auth/refused",
    ]);
    // A code works only once, so each login sent only one request for it.
    const tries = scene.emulator.requests.filter(({ kind }) => kind === "token").length;
    expect(tries).toBe(7);
  });

  it("ends after five minutes without an answer, and not before", async () => {
    await using scene = await createLoginScene();
    const clock = createFakeClock(NOW);
    const invited = Promise.withResolvers<Invitation>();
    const { person } = createTestPerson(invited.resolve);
    let isOver = false;
    const over = appErrorOf(() => logInToSpotify(requestOf(scene), person, world({ clock })));
    void over.then(() => {
      isOver = true;
    });
    await invited.promise;
    await clock.advance(299_999);
    expect([isOver, clock.sleeping(), await isFree(scene.port)]).toEqual([false, 1, false]);
    await clock.advance(1);
    const error = await over;
    expect(error).toMatchObject({ name: "AuthError", code: "auth/no-answer" });
    expect(await isFree(scene.port)).toBe(true);
    expect(clock.sleeping()).toBe(0);
  });

  it("ends when it is cancelled", async () => {
    await using scene = await createLoginScene();
    const stop = new AbortController();
    const { person } = createTestPerson(() => stop.abort());
    const parts = { signal: stop.signal };
    const error = await appErrorOf(() => logInToSpotify(requestOf(scene), person, world(parts)));
    expect(error.code).toBe("cancelled");
    expect(await isFree(scene.port)).toBe(true);
  });

  it("is told when the app is closed to the account", async () => {
    await using scene = await createLoginScene();
    scene.emulator.ownerPremiumLapsed = true;
    const { person, heard } = createTestPerson(agree);
    const error = await appErrorOf(() => logInToSpotify(requestOf(scene), person, world()));
    expect([error.code, heard]).toEqual(["provider/app-blocked", []]);
  });

  it("shows no secret in what it throws", async () => {
    await using scene = await createLoginScene();
    const secrets: Secret[] = [];
    const { person } = createTestPerson(agree);
    scene.emulator.faults.add({ path: "/me", times: 9, fault: fault.status(403) });
    const request = withoutSecret(requestOf(scene));
    const parts = { onSecret: (secret: Secret) => secrets.push(secret) };
    const error = await appErrorOf(() => logInToSpotify(request, person, world(parts)));
    const values = [...new Set(secrets.map((secret) => secret.reveal()))];
    // Verifier, code, refresh token, access token.
    expect(values.length).toBe(4);
    for (const value of values) expect(printed(error)).not.toContain(value);
  });
});

describe("a login of another account than the one known so far", () => {
  it.each([
    ["is asked about, and refused", false, "Log out on the provider's website"],
    ["is refused where nobody can be asked", null, "run the command in a terminal to confirm it"],
  ])("%s", async (_, answer, hint) => {
    await using scene = await createLoginScene();
    const { person, heard } = createTestPerson(agree, { answer });
    const request = requestOf(scene, { known: account("two") });
    const error = await appErrorOf(() => logInToSpotify(request, person, world()));
    expect(error).toMatchObject({ name: "ConflictError", code: "auth/other-account" });
    expect(error.hint).toContain(hint);
    expect(error.message).not.toContain(scene.emulator.accounts[0]?.displayName);
    expect(heard.length).toBe(1);
  });

  it("is made when it is meant", async () => {
    await using scene = await createLoginScene();
    const { person } = createTestPerson(agree, { answer: true });
    const request = requestOf(scene, { known: account("two") });
    expect((await logInToSpotify(request, person, world())).account).toBe(account("one"));
  });

  it("is none when it was known by an older id", async () => {
    await using scene = await createLoginScene();
    for (const [index, state] of scene.emulator.accounts.entries()) state.id = `older-${index}`;
    for (const known of [account("one"), account("older-0")]) {
      const { person } = createTestPerson(agree, { answer: false });
      const login = await logInToSpotify(requestOf(scene, { known }), person, world());
      expect(login.account).toBe(account("one"));
      expect(login.names).toEqual([account("one"), account("older-0")]);
    }
  });
});
