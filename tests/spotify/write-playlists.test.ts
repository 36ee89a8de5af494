import { describe, expect, it } from "vitest";
import {
  ALL_SCOPES,
  createAccount,
  createPlaylist,
  type Fault,
  fault,
  greyOut,
  type PlaylistState,
  uriOf,
} from "../../emulator/index.ts";
import { type PlaylistDetails, RefusedError } from "../../src/model/writer.ts";
import { appErrorOf } from "../support/app-error.ts";
import {
  createScriptedScene,
  type Seen,
  type SpotifyAnswer,
} from "../support/spotify/scripted-scene.ts";
import {
  catalog,
  createWriterScene,
  trackUris,
  type WriterScene,
} from "../support/spotify/writer-scene.ts";

const DETAILS: PlaylistDetails = {
  name: "Road trip",
  description: "a & b &amp; <c>",
  visibility: "public",
  collaborative: false,
};

const urisOf = ({ items }: PlaylistState) =>
  items.map(({ content }) => (content === null ? null : uriOf(content)));

/** Answers the creation of a playlist. */
const created = ({ path }: Seen): SpotifyAnswer | undefined =>
  path === "/v1/me/playlists" ? { status: 201, json: { id: "new" } } : undefined;

/** A scene with one own playlist of `count` tracks. */
async function withPlaylist(
  count = 0,
  options: Parameters<typeof createWriterScene>[0] = {},
): Promise<WriterScene & { readonly playlist: PlaylistState; readonly items: string }> {
  const account = createAccount("me");
  const items = Array.from({ length: count }, (_, n) => ({
    addedAt: null,
    addedBy: null,
    content: catalog.track(1000 + n),
  }));
  const playlist = createPlaylist(account, { name: "Mine", description: "Old", items });
  const scene = await createWriterScene({ account, ...options });
  return { ...scene, playlist, items: `/playlists/${playlist.id}/items` };
}

/** A fault of a request, whether the request is carried out all the same, and the error code. */
const FAULTS: readonly (readonly [string, Fault, boolean, string])[] = [
  ["an outage (500)", fault.status(500), false, "provider/unavailable"],
  ["an outage (502)", fault.status(502), false, "provider/unavailable"],
  ["an outage (503)", fault.status(503), false, "provider/unavailable"],
  ["an outage after the fact", fault.appliedThenStatus(502), true, "provider/unavailable"],
  ["a lost request", fault.reset(), false, "http/network"],
  ["a lost answer", fault.appliedThenLost(), true, "http/network"],
  ["half an answer", fault.truncate(), true, "http/network"],
  ["half an answer that looks whole", fault.garbage(), true, "http/bad-answer"],
  ["a login page in between", fault.html(), false, "http/bad-answer"],
  ["no answer", fault.hang(), false, "http/timeout"],
];

