import { describe, expect, it } from "vitest";
import { Secret } from "../../src/secret.ts";
import { appErrorOf, printed } from "../support/app-error.ts";
import {
  createScriptedScene,
  pageAnswer,
  type Routes,
  type Seen,
  type SpotifyAnswer,
  wireLike,
} from "../support/spotify/scripted-scene.ts";

const LIKES = [wireLike("1"), wireLike("2")];

/** Serves the likes to those who come with one of `good`; refuses the others as expired. */
function likesFor(...good: readonly string[]): (seen: Seen) => SpotifyAnswer | undefined {
  return (seen) => {
    if (seen.path !== "/v1/me/tracks") return undefined;
    const token = seen.headers.authorization?.replace("Bearer ", "") ?? "";
    if (good.includes(token)) return pageAnswer(LIKES, seen.query);
    return { status: 401, json: { error: { status: 401, message: "The access token expired" } } };
  };
}

function tokenAnswers(...answers: readonly (SpotifyAnswer | undefined)[]): Routes {
  let next = 0;
  const likes = likesFor("access-1", "access-2", "new-access");
  return (seen) => {
    if (seen.path !== "/api/token") return likes(seen);
    const answer = answers[Math.min(next, answers.length - 1)];
    next += 1;
    return answer;
  };
}

describe("the refresh request", () => {
  it("sends the client's secret as Basic authorization", async () => {
    const scene = await createScriptedScene(likesFor("access-1"));
    await scene.provider.collection("likes");
    const [token] = scene.tokens();
    expect(scene.tokens()).toHaveLength(1);
    expect(token?.method).toBe("POST");
    expect(token?.headers.authorization).toBe(`Basic ${btoa("client:client-secret")}`);
    expect(token?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(Object.fromEntries(new URLSearchParams(token?.body))).toEqual({
      grant_type: "refresh_token",
      refresh_token: "refresh-0",
    });
    expect(scene.provider.requests()).toBe(2);
  });

  it("names the client in the body when there is no secret", async () => {
    const scene = await createScriptedScene(likesFor("access-1"), {
      clientSecret: null,
      settings: { clientId: "pkce client", refreshToken: new Secret("a+b/c=") },
    });
    await scene.provider.collection("likes");
    const [token] = scene.tokens();
    expect(token?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(token?.body))).toEqual({
      grant_type: "refresh_token",
      refresh_token: "a+b/c=",
      client_id: "pkce client",
    });
  });

  it("is not sent before something is read", async () => {
    const scene = await createScriptedScene(() => undefined);
    expect(scene.provider.requests()).toBe(0);
  });
});

describe("an expired access token", () => {
  it("is renewed once for fifty requests that find out together", async () => {
    let waiting: (() => void)[] = [];
    const likes = likesFor("access-2");
    const scene = await createScriptedScene(
      async (seen) => {
        if (seen.path === "/v1/me/tracks" && seen.headers.authorization === "Bearer access-1") {
          await new Promise<void>((resolve) => {
            waiting.push(resolve);
            if (waiting.length < 50) return;
            for (const go of waiting) go();
            waiting = [];
          });
        }
        return likes(seen);
      },
      { maxInFlight: 50 },
    );
    const walks = await Promise.all(
      Array.from({ length: 50 }, () => scene.provider.collection("likes")),
    );
    expect(walks.every((walk) => walk.total === 2)).toBe(true);
    expect(scene.tokens()).toHaveLength(2);
    expect(scene.provider.requests()).toBe(2 + 50 + 50);
  });

  it("does not renew again for a request that finds out late", async () => {
    let expire = false;
    let late: (() => void) | undefined;
    const scene = await createScriptedScene(async (seen) => {
      if (seen.path === "/v1/me/albums") {
        if (seen.headers.authorization === "Bearer access-2") return pageAnswer([], seen.query);
        await new Promise<void>((resolve) => {
          late = resolve;
        });
        return { status: 401 };
      }
      return expire ? likesFor("access-2")(seen) : likesFor("access-1")(seen);
    });
    await scene.provider.collection("likes");
    const albums = scene.provider.collection("albums");
    await expect.poll(() => late, { timeout: 600_000 }).toBeDefined();
    expire = true;
    await scene.provider.collection("likes");
    late?.();
    expect((await albums).total).toBe(0);
    expect(scene.tokens()).toHaveLength(2);
  });

  it("is a dead login when the renewed one is refused too", async () => {
    const scene = await createScriptedScene(likesFor());
    const error = await appErrorOf(() => scene.provider.collection("likes"));
    expect(error).toMatchObject({ name: "AuthError", code: "auth/expired" });
    expect(error.hint).toContain("SPOTIFY_REFRESH_TOKEN");
    expect(scene.tokens()).toHaveLength(2);
  });
});

