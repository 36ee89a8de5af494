import { describe, expect, it } from "vitest";
import type { MusicProvider } from "../../src/model/provider.ts";
import { appErrorOf } from "../support/app-error.ts";
import {
  createScriptedScene,
  pageAnswer,
  refused,
  type SpotifyAnswer,
} from "../support/spotify/scripted-scene.ts";

const READS: readonly [string, (provider: MusicProvider) => Promise<unknown>][] = [
  ["account", (provider) => provider.account()],
  ["likes", (provider) => provider.collection("likes")],
  ["artists", (provider) => provider.collection("artists")],
  ["playlists", (provider) => provider.playlists()],
];

const BLOCKED: readonly SpotifyAnswer[] = [
  refused(403, "Active premium subscription required for the owner of the app."),
  refused(403, "User not registered in the Developer Dashboard"),
  {
    status: 403,
    body: "Check settings on developer.spotify.com/dashboard, the user may not be registered.",
  },
];

describe("a 403", () => {
  it.each(
    READS.flatMap(([name, read]) =>
      BLOCKED.map((answer, index) => [name, index, read, answer] as const),
    ),
  )("about the app (%s, %i) blocks everything", async (_name, _index, read, answer) => {
    const scene = await createScriptedScene((seen) =>
      seen.path.startsWith("/v1/") ? answer : undefined,
    );
    const error = await appErrorOf(() => read(scene.provider));
    expect(error).toMatchObject({ name: "ProviderError", code: "provider/app-blocked" });
    expect(error.hint).toMatch(/Premium.*dashboard/);
  });

  it.each([
    ["likes", "user-library-read"],
    ["episodes", "user-library-read user-read-playback-position"],
    ["artists", "user-follow-read"],
  ] as const)("about scopes names those that %s need", async (collection, scopes) => {
    const scene = await createScriptedScene((seen) =>
      seen.path.startsWith("/v1/") ? refused(403, "Insufficient client scope") : undefined,
    );
    const error = await appErrorOf(() => scene.provider.collection(collection));
    expect(error).toMatchObject({ name: "AuthError", code: "auth/scope" });
    expect(error.hint).toMatch(new RegExp(`: ${scopes}$`));
  });

  it("about scopes names only those that the login lacks, where that is known", async () => {
    const scene = await createScriptedScene((seen) =>
      seen.path === "/api/token"
        ? { json: { access_token: "a", scope: "user-library-read playlist-read-private" } }
        : refused(403, "Insufficient client scope"),
    );
    const error = await appErrorOf(() => scene.provider.collection("episodes"));
    expect(error.hint).toMatch(/: user-read-playback-position$/);
  });

  it.each([
    ["playlist-read-private", "playlist-read-collaborative"],
    ["playlist-read-collaborative user-library-read", "playlist-read-private"],
  ])(
    "is not waited for where Spotify would leave out playlists: with %s",
    async (scope, missing) => {
      const scene = await createScriptedScene((seen) =>
        seen.path === "/api/token" ? { json: { access_token: "a", scope } } : undefined,
      );
      const error = await appErrorOf(() => scene.provider.playlists());
      expect(error).toMatchObject({ name: "AuthError", code: "auth/scope" });
      expect(error.hint).toMatch(new RegExp(`: ${missing}$`));
      expect(scene.api()).toEqual(["/me"]);
    },
  );

  it.each(["playlist-read-private playlist-read-collaborative", "", null])(
    "is not feared for the playlists with the scopes %j",
    async (scope) => {
      const scene = await createScriptedScene((seen) => {
        if (seen.path === "/api/token") return { json: { access_token: "a", scope } };
        return seen.path === "/v1/me/playlists" ? pageAnswer([], seen.query) : undefined;
      });
      expect(await scene.provider.playlists()).toMatchObject({ playlists: [], hidden: 0 });
    },
  );

  it("without more is a failure of that read", async () => {
    const scene = await createScriptedScene((seen) =>
      seen.path === "/v1/me/albums" ? refused(403, "Forbidden") : undefined,
    );
    const error = await appErrorOf(() => scene.provider.collection("albums"));
    expect(error).toMatchObject({ name: "ProviderError", code: "provider/forbidden" });
    expect(error.message).toContain("the saved albums");
  });
});

describe("another refusal", () => {
  it.each([
    [400, "provider/refused"],
    [404, "provider/not-found"],
    [405, "provider/gone"],
    [410, "provider/gone"],
    [413, "provider/refused"],
    [302, "provider/refused"],
    [204, "provider/refused"],
  ])("with status %i is %s", async (status, code) => {
    const scene = await createScriptedScene((seen) =>
      seen.path === "/v1/me/shows" ? { status } : undefined,
    );
    const error = await appErrorOf(() => scene.provider.collection("shows"));
    expect(error).toMatchObject({ name: "ProviderError", code });
  });

  it("with QUOTA_EXCEEDED ends at once, until a day has passed", async () => {
    const scene = await createScriptedScene((seen) =>
      seen.path === "/v1/me/shows"
        ? { status: 429, json: { error: { status: 429, reason: "QUOTA_EXCEEDED" } } }
        : undefined,
    );
    const error = await appErrorOf(() => scene.provider.collection("shows"));
    expect(error).toMatchObject({ name: "RateLimitError", code: "provider/quota" });
    expect(error.retryAt?.getTime()).toBeGreaterThan(Date.now());
    expect(scene.provider.requests()).toBe(2);
  });
});

describe("an answer of another shape", () => {
  it.each([
    ["no items", { total: 0 }],
    ["rows without any content", { items: Array(9).fill({ added_at: "2020-01-01T00:00:00Z" }) }],
    ["nothing but a row without content", { items: [{ added_at: "2020-01-01T00:00:00Z" }] }],
    ["rows that are text", { items: ["x", "y"], total: 2 }],
    ["more odd rows than others", { items: ["x", "y", null], total: 3 }],
    ["a list", []],
    ["another offset", { items: [], total: 0, offset: 50 }],
  ])("(%s) is an error, not an empty list", async (_name, json) => {
    const scene = await createScriptedScene((seen) =>
      seen.path === "/v1/me/tracks" ? { json } : undefined,
    );
    const error = await appErrorOf(() => scene.provider.collection("likes"));
    expect(error).toMatchObject({ name: "ProviderError", code: "http/bad-answer" });
  });
});