describe("createPlaylist", () => {
  it("makes an empty playlist on top of the list and gives its id", async () => {
    const { account, provider, writer, playlist, api } = await withPlaylist();
    const id = await writer.createPlaylist(DETAILS);
    expect(account.playlists.map((one) => one.id)).toEqual([id, playlist.id]);
    const [listed] = (await provider.playlists()).playlists;
    expect(listed).toMatchObject({ id, total: 0, playlist: DETAILS });
    expect(api()[0]).toBe("POST /me/playlists 201");
  });

  it.each([
    ["public", false, true],
    ["private", false, false],
    ["unknown", false, false],
    ["public", true, false],
  ] as const)(
    "asks for what was %s (collaborative: %s)",
    async (visibility, collaborative, wanted) => {
      const scene = await createScriptedScene(created);
      expect(await scene.writer.createPlaylist({ ...DETAILS, visibility, collaborative })).toBe(
        "new",
      );
      expect(JSON.parse(scene.seen.at(-1)?.body ?? "")).toEqual({
        name: DETAILS.name,
        description: DETAILS.description,
        public: wanted,
        collaborative,
      });
    },
  );

  it("makes a collaborative one that is not public", async () => {
    const { account, writer } = await createWriterScene();
    await writer.createPlaylist({ ...DETAILS, collaborative: true });
    expect(account.playlists).toMatchObject([{ name: "Road trip", collaborative: true }]);
  });

  it("sends an empty description rather than none", async () => {
    const scene = await createScriptedScene(created);
    await scene.writer.createPlaylist({ ...DETAILS, description: null });
    expect(JSON.parse(scene.seen.at(-1)?.body ?? "")).toMatchObject({ description: "" });
  });

  it.each(["long ".repeat(60), "two\r\nlines", "", " "])(
    "makes one of the name %j",
    async (name) => {
      const { writer, api } = await createWriterScene();
      await writer.createPlaylist({ ...DETAILS, name, description: `${name}\n`.repeat(400) });
      expect(api()).toEqual(["POST /me/playlists 201"]);
    },
  );

  it.each(FAULTS)("is sent once, whatever goes wrong: %s", async (_name, planned, done, code) => {
    const { account, emulator, writer, api } = await createWriterScene();
    emulator.faults.add({ path: "/me/playlists", fault: planned });
    const error = await appErrorOf(() => writer.createPlaylist(DETAILS));
    expect(error).toMatchObject({ name: "ProviderError", code });
    expect(account.playlists).toHaveLength(done ? 1 : 0);
    expect(api()).toHaveLength(1);
  });

  it("is a failure when there are too many playlists already", async () => {
    const { emulator, writer } = await createWriterScene();
    const body = { error: { status: 403, message: "Playlist limit reached" } };
    emulator.faults.add({ path: "/me/playlists", fault: fault.status(403, body) });
    const error = await appErrorOf(() => writer.createPlaylist(DETAILS));
    expect(error.code).toBe("provider/forbidden");
    expect(error.message).toBe("Spotify refuses to change the list of playlists.");
  });
});

describe("updatePlaylist", () => {
  it("changes name, description and flags with one request", async () => {
    const { playlist, writer, api } = await withPlaylist();
    await writer.updatePlaylist(playlist.id, { ...DETAILS, collaborative: true });
    expect(playlist).toMatchObject({
      name: DETAILS.name,
      description: DETAILS.description,
      collaborative: true,
    });
    expect(api()).toEqual([`PUT /playlists/${playlist.id} 200`]);
  });

  it("leaves the description, which cannot be emptied, and changes the rest", async () => {
    const { playlist, writer } = await withPlaylist();
    await writer.updatePlaylist(playlist.id, { ...DETAILS, description: null });
    expect(playlist).toMatchObject({ name: DETAILS.name, description: "Old" });
  });

  it("a change of a playlist that does not exist is a failure", async () => {
    const { writer, api } = await createWriterScene();
    const id = "0".repeat(22);
    const error = await appErrorOf(() => writer.updatePlaylist(id, DETAILS));
    expect(error).toMatchObject({ name: "ProviderError", code: "provider/not-found" });
    expect(api()).toEqual([`PUT /playlists/${id} 404`]);
  });

  it.each([fault.status(502), fault.appliedThenStatus(502), fault.appliedThenLost()])(
    "is repeated after %j",
    async (planned) => {
      const { playlist, emulator, writer, api } = await withPlaylist();
      emulator.faults.add({ path: `/playlists/${playlist.id}`, fault: planned });
      await writer.updatePlaylist(playlist.id, DETAILS);
      expect(playlist.name).toBe(DETAILS.name);
      expect(api()).toHaveLength(2);
    },
  );
});

