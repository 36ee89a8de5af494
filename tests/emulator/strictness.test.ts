import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ALL_SCOPES,
  createPlaylist,
  type Emulator,
  generateLibrary,
  greyOut,
  startEmulator,
} from "../../emulator/index.ts";
import { ask, type Client, connect, type Sending } from "./client.ts";

const MINE = generateLibrary({
  seed: 1,
  likes: 60,
  playlists: 3,
  itemsPerPlaylist: 5,
  followed: 1,
});
const THEIRS = generateLibrary({ seed: 2, likes: 50, playlists: 1, itemsPerPlaylist: 3 });
const ID = MINE.playlists[0]?.id;
const FOLLOWED = MINE.playlists[3]?.id;
const URIS = MINE.likes.map(({ track }) => `spotify:track:${track.id}`);
const [TRACK = "", DEAD = ""] = URIS;
const MISSING = `spotify:track:${"0".repeat(22)}`;
const ITEMS = `/playlists/${ID}/items`;

let emulator: Emulator;
let client: Client;

beforeAll(async () => {
  emulator = await startEmulator({ accounts: [MINE, THEIRS] });
  client = await connect(emulator);
  greyOut(MINE, DEAD);
});
afterAll(() => emulator.close());

const RETIRED: readonly (readonly [string, string])[] = [
  ["GET", `/playlists/${ID}/tracks`],
  ["POST", `/playlists/${ID}/tracks`],
  ["PUT", `/playlists/${ID}/followers`],
  ["GET", `/playlists/${ID}/followers/contains`],
  ["PUT", "/me/following?type=artist&ids=1"],
  ["DELETE", "/me/following?type=artist&ids=1"],
  ["GET", "/me/following/contains?type=artist&ids=1"],
  ["PUT", "/me/albums?ids=1"],
  ["DELETE", "/me/albums?ids=1"],
  ["PUT", "/me/shows?ids=1"],
  ["PUT", "/me/episodes?ids=1"],
  ["PUT", "/me/audiobooks?ids=1"],
  ["DELETE", "/me/tracks?ids=1"],
  ["GET", "/me/tracks/contains?ids=1"],
  ["GET", "/me/albums/contains?ids=1"],
  ["GET", "/tracks?ids=1"],
  ["GET", "/albums?ids=1"],
  ["GET", "/artists?ids=1"],
  ["GET", "/users/somebody"],
  ["GET", "/users/somebody/playlists"],
  ["POST", "/users/somebody/playlists"],
  ["PUT", "/me/tracks"],
];

test.each(RETIRED)("%s %s is retired", async (method, path) => {
  const { status, json } = await client.send(method, path);
  expect({ status, json }).toEqual({
    status: 403,
    json: { error: { status: 403, message: "Forbidden" } },
  });
});

