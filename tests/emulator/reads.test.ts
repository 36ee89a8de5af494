import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createAccount,
  createCatalog,
  EDGE_CASE_NAMES,
  type Emulator,
  generateLibrary,
  greyOut,
  like,
  startEmulator,
} from "../../emulator/index.ts";
import { ask, type Client, connect } from "./client.ts";

const NOW = Date.parse("2026-11-22T03:17:00Z");
const SPEC = {
  seed: 11,
  likes: 101,
  playlists: 6,
  itemsPerPlaylist: 120,
  followed: 2,
  collaborative: 1,
  albums: 3,
  artists: 75,
  edgeCases: true,
};
const LIBRARY = generateLibrary(SPEC);
const [OWNED] = LIBRARY.playlists;
const OWNED_PATH = `/playlists/${OWNED?.id}`;

let emulator: Emulator;
let client: Client;
let now = NOW;

beforeAll(async () => {
  emulator = await startEmulator({ accounts: [LIBRARY], now: () => now });
  client = await connect(emulator);
});
afterAll(() => emulator.close());

describe("pages", () => {
  test("follow one another to the end, with links in both directions", async () => {
    const links: unknown[] = [];
    let next: string | null = `${emulator.apiUrl}/me/tracks?limit=40`;
    const dates: string[] = [];
    while (next !== null) {
      const { json } = await client.get(next.slice(emulator.apiUrl.length));
      dates.push(...json.items.map(({ added_at }: { added_at: string }) => added_at));
      links.push([json.offset, json.items.length, json.total, json.previous !== null]);
      next = json.next;
    }
    expect(links).toEqual([
      [0, 40, 101, false],
      [40, 40, 101, true],
      [80, 21, 101, true],
    ]);
    expect(dates).toEqual(LIBRARY.likes.map(({ addedAt }) => addedAt));
    expect(dates).toEqual(dates.toSorted().reverse());
  });

  test.each([
    ["/me/tracks", 20, 101],
    ["/me/tracks?limit=1&offset=100", 1, 101],
    ["/me/tracks?limit=50&offset=101", 0, 101],
    ["/me/tracks?offset=5000", 0, 101],
    ["/me/shows", 0, 0],
  ])("%s has %i of %i", async (path, count, total) => {
    const { json } = await client.get(path);
    expect([json.items.length, json.total]).toEqual([count, total]);
    expect(json.next === null).toBe(json.offset + count >= total);
  });

  test("pages of followed artists follow a cursor", async () => {
    const ids: string[] = [];
    let after: string | null = "";
    while (after !== null) {
      const cursor: string = after === "" ? "" : `&after=${after}`;
      const { json } = await client.get(`/me/following?type=artist&limit=50${cursor}`);
      ids.push(...json.artists.items.map(({ id }: { id: string }) => id));
      expect(json.artists.total).toBe(75);
      expect(json.artists.next === null).toBe(json.artists.cursors.after === null);
      after = json.artists.cursors.after;
    }
    expect(ids.toSorted()).toEqual(LIBRARY.artists.map(({ id }) => id).toSorted());
  });

  test("show what happened since the one before", async () => {
    const account = createAccount("walker");
    const catalog = createCatalog();
    for (let n = 0; n < 60; n += 1) like(account, [catalog.track(n)], "2026-01-01T00:00:00Z");
    const moving = await startEmulator({ accounts: [account] });
    const walker = await connect(moving);
    const stop = moving.onRequest(async ({ path, query }) => {
      if (path !== "/me/tracks" || query["offset"] !== "50") return;
      await Promise.resolve();
      like(account, [catalog.track(99)], "2026-01-02T00:00:00Z");
      stop();
    });
    const first = await walker.get("/me/tracks?limit=50");
    const second = await walker.get("/me/tracks?limit=50&offset=50");
    const again = await walker.get("/me/tracks?limit=50&offset=50");
    await moving.close();
    expect([first.json.total, second.json.total, again.json.total]).toEqual([60, 61, 61]);
    expect(second.json.items[0].track.id).toBe(first.json.items[49].track.id);
  });
});