describe("addItems", () => {
  it.each([1, 99, 100])("adds %i items in order with one request", async (count) => {
    const { playlist, items, writer, api } = await withPlaylist(2);
    const [first, last] = urisOf(playlist);
    await writer.addItems(playlist.id, trackUris(count), 1);
    expect(urisOf(playlist)).toEqual([first, ...trackUris(count), last]);
    expect(api()).toEqual([`POST ${items} 201`]);
    expect(writer.itemLimit).toBe(100);
  });

  it("takes episodes, and the same thing more than once", async () => {
    const { playlist, writer } = await withPlaylist();
    const [track = ""] = trackUris(1);
    const uris = [track, uriOf(catalog.episode(1)), track];
    await writer.addItems(playlist.id, uris, 0);
    expect(urisOf(playlist)).toEqual(uris);
  });

  it("sends nothing for nothing", async () => {
    const { playlist, writer, emulator } = await withPlaylist();
    await writer.addItems(playlist.id, [], 0);
    expect(emulator.requests).toEqual([]);
  });

  it("refuses all for one that is dead, naming none", async () => {
    const { account, playlist, items, writer, api } = await withPlaylist(1);
    const uris = trackUris(100);
    greyOut(account, uris[57] ?? "");
    const error = await writer.addItems(playlist.id, uris, 0).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    expect(String(error)).not.toMatch(/spotify:|\w{22}/);
    expect(playlist.items).toHaveLength(1);
    expect(api()).toEqual([`POST ${items} 400`]);
  });

  it.each(["spotify:local:a:b:c:1", uriOf(catalog.album(1)), "spotify:track:typo"])(
    "refuses %j without a request",
    async (reference) => {
      const { playlist, writer, emulator } = await withPlaylist();
      const adding = writer.addItems(playlist.id, [...trackUris(1), reference], 0);
      await expect(adding).rejects.toBeInstanceOf(RefusedError);
      expect(emulator.requests).toEqual([]);
    },
  );

  it("does not blame the items for a place that is not there or a full playlist", async () => {
    const { playlist, writer } = await withPlaylist(9_999);
    const outside = await appErrorOf(() => writer.addItems(playlist.id, trackUris(1), 10_000));
    expect(outside.code).toBe("provider/refused");
    const full = await appErrorOf(() => writer.addItems(playlist.id, trackUris(2), 0));
    expect(full.code).toBe("provider/refused");
    expect(playlist.items).toHaveLength(9_999);
  });

  it.each(FAULTS)("is sent once, whatever goes wrong: %s", async (_name, planned, done, code) => {
    const { playlist, items, emulator, writer, api } = await withPlaylist(1);
    emulator.faults.add({ path: items, fault: planned });
    const error = await appErrorOf(() => writer.addItems(playlist.id, trackUris(3), 1));
    expect(error).toMatchObject({ name: "ProviderError", code });
    expect(playlist.items).toHaveLength(done ? 4 : 1);
    expect(api()).toHaveLength(1);
  });

  it("waits for a short pause and then adds them once", async () => {
    const { playlist, items, emulator, writer, api, clock } = await withPlaylist(1);
    emulator.faults.add({ path: items, fault: fault.rateLimit(30) });
    await writer.addItems(playlist.id, trackUris(3), 1);
    expect(playlist.items).toHaveLength(4);
    expect(api()).toEqual([`POST ${items} 429`, `POST ${items} 201`]);
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(Date.parse("2026-11-22T03:18:12Z"));
    expect(emulator.requests.some(({ duringPenalty }) => duringPenalty)).toBe(false);
  });

  it("adds them once when the token has expired", async () => {
    const { playlist, items, emulator, writer, api, tokens } = await withPlaylist(1);
    await writer.checkScopes([]);
    emulator.expireAccessTokens();
    await writer.addItems(playlist.id, trackUris(3), 1);
    expect(playlist.items).toHaveLength(4);
    expect(api()).toEqual([`POST ${items} 401`, `POST ${items} 201`]);
    expect(tokens()).toBe(2);
  });

  it("is over before it can be seen", async () => {
    const { playlist, provider, writer, clock } = await withPlaylist(0, { visibilityLagMs: 2000 });
    await writer.addItems(playlist.id, trackUris(3), 0);
    const totals = async () => (await provider.playlists()).playlists.map((listed) => listed.total);
    expect(await totals()).toEqual([0]);
    await clock.advance(2000);
    expect(await totals()).toEqual([3]);
  });

  it.each(["..", "../me", "a/b", "", "a?b"])("never asks for a playlist %j", async (id) => {
    const { writer, emulator } = await createWriterScene();
    const error = await appErrorOf(() => writer.addItems(id, trackUris(1), 0));
    expect(error.code).toBe("provider/not-found");
    expect(emulator.requests).toEqual([]);
  });

  it("names the scopes that are missing", async () => {
    const scopes = ALL_SCOPES.filter((scope) => !scope.startsWith("playlist-modify"));
    const { playlist, writer } = await withPlaylist(0, { scopes });
    const error = await appErrorOf(() => writer.addItems(playlist.id, trackUris(1), 0));
    expect(error).toMatchObject({ name: "AuthError", code: "auth/scope" });
    expect(error.hint).toMatch(/: playlist-modify-public playlist-modify-private$/);
  });
});