const REFUSED: readonly (readonly [number, string, string, Sending?])[] = [
  [404, "GET", "/me/everything"],
  [404, "GET", "/playlists"],
  [405, "GET", "/me/library"],
  [405, "POST", "/me/tracks"],
  [405, "DELETE", "/me/playlists"],
  [400, "GET", "/me/tracks?limit=51"],
  [400, "GET", "/me/tracks?limit=0"],
  [400, "GET", "/me/tracks?limit=ten"],
  [400, "GET", "/me/tracks?limit=-1"],
  [400, "GET", "/me/tracks?offset=-1"],
  [400, "GET", "/me/playlists?offset=100001"],
  [400, "GET", `${ITEMS}?limit=100`],
  [400, "GET", `${ITEMS}?fields=items(added_at)`],
  [403, "GET", `/playlists/${FOLLOWED}/items`],
  [404, "GET", "/playlists/37i9dQZF1DXcBWIGoYBM5M"],
  [400, "GET", "/me/following"],
  [400, "GET", "/me/following?type=user"],
  [400, "GET", "/me/following?type=artist&limit=51"],
  [400, "GET", "/search?q=isrc:X&type=track&limit=11"],
  [400, "GET", "/search?q=isrc:X&type=track&offset=1001"],
  [400, "GET", "/search?q=isrc:X"],
  [400, "GET", "/search?type=track"],
  [400, "GET", `/search?type=track&q=${"x".repeat(251)}`],
  [400, "GET", "/search?type=track&q=x&market=Sweden"],
  [404, "GET", `/tracks/${"0".repeat(22)}`],
  [404, "GET", `/tracks/${DEAD.slice(14)}`],
  [400, "GET", "/me/library/contains"],
  [400, "GET", `/me/library/contains?uris=${URIS.slice(0, 41)}`],
  [400, "PUT", "/me/library"],
  [400, "PUT", "/me/library", { json: { uris: [TRACK] } }],
  [400, "PUT", `/me/library?uris=${URIS.slice(0, 41)}`],
  [400, "PUT", "/me/library?uris=spotify:track:short"],
  [400, "PUT", `/me/library?uris=${TRACK},%20${TRACK}`],
  [400, "PUT", `/me/library?uris=spotify:local:a:b:c:1`],
  [400, "PUT", `/me/library?uris=spotify:chapter:${"0".repeat(22)}`],
  [400, "PUT", `/me/library?uris=${MISSING}`],
  [400, "PUT", `/me/library?uris=${DEAD}`],
  [400, "PUT", `/me/library?uris=spotify:playlist:${"0".repeat(22)}`],
  [400, "POST", "/me/playlists", { json: {} }],
  [400, "POST", "/me/playlists", { json: { name: "" } }],
  [400, "POST", "/me/playlists", { json: { name: 1 } }],
  [400, "POST", "/me/playlists", { body: "{", headers: { "content-type": "application/json" } }],
  [
    400,
    "POST",
    "/me/playlists",
    { body: '{"name":"x"}', headers: { "content-type": "text/plain" } },
  ],
  [400, "POST", "/me/playlists", { json: { name: "x", collaborative: true } }],
  [500, "POST", "/me/playlists", { json: { name: "x".repeat(101) } }],
  [500, "POST", "/me/playlists", { json: { name: "x", description: "y".repeat(301) } }],
  [500, "POST", "/me/playlists", { json: { name: "x", description: "a\nb" } }],
  [403, "PUT", `/playlists/${FOLLOWED}`, { json: { name: "mine now" } }],
  [404, "PUT", `/playlists/${"0".repeat(22)}`, { json: { name: "x" } }],
  [400, "PUT", `/playlists/${ID}`, { json: { collaborative: true } }],
  [400, "POST", ITEMS, { json: {} }],
  [400, "POST", ITEMS, { json: { uris: [] } }],
  [400, "POST", ITEMS, { json: { uris: Array.from({ length: 101 }, () => TRACK) } }],
  [400, "POST", ITEMS, { json: { uris: [TRACK], position: 6 } }],
  [400, "POST", ITEMS, { json: { uris: [TRACK], position: -1 } }],
  [400, "POST", ITEMS, { json: { uris: ["spotify:local:a:b:c:1"] } }],
  [400, "POST", ITEMS, { json: { uris: [TRACK, MISSING] } }],
  [400, "POST", ITEMS, { json: { uris: [DEAD] } }],
  [400, "POST", ITEMS, { json: { uris: [TRACK.replace("track", "album")] } }],
  [403, "POST", `/playlists/${FOLLOWED}/items`, { json: { uris: [TRACK] } }],
  [404, "POST", `/playlists/${"0".repeat(22)}/items`, { json: { uris: [TRACK] } }],
  [400, "PUT", ITEMS, { json: {} }],
  [400, "PUT", ITEMS, { json: { uris: [TRACK], range_start: 0, insert_before: 1 } }],
  [400, "PUT", ITEMS, { json: { range_start: 0 } }],
  [400, "PUT", ITEMS, { json: { range_start: 4, range_length: 2, insert_before: 0 } }],
  [400, "PUT", ITEMS, { json: { range_start: 0, insert_before: 1, snapshot_id: "old" } }],
  [400, "DELETE", ITEMS, { json: { tracks: [{ uri: TRACK }] } }],
  [400, "DELETE", ITEMS, { json: { items: [{ id: TRACK }] } }],
  [400, "PUT", `/playlists/${ID}/images`, jpeg("data:image/jpeg;base64,/9j/")],
  [400, "PUT", `/playlists/${ID}/images`, jpeg("aGVsbG8=")],
  [
    400,
    "PUT",
    `/playlists/${ID}/images`,
    { body: "/9j/", headers: { "content-type": "text/plain" } },
  ],
  [413, "PUT", `/playlists/${ID}/images`, jpeg("A".repeat(256 * 1024 + 4))],
];

test.each(REFUSED.map((row) => ({ row })))("$row.0 for $row.1 $row.2", async ({ row }) => {
  const [status, method, path, sending] = row;
  const before = JSON.stringify([MINE.playlists, MINE.likes.length, MINE.albums]);
  const answer = await client.send(method, path, sending);
  expect(answer.status).toBe(status);
  expect(answer.json).toEqual({ error: { status, message: expect.any(String) } });
  expect(JSON.stringify([MINE.playlists, MINE.likes.length, MINE.albums])).toBe(before);
});