describe("a returned refresh token", () => {
  const rotating: SpotifyAnswer = {
    json: { access_token: "new-access", refresh_token: "refresh-1", scope: "user-library-read" },
  };

  it("is kept before the new access token is used", async () => {
    const order: string[] = [];
    const scene = await createScriptedScene(
      (seen) => {
        if (seen.path === "/api/token") return rotating;
        order.push("used");
        return pageAnswer(LIKES, seen.query);
      },
      {
        onRefreshToken: async (token) => {
          order.push("keeping");
          await new Promise((resolve) => setImmediate(resolve));
          order.push(`kept ${token.reveal()}`);
        },
      },
    );
    await scene.provider.collection("likes");
    expect(order).toEqual(["keeping", "kept refresh-1", "used"]);
    expect(scene.secrets).toEqual(["refresh-0", "client-secret", "new-access", "refresh-1"]);
  });

  it("takes the place of the old one in the next refresh", async () => {
    let access = 0;
    const scene = await createScriptedScene(
      (seen) => {
        if (seen.path !== "/api/token") {
          const isFresh = seen.headers.authorization === "Bearer a2";
          return isFresh ? pageAnswer(LIKES, seen.query) : { status: 401 };
        }
        access += 1;
        return { json: { access_token: `a${access}`, refresh_token: `refresh-${access}` } };
      },
      { onRefreshToken: () => Promise.resolve() },
    );
    await scene.provider.collection("likes");
    const sent = scene.tokens().map((seen) => new URLSearchParams(seen.body).get("refresh_token"));
    expect(sent).toEqual(["refresh-0", "refresh-1"]);
  });

  it("a token that cannot be stored stops the request that needed it, and is stored first the next time", async () => {
    const kept: string[] = [];
    let broken = true;
    const scene = await createScriptedScene(tokenAnswers(rotating, undefined), {
      onRefreshToken: async (token) => {
        if (broken) throw new Error("disk full");
        kept.push(token.reveal());
      },
    });
    await expect(scene.provider.collection("likes")).rejects.toThrow("disk full");
    expect(scene.api()).toEqual([]);
    await expect(scene.provider.collection("likes")).rejects.toThrow("disk full");
    expect(scene.tokens()).toHaveLength(1);
    broken = false;
    await scene.provider.collection("likes");
    expect(kept).toEqual(["refresh-1"]);
    const sent = scene.tokens().map((seen) => new URLSearchParams(seen.body).get("refresh_token"));
    expect(sent).toEqual(["refresh-0", "refresh-1"]);
  });

  it("is used, with a warning, when nobody keeps it", async () => {
    const scene = await createScriptedScene(tokenAnswers(rotating));
    await scene.provider.collection("likes");
    expect(scene.events).toContain("spotify.token.not-kept");
  });

  it.each([
    ["absent", {}],
    ["null", { refresh_token: null }],
    ["empty", { refresh_token: "" }],
    ["the same", { refresh_token: "refresh-0" }],
  ])("that is %s leaves the old one in place", async (_name, changes) => {
    const kept: string[] = [];
    const scene = await createScriptedScene(
      tokenAnswers({ json: { access_token: "new-access", ...changes } }),
      {
        onRefreshToken: async (token) => void kept.push(token.reveal()),
      },
    );
    await scene.provider.collection("likes");
    expect(kept).toEqual([]);
    expect(scene.secrets).toEqual(["refresh-0", "client-secret", "new-access"]);
  });
});

describe("a refused refresh", () => {
  it.each([
    [400, "invalid_grant", "auth/expired", "Log in again"],
    [400, "invalid_client", "auth/client", "SPOTIFY_CLIENT_SECRET"],
    [401, "invalid_client", "auth/client", "SPOTIFY_CLIENT_ID"],
    [400, "invalid_request", "auth/refused", "og in again"],
  ])("with %i %s is %s, for good", async (status, error, code, hint) => {
    const scene = await createScriptedScene(
      tokenAnswers({ status, json: { error, error_description: "Refresh token revoked" } }),
    );
    const first = await appErrorOf(() => scene.provider.collection("likes"));
    expect(first).toMatchObject({ name: "AuthError", code });
    expect(first.hint).toContain(hint);
    expect(printed(first)).not.toMatch(/refresh-0|client-secret/);
    const second = await appErrorOf(() => scene.provider.account());
    expect(second.code).toBe(code);
    expect(scene.provider.requests()).toBe(1);
  });

  it("repeats its reason only where it is one, and never a part of a token", async () => {
    const reasons = [
      "temporarily_unwell",
      "refresh-0".repeat(20),
      `bad ${"x".repeat(130)}`,
      "\x1b[2J",
    ];
    const shown: string[] = [];
    for (const error of reasons) {
      const scene = await createScriptedScene(tokenAnswers({ status: 400, json: { error } }));
      const { cause } = await appErrorOf(() => scene.provider.collection("likes"));
      shown.push(String(cause));
    }
    const unreadable = "Error: Spotify's answer: 400 something unreadable";
    expect(shown).toEqual([
      "Error: Spotify's answer: 400 temporarily_unwell",
      ...reasons.slice(1).map(() => unreadable),
    ]);
  });

  it("with a 5xx is an outage, and the login lives on", async () => {
    let down = true;
    const scene = await createScriptedScene((seen) => {
      if (seen.path === "/api/token" && down) return { status: 503 };
      return likesFor("access-1")(seen);
    });
    const error = await appErrorOf(() => scene.provider.collection("likes"));
    expect(error).toMatchObject({ name: "ProviderError", code: "provider/unavailable" });
    down = false;
    expect((await scene.provider.collection("likes")).total).toBe(2);
  });

  it("without a reason is not a dead login", async () => {
    const scene = await createScriptedScene(
      tokenAnswers({ status: 403, body: "<html>blocked</html>" }),
    );
    const error = await appErrorOf(() => scene.provider.collection("likes"));
    expect(error).toMatchObject({ name: "ProviderError", code: "provider/refused" });
  });

  it("by an answer without a token is not a dead login", async () => {
    const scene = await createScriptedScene(tokenAnswers({ json: { token_type: "Bearer" } }));
    const error = await appErrorOf(() => scene.provider.collection("likes"));
    expect(error).toMatchObject({ name: "ProviderError", code: "http/bad-answer" });
  });
});
