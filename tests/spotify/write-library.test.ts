import { describe, expect, it } from "vitest";
import {
  createAccount,
  createPlaylist,
  deletePlaylist,
  fault,
  greyOut,
  like,
  uriOf,
} from "../../emulator/index.ts";
import { RefusedError } from "../../src/model/writer.ts";
import { appErrorOf } from "../support/app-error.ts";
import {
  catalog,
  createWriterScene,
  trackUris,
  type WriterScene,
} from "../support/spotify/writer-scene.ts";

const likedOf = ({ account }: WriterScene) => account.likes.map(({ track }) => uriOf(track));
const SAVED = "PUT /me/library 200";
const REFUSED = "PUT /me/library 400";
const UNKNOWN = `spotify:track:${"0".repeat(22)}`;
const LOCAL = "spotify:local:Artist:Album:Title, with a comma:123";

/** References that no request can hold. */
const MALFORMED = [
  LOCAL,
  "spotify:track:typo",
  "",
  `${UNKNOWN} `,
  `${UNKNOWN},${UNKNOWN}`,
  "spotify:user:somebody",
  `https://open.spotify.com/track/${"0".repeat(22)}`,
];

describe("save", () => {
  it.each([1, 39, 40])("likes %i tracks with one request, the last one on top", async (count) => {
    const scene = await createWriterScene();
    await scene.writer.save(trackUris(count));
    expect(likedOf(scene)).toEqual(trackUris(count).reverse());
    expect(scene.api()).toEqual([SAVED]);
    expect(scene.writer.saveLimit).toBe(40);
  });

  it("sends nothing for nothing", async () => {
    const scene = await createWriterScene();
    await scene.writer.save([]);
    expect(scene.emulator.requests).toEqual([]);
  });

  it("takes every kind of thing at once", async () => {
    const scene = await createWriterScene();
    const things = [
      catalog.track(1),
      catalog.album(2),
      catalog.artist(3),
      catalog.show(4),
      catalog.episode(5),
      catalog.audiobook(6),
    ].map(uriOf);
    await scene.writer.save(things);
    expect(await scene.writer.contains(things)).toEqual(things.map(() => true));
    const { likes, albums, artists, shows, episodes, audiobooks } = scene.account;
    const lists = [likes, albums, artists, shows, episodes, audiobooks];
    expect(lists.map((list) => list.length)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it("brings an own playlist back that was deleted", async () => {
    const account = createAccount("me");
    const playlist = createPlaylist(account, { name: "Mine" });
    deletePlaylist(account, playlist.id);
    const scene = await createWriterScene({ account });
    await scene.writer.save([`spotify:playlist:${playlist.id}`]);
    expect(account.playlists).toEqual([playlist]);
  });

  it("changes nothing the second time", async () => {
    const scene = await createWriterScene();
    await scene.writer.save(trackUris(3));
    const { likes } = scene.account;
    await scene.writer.save(trackUris(3).reverse());
    expect(scene.account.likes).toEqual(likes);
  });

  it("refuses all for one that is dead, naming none", async () => {
    const scene = await createWriterScene();
    const [dead = "", ...others] = trackUris(40);
    greyOut(scene.account, dead);
    const error = await scene.writer.save([...others, dead]).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    expect(String(error)).not.toContain("spotify:");
    expect(scene.account.likes).toEqual([]);
    expect(scene.api()).toEqual([REFUSED]);
  });

  it.each(MALFORMED)("refuses %j without a request", async (reference) => {
    const scene = await createWriterScene();
    const saving = scene.writer.save([...trackUris(1), reference]);
    await expect(saving).rejects.toBeInstanceOf(RefusedError);
    expect(scene.emulator.requests).toEqual([]);
  });

  it("refuses artists where Spotify does", async () => {
    const scene = await createWriterScene({ artistWrites: "refuse" });
    const saving = scene.writer.save([uriOf(catalog.artist(1))]);
    await expect(saving).rejects.toBeInstanceOf(RefusedError);
  });

  it("is a failure, not a refusal, where Spotify misses the URIs it was sent", async () => {
    const scene = await createWriterScene();
    const body = { error: { status: 400, message: "Missing required field: uris" } };
    scene.emulator.faults.add({ path: "/me/library", fault: fault.status(400, body) });
    const error = await appErrorOf(() => scene.writer.save(trackUris(2)));
    expect(error).toMatchObject({ name: "ProviderError", code: "provider/refused" });
    expect(error.message).toBe("Spotify refused to change the library (400).");
  });

  it.each([
    ["a track", () => uriOf(catalog.track(1)), "user-library-modify"],
    ["an artist", () => uriOf(catalog.artist(1)), "user-follow-modify"],
    ["a playlist", () => `spotify:playlist:${"0".repeat(22)}`, "playlist-modify-public"],
  ])("names the scope that %s needs", async (_name, reference, scope) => {
    const scene = await createWriterScene({ scopes: ["user-library-read"] });
    const error = await appErrorOf(() => scene.writer.save([reference()]));
    expect(error).toMatchObject({ name: "AuthError", code: "auth/scope" });
    expect(error.hint).toMatch(new RegExp(`: ${scope}$`));
    expect(scene.api()).toEqual(["PUT /me/library 403"]);
  });
});

describe("a save that goes wrong once", () => {
  it.each([
    ["an outage", fault.status(502), ["PUT /me/library 502", SAVED]],
    ["an outage after the fact", fault.appliedThenStatus(502), ["PUT /me/library 502", SAVED]],
    ["a lost answer", fault.appliedThenLost(), ["PUT /me/library 0", SAVED]],
    ["a lost request", fault.reset(), ["PUT /me/library 0", SAVED]],
    ["no answer", fault.hang(), ["PUT /me/library 0", SAVED]],
    ["a login page in between", fault.html(), ["PUT /me/library 200", SAVED]],
    ["too many requests", fault.rateLimit(1), ["PUT /me/library 429", SAVED]],
  ])("is made good: %s", async (_name, planned, requests) => {
    const scene = await createWriterScene();
    scene.emulator.faults.add({ method: "PUT", path: "/me/library", fault: planned });
    await scene.writer.save(trackUris(40));
    expect(likedOf(scene)).toEqual(trackUris(40).reverse());
    expect(scene.api()).toEqual(requests);
    expect(scene.emulator.requests.some(({ duringPenalty }) => duringPenalty)).toBe(false);
  });

  it("is sent again with a new token when the old one has expired", async () => {
    const scene = await createWriterScene();
    await scene.writer.save(trackUris(1));
    scene.emulator.expireAccessTokens();
    await scene.writer.save(trackUris(1, 1));
    expect(likedOf(scene)).toEqual(trackUris(2).reverse());
    expect(scene.api()).toEqual([SAVED, "PUT /me/library 401", SAVED]);
    expect(scene.tokens()).toBe(2);
  });

  it("gives up after four outages", async () => {
    const scene = await createWriterScene();
    const path = "/me/library";
    scene.emulator.faults.add({ path, fault: fault.status(503), times: Infinity });
    const error = await appErrorOf(() => scene.writer.save(trackUris(1)));
    expect(error.code).toBe("provider/unavailable");
    expect(scene.api()).toHaveLength(4);
  });

  it("ends at once with the time to come back when the quota is used up", async () => {
    const scene = await createWriterScene();
    scene.emulator.faults.add({ path: "/me/library", fault: fault.quota(3600) });
    const error = await appErrorOf(() => scene.writer.save(trackUris(1)));
    expect(error).toMatchObject({ name: "RateLimitError", code: "provider/quota" });
    expect(error.retryAt?.toISOString()).toBe("2026-11-22T04:17:42.000Z");
    expect(scene.api()).toEqual(["PUT /me/library 429"]);
  });
});

describe("contains", () => {
  it.each([1, 39, 40])("tells of %i references with one request, in their order", async (count) => {
    const account = createAccount("me");
    const tracks = Array.from({ length: count }, (_, n) => catalog.track(n));
    const isLiked = tracks.map((_, n) => n % 3 === 0);
    const some = tracks.filter((_, n) => isLiked[n]);
    like(account, some, "2026-01-01T00:00:00Z");
    const scene = await createWriterScene({ account });
    expect(await scene.writer.contains(tracks.map(uriOf))).toEqual(isLiked);
    expect(scene.api()).toEqual(["GET /me/library/contains 200"]);
  });

  it("says no to what cannot be asked for, and asks once for what repeats", async () => {
    const account = createAccount("me");
    like(account, [catalog.track(0)], "2026-01-01T00:00:00Z");
    const scene = await createWriterScene({ account });
    const [liked = "", other = ""] = trackUris(2);
    const asked = [LOCAL, liked, other, liked, ...MALFORMED];
    const told = [false, true, false, true, ...MALFORMED.map(() => false)];
    expect(await scene.writer.contains(asked)).toEqual(told);
    expect(scene.emulator.requests.at(-1)?.query).toEqual({ uris: `${liked},${other}` });
    expect(await scene.writer.contains(MALFORMED)).toEqual(MALFORMED.map(() => false));
    expect(scene.api()).toHaveLength(1);
  });

  it.each([
    ["fewer answers than questions", [true]],
    ["something else", { uris: [] }],
  ])("does not take %s for an answer", async (_name, body) => {
    const scene = await createWriterScene();
    scene.emulator.faults.add({ path: "/me/library/contains", fault: fault.status(200, body) });
    const error = await appErrorOf(() => scene.writer.contains(trackUris(2)));
    expect(error.code).toBe("http/bad-answer");
  });
});