/** Requests with the scopes that they need. Each is refused when one of its scopes is missing. */
const SCOPED: readonly (readonly [string, string, readonly string[], unknown?])[] = [
  ["GET", "/me/tracks", ["user-library-read"]],
  ["GET", "/me/albums", ["user-library-read"]],
  ["GET", "/me/shows", ["user-library-read"]],
  ["GET", "/me/episodes", ["user-library-read", "user-read-playback-position"]],
  ["GET", "/me/audiobooks", ["user-library-read"]],
  ["GET", "/me/following?type=artist", ["user-follow-read"]],
  ["GET", "/me/playlists", ["playlist-read-private"]],
  ["GET", ITEMS, ["playlist-read-private"]],
  ["GET", `/me/library/contains?uris=${TRACK}`, ["user-library-read"]],
  ["GET", `/me/library/contains?uris=spotify:playlist:${ID}`, ["playlist-read-private"]],
  ["GET", `/me/library/contains?uris=spotify:user:x`, ["user-follow-read"]],
  ["PUT", `/me/library?uris=${TRACK}`, ["user-library-modify"]],
  ["PUT", `/me/library?uris=spotify:user:x`, ["user-follow-modify"]],
  ["PUT", `/me/library?uris=spotify:playlist:${ID}`, ["playlist-modify-public"]],
  ["POST", "/me/playlists", ["playlist-modify-public"], { name: "a" }],
  ["POST", "/me/playlists", ["playlist-modify-private"], { name: "b", public: false }],
  ["PUT", `/playlists/${ID}`, ["playlist-modify-public"], { name: "c" }],
  ["POST", ITEMS, ["playlist-modify-public"], { uris: [TRACK] }],
  [
    "POST",
    `/playlists/${MINE.playlists[1]?.id}/items`,
    ["playlist-modify-private"],
    { uris: [TRACK] },
  ],
];

describe("scopes", () => {
  test.each(SCOPED.map((row) => ({ row })))("$row.0 $row.1 needs $row.2", async ({ row }) => {
    const [method, path, needed, json] = row;
    const sending = json === undefined ? {} : { json };
    const enough = await connect(emulator, MINE.accountId, needed);
    expect((await enough.send(method, path, sending)).status).toBeLessThan(300);
    for (const missing of needed) {
      const scopes = ALL_SCOPES.filter((scope) => scope !== missing);
      const { status, json: body } = await (await connect(emulator, MINE.accountId, scopes)).send(
        method,
        path,
        sending,
      );
      expect([status, body.error.message]).toEqual([403, "Insufficient client scope"]);
    }
  });

  test("the profile, the catalogue and public playlists need none", async () => {
    const bare = await connect(emulator, MINE.accountId, []);
    for (const path of ["/me", `/tracks/${TRACK.slice(14)}`, `/playlists/${FOLLOWED}`]) {
      expect((await bare.get(path)).status).toBe(200);
    }
  });

  test("collaborative playlists of others are listed and read with their own scope only", async () => {
    const shared = createPlaylist(THEIRS, { name: "Ours", collaborative: true });
    MINE.playlists = [...MINE.playlists, shared];
    const scopes = ALL_SCOPES.filter((scope) => scope !== "playlist-read-collaborative");
    const without = await connect(emulator, MINE.accountId, scopes);
    const listed = async (one: Client) =>
      (await one.get("/me/playlists?limit=50")).json.items.some(
        ({ id }: { id: string }) => id === shared.id,
      );
    expect([await listed(client), await listed(without)]).toEqual([true, false]);
    expect((await client.get(`/playlists/${shared.id}/items`)).status).toBe(200);
    expect((await without.get(`/playlists/${shared.id}/items`)).status).toBe(403);
  });

  test("an upload without its scope is 401", async () => {
    const scopes = ALL_SCOPES.filter((scope) => scope !== "ugc-image-upload");
    const without = await connect(emulator, MINE.accountId, scopes);
    expect((await without.send("PUT", `/playlists/${ID}/images`, jpeg("x"))).status).toBe(401);
  });
});

describe("tokens and the app", () => {
  test.each([
    [401, undefined, "No token provided"],
    [400, "Basic eDp5", "Only valid bearer authentication supported"],
    [401, "Bearer nonsense", "Invalid access token"],
  ])("%d for authorization %s", async (status, authorization, message) => {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await ask(`${emulator.apiUrl}/me`, { headers });
    expect([answer.status, answer.json.error.message]).toEqual([status, message]);
  });

  test("a user the app's owner did not allow is refused everywhere", async () => {
    THEIRS.allowlisted = false;
    const { status, json } = await (await connect(emulator, THEIRS.accountId)).get("/me");
    THEIRS.allowlisted = true;
    expect(status).toBe(403);
    expect(json.error.message).toBe("User not registered in the Developer Dashboard");
  });

  test("everybody is refused when the owner's subscription lapses", async () => {
    emulator.ownerPremiumLapsed = true;
    const { status, json } = await client.get("/me/tracks");
    emulator.ownerPremiumLapsed = false;
    expect(status).toBe(403);
    expect(json.error.message).toBe(
      "Active premium subscription required for the owner of the app",
    );
    expect((await client.get("/me/tracks")).status).toBe(200);
  });
});

function jpeg(body: string): Sending {
  return { body, headers: { "content-type": "image/jpeg" } };
}