describe("playlists", () => {
  test("are listed in the sidebar's order, with nulls and missing counts", async () => {
    const { json } = await client.get("/me/playlists?limit=50");
    expect(json.items.length).toBe(LIBRARY.playlists.length);
    expect(json.items.at(-1)).toBeNull();
    expect(json.items.at(-2).items.total).toBeNull();
    expect(json.items[0]).toMatchObject({ id: OWNED?.id, items: { total: 120 } });
    expect(json.items[0].description).toMatch(/^&lt;b&gt;Bold&lt;&#x2F;b&gt; &amp; &quot;quoted/);
  });

  test("embed a hundred rows, and a `next` that is too long for the items endpoint", async () => {
    const { json } = await client.get(OWNED_PATH);
    expect([json.items.items.length, json.items.limit, json.items.total]).toEqual([100, 100, 120]);
    const next = await client.get(json.items.next.slice(emulator.apiUrl.length));
    expect(next.status).toBe(400);
  });

  test("playlists of others show no items", async () => {
    const followed = LIBRARY.playlists[6];
    const { json } = await client.get(`/playlists/${followed?.id}`);
    expect(json.owner.id).toBe(followed?.ownerId);
    expect("items" in json || "tracks" in json).toBe(false);
    expect((await client.get(`/playlists/${followed?.id}/items`)).status).toBe(403);
    const shared = LIBRARY.playlists[8];
    expect((await client.get(`/playlists/${shared?.id}/items`)).status).toBe(200);
  });

  test("playlists of Spotify itself are not found", async () => {
    for (const { id } of LIBRARY.playlists.slice(-2)) {
      expect((await client.get(`/playlists/${id}`)).status).toBe(404);
      expect((await client.get(`/playlists/${id}/items`)).status).toBe(404);
    }
  });

  test("keep a slot for everything, in order", async () => {
    const rows = (await client.all(`${OWNED_PATH}/items?additional_types=track,episode`)) as {
      is_local: boolean;
      added_at: string | null;
      added_by: object | null;
      item: { type: string; id: string | null } | null;
    }[];
    const kinds = rows.map(({ item, is_local }) => (is_local ? "local" : item?.type));
    expect(kinds).toEqual(OWNED?.items.map(({ content }) => content?.kind));
    expect(new Set(kinds)).toEqual(new Set(["track", "episode", "local", undefined]));
    expect(rows.some(({ added_at, added_by }) => added_at === null && added_by === null)).toBe(
      true,
    );
    const uris = rows.map(({ item }) => item?.id).filter((id) => id !== undefined && id !== null);
    expect(new Set(uris).size).toBeLessThan(uris.length);
  });

  test("hide episodes from clients that do not ask for them", async () => {
    const count = async (query: string) => {
      const rows = (await client.all(`${OWNED_PATH}/items${query}`)) as { item: object | null }[];
      return rows.filter(({ item }) => item === null).length;
    };
    const episodes = OWNED?.items.filter(({ content }) => content?.kind === "episode").length ?? 0;
    expect(episodes).toBeGreaterThan(0);
    expect(await count("")).toBe((await count("?additional_types=episode")) + episodes);
  });

  test("turn slots null when a track goes away, without a new snapshot_id", async () => {
    const account = generateLibrary({ seed: 4, playlists: 1, itemsPerPlaylist: 3 });
    const other = await startEmulator({ accounts: [account] });
    const reader = await connect(other);
    const path = `/playlists/${account.playlists[0]?.id}`;
    const before = (await reader.get(path)).json;
    greyOut(account, before.items.items[1].item.uri);
    const after = (await reader.get(path)).json;
    const found = await reader.get(
      `/search?type=track&q=isrc:${before.items.items[1].item.external_ids.isrc}`,
    );
    await other.close();
    expect(after.snapshot_id).toBe(before.snapshot_id);
    expect(after.items.items.map(({ item }: { item: object | null }) => item === null)).toEqual([
      false,
      true,
      false,
    ]);
    // The other release of the same recording is still there.
    expect(found.json.tracks.items).toHaveLength(1);
  });
});

describe("covers", () => {
  test("are JPEGs, without a login, for less than a day", async () => {
    const { json } = await client.get(`${OWNED_PATH}/images`);
    const { url } = json[0];
    const image = await fetch(url);
    const bytes = new Uint8Array(await image.arrayBuffer());
    expect([image.status, image.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
    expect([...bytes.slice(0, 3), ...bytes.slice(-2)]).toEqual([255, 216, 255, 255, 217]);
    expect(emulator.requests.at(-1)).toMatchObject({ kind: "image", status: 200 });
    now += 86_400_000;
    expect((await ask(url)).status).toBe(403);
    now = NOW;
  });
});

describe("the catalogue", () => {
  test("finds releases by ISRC and albums by UPC", async () => {
    const liked = LIBRARY.likes.find(({ track }) => !EDGE_CASE_NAMES.includes(track.name))?.track;
    const tracks = await client.get(`/search?type=track&limit=10&q=isrc:${liked?.isrc}`);
    const names = tracks.json.tracks.items.map(({ name }: { name: string }) => name);
    expect(names).toEqual([liked?.name, liked?.name]);
    const albums = await client.get(`/search?type=album&q=upc:${liked?.album.upc}`);
    expect(albums.json.albums.items.map(({ id }: { id: string }) => id)).toEqual([liked?.album.id]);
    const nothing = await client.get("/search?type=track,show&q=whatever");
    expect([nothing.json.tracks.total, nothing.json.shows.total]).toEqual([0, 0]);
  });

  test("knows what only a library has", async () => {
    const account = createAccount("own");
    const track = {
      ...createCatalog().track(1),
      id: "ownTrackOfThisTest0001",
      isrc: "GBXXX0000001",
    };
    account.likes = [{ addedAt: "2026-01-01T00:00:00Z", track }];
    const other = await startEmulator({ accounts: [account] });
    const reader = await connect(other);
    const found = await reader.get("/search?type=track&q=isrc:GBXXX0000001");
    const alone = await reader.get(`/tracks/${track.id}`);
    await other.close();
    expect(found.json.tracks.items.map(({ id }: { id: string }) => id)).toEqual([track.id]);
    expect(alone.json.name).toBe(track.name);
  });

  test("gives other ids to who asks for a market, with no way back", async () => {
    const [plain, relinked] = [
      await client.get("/me/tracks"),
      await client.get("/me/tracks?market=SE"),
    ];
    const ids = ({ json }: typeof plain) =>
      json.items.map(({ track }: { track: { id: string } }) => track.id);
    expect(ids(relinked).some((id: string) => ids(plain).includes(id))).toBe(false);
    expect(relinked.text).not.toContain("linked_from");
  });

  test("says of an album which tracks it has", async () => {
    const [saved] = LIBRARY.albums;
    const { json } = await client.get(`/albums/${saved?.album.id}`);
    expect(json.tracks.items.map((track: { track_number: number }) => track.track_number)).toEqual(
      Array.from({ length: 12 }, (_, at) => at + 1),
    );
    expect(json.external_ids.upc).toBe(saved?.album.upc);
  });
});

describe("older apps", () => {
  test("read the old field names", async () => {
    const old = await startEmulator({ accounts: [LIBRARY], oldFieldNames: true });
    const reader = await connect(old);
    const list = (await reader.get("/me/playlists")).json.items[0];
    const playlist = (await reader.get(OWNED_PATH)).json;
    await old.close();
    expect([list.tracks.total, "items" in list]).toEqual([120, false]);
    expect([playlist.tracks.total, "items" in playlist]).toEqual([120, false]);
    expect(Object.keys(playlist.tracks.items[0])).toContain("track");
  });

  test("may be pointed at the retired path", async () => {
    const old = await startEmulator({ accounts: [LIBRARY], nextNamesRetiredPath: true });
    const reader = await connect(old);
    const { json } = await reader.get(`${OWNED_PATH}/items?limit=50`);
    const followed = await reader.get(json.next.slice(old.apiUrl.length));
    await old.close();
    expect(json.next).toContain(`${OWNED_PATH}/tracks?`);
    expect(followed.status).toBe(403);
  });
});
