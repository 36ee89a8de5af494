import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createAccount,
  type Emulator,
  fault,
  generateLibrary,
  jpegNamed,
  startEmulator,
} from "../../emulator/index.ts";
import { type Answer, type Client, connect } from "./client.ts";
import { loadContracts } from "./contract.ts";
import { REMOVED } from "./contract-exceptions.ts";

const SOURCE = generateLibrary({
  seed: 7,
  likes: 130,
  playlists: 12,
  itemsPerPlaylist: 60,
  followed: 2,
  collaborative: 1,
  albums: 21,
  artists: 60,
  shows: 3,
  episodes: 4,
  audiobooks: 3,
  edgeCases: true,
});
const [FIRST, SECOND] = SOURCE.playlists.map(({ id }) => id);
const WITHHELD = SOURCE.playlists[12]?.id;
const LIKED = SOURCE.likes[0]?.track.id ?? "";
const TRACK = `spotify:track:${LIKED}`;

/** Each: what is sent, and the path under which Spotify's file lists it. */
const CALLS: readonly (readonly [string, string, string, unknown?])[] = [
  ["GET", "/me", "/me"],
  ["GET", "/me/tracks?limit=50", "/me/tracks"],
  ["GET", "/me/tracks?limit=50&offset=50", "/me/tracks"],
  ["GET", "/me/tracks?market=SE", "/me/tracks"],
  ["GET", "/me/albums", "/me/albums"],
  ["GET", "/me/shows", "/me/shows"],
  ["GET", "/me/episodes", "/me/episodes"],
  ["GET", "/me/audiobooks", "/me/audiobooks"],
  ["GET", "/me/following?type=artist", "/me/following"],
  ["GET", "/me/following?type=artist&limit=50&after=z", "/me/following"],
  ["GET", "/me/playlists?limit=50", "/me/playlists"],
  ["GET", `/playlists/${FIRST}?additional_types=track,episode`, "/playlists/{playlist_id}"],
  ["GET", `/playlists/${WITHHELD}`, "/playlists/{playlist_id}"],
  ["GET", `/playlists/${FIRST}/items?additional_types=episode&limit=50`, ITEMS()],
  ["GET", `/playlists/${SECOND}/items?limit=50&additional_types=episode`, ITEMS()],
  ["GET", `/playlists/${WITHHELD}/items`, ITEMS()],
  ["GET", `/playlists/${FIRST}/images`, "/playlists/{playlist_id}/images"],
  ["GET", `/me/library/contains?uris=${TRACK}`, "/me/library/contains"],
  ["GET", "/me/library/contains", "/me/library/contains"],
  ["GET", `/search?type=track,album&q=isrc:${SOURCE.likes[0]?.track.isrc}`, "/search"],
  ["GET", `/search?type=album,show&q=upc:${SOURCE.albums[0]?.album.upc}`, "/search"],
  ["GET", `/tracks/${LIKED}`, "/tracks/{id}"],
  ["GET", `/albums/${SOURCE.albums[0]?.album.id}`, "/albums/{id}"],
  ["GET", "/albums/nothing", "/albums/{id}"],
  ["POST", "/me/playlists", "/me/playlists", { name: "New" }],
  ["POST", "/me/playlists", "/me/playlists", {}],
  ["PUT", `/playlists/${FIRST}`, "/playlists/{playlist_id}", { name: "Renamed" }],
  ["POST", `/playlists/${FIRST}/items`, ITEMS(), { uris: [TRACK] }],
  ["PUT", `/playlists/${FIRST}/items`, ITEMS(), { range_start: 0, insert_before: 2 }],
  ["DELETE", `/playlists/${FIRST}/items`, ITEMS(), { items: [{ uri: TRACK }] }],
  ["PUT", `/me/library?uris=${TRACK}`, "/me/library"],
  ["DELETE", `/me/library?uris=${TRACK}`, "/me/library"],
  ["PUT", "/me/library", "/me/library", { uris: [TRACK] }],
];

function ITEMS(): string {
  return "/playlists/{playlist_id}/items";
}

describe("answers", () => {
  let emulator: Emulator;
  let client: Client;

  beforeAll(async () => {
    emulator = await startEmulator({ accounts: [structuredClone(SOURCE)] });
    client = await connect(emulator);
  });
  afterAll(() => emulator.close());

  test("carry none of the fields that Development Mode lost", async () => {
    const seen = new Set<string>();
    for (const [method, path, , json] of CALLS) {
      collectKeys((await client.send(method, path, json === undefined ? {} : { json })).json, seen);
    }
    expect([...seen].filter((key) => REMOVED.includes(key))).toEqual([]);
    expect(seen).toContain("external_ids");
  });

  for (const contract of loadContracts()) {
    test(`fit ${contract.name}`, async () => {
      const { audiobooks } = contract;
      const accounts = [structuredClone(SOURCE), createAccount("empty")];
      const fresh = await startEmulator({ accounts, audiobooks });
      const problems = await walk(fresh, contract.problems);
      await fresh.close();
      expect(problems).toEqual([]);
    });

    test(`of another shape do not fit ${contract.name}`, async () => {
      const { json } = await client.get("/me/tracks");
      const [row] = json.items;
      const page = (item: unknown) => ({ ...json, items: [item] });
      const judge = (body: unknown) => contract.problems("GET", "/me/tracks", 200, body).length;
      const { name: _, ...nameless } = row.track;
      expect(judge(page(row))).toBe(0);
      expect(judge(page({ ...row, track: nameless }))).toBe(1);
      expect(judge(page({ ...row, track: { ...row.track, popularity_: 1 } }))).toBe(1);
      expect(judge(page({ ...row, added_at: null }))).toBe(1);
      expect(judge(page({ ...row, track: { ...row.track, album: null } }))).not.toBe(0);
      expect(contract.problems("GET", "/me/tracks", 204, undefined)).toHaveLength(1);
    });
  }
});

async function walk(
  emulator: Emulator,
  check: (method: string, path: string, status: number, body: unknown) => string[],
): Promise<string[]> {
  const full = await connect(emulator);
  const empty = await connect(emulator, "empty");
  const found: string[] = [];
  const hold = (method: string, listed: string, { status, json }: Answer) => {
    for (const problem of check(method, listed, status, json)) {
      found.push(`${method} ${listed} ${status}: ${problem}`);
    }
  };
  for (const client of [full, empty]) {
    for (const [method, path, listed, json] of CALLS) {
      hold(method, listed, await client.send(method, path, json === undefined ? {} : { json }));
    }
  }
  const image = await full.send("PUT", `/playlists/${FIRST}/images`, {
    body: Buffer.from(jpegNamed("x")).toString("base64"),
    headers: { "content-type": "image/jpeg" },
  });
  hold("PUT", "/playlists/{playlist_id}/images", image);
  emulator.faults.add({ path: "/me", fault: fault.quota() });
  hold("GET", "/me", await full.get("/me"));
  return found;
}

function collectKeys(value: unknown, keys: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    keys.add(key);
    collectKeys(inner, keys);
  }
}
