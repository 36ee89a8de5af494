import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type AccountState,
  ALL_SCOPES,
  addItems,
  createCatalog,
  type Emulator,
  type EmulatorOptions,
  generateLibrary,
  jpegNamed,
  startEmulator,
} from "../../emulator/index.ts";
import { type Client, connect } from "./client.ts";

const NOW = Date.parse("2026-11-22T03:17:42Z");
const catalog = createCatalog();
const uris = (...numbers: readonly number[]) =>
  numbers.map((n) => `spotify:track:${catalog.track(n).id}`);

let emulator: Emulator;
let client: Client;
let account: AccountState;
let now = NOW;

async function restart(options: EmulatorOptions = {}): Promise<void> {
  await emulator?.close();
  now = NOW;
  account = generateLibrary({ seed: 5, likes: 3, playlists: 1, itemsPerPlaylist: 4, followed: 1 });
  emulator = await startEmulator({ accounts: [account], now: () => now, ...options });
  client = await connect(emulator);
}
beforeEach(() => restart());
afterEach(() => emulator.close());

const own = () => account.playlists.find(({ ownerId }) => ownerId === account.id);
const itemsPath = () => `/playlists/${own()?.id}/items`;
const uriList = () =>
  own()?.items.map(({ content }) =>
    content?.kind === "track" ? `spotify:track:${content.id}` : "",
  );

describe("POST /me/playlists", () => {
  test("puts a public playlist on top, whatever is asked", async () => {
    const { status, json } = await client.send("POST", "/me/playlists", {
      json: { name: "Made", description: "a & b", public: false },
    });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      name: "Made",
      description: "a &amp; b",
      public: true,
      collaborative: false,
      items: { total: 0, items: [] },
      owner: { id: account.id },
    });
    expect(account.playlists[0]?.id).toBe(json.id);
    expect((await client.get("/me/playlists")).json.items[0].id).toBe(json.id);
  });

  test("makes a collaborative one only when it asks not to be public", async () => {
    const json = { name: "Ours", collaborative: true, public: false };
    expect((await client.send("POST", "/me/playlists", { json })).json.collaborative).toBe(true);
    const scopes = ALL_SCOPES.filter((scope) => scope !== "playlist-modify-public");
    const without = await connect(emulator, account.accountId, scopes);
    expect((await without.send("POST", "/me/playlists", { json })).status).toBe(403);
  });
});

describe("PUT /playlists/{id}", () => {
  test("changes what it names and moves the snapshot, but not the visibility", async () => {
    const path = `/playlists/${own()?.id}`;
    const before = (await client.get(path)).json;
    const { status, text } = await client.send("PUT", path, {
      json: { name: "Other", description: "<i>", public: false },
    });
    expect([status, text]).toEqual([200, ""]);
    const after = (await client.get(path)).json;
    expect([after.name, after.description, after.public]).toEqual(["Other", "&lt;i&gt;", true]);
    expect(after.snapshot_id).not.toBe(before.snapshot_id);
    await client.send("PUT", path, { json: { collaborative: true, public: false } });
    expect(own()).toMatchObject({ name: "Other", description: "<i>", collaborative: true });
  });
});

describe("a description", () => {
  test("may be empty in a new playlist only; a change that has an empty one is refused whole", async () => {
    const json = { name: "Other", description: "" };
    expect((await client.send("POST", "/me/playlists", { json })).status).toBe(201);
    const before = own();
    const path = `/playlists/${before?.id}`;
    const text = before?.description;
    expect((await client.send("PUT", path, { json: { ...json, name: "New" } })).status).toBe(400);
    expect(own()).toMatchObject({ name: "Other", description: text });
  });

  test.each(["refused", "lost"] as const)("of more than 300 characters is %s", async (how) => {
    await restart({ longDescriptions: how });
    const json = { name: "Long", description: "x".repeat(301) };
    const { status } = await client.send("POST", "/me/playlists", { json });
    expect(status).toBe(how === "lost" ? 201 : 500);
    expect(own()?.name === "Long").toBe(how === "lost");
    if (how === "lost") expect(own()?.description).toBe("");
  });
});

describe("items", () => {
  test("are appended, or inserted where asked, stamped with now and the adder", async () => {
    const before = uriList() ?? [];
    const [a, b, c] = uris(1, 2, 3);
    const added = await client.send("POST", itemsPath(), { json: { uris: [a, b] } });
    expect([added.status, added.json]).toEqual([201, { snapshot_id: own()?.snapshotId }]);
    await client.send("POST", itemsPath(), { json: { uris: [c, a], position: 0 } });
    expect(uriList()).toEqual([c, a, ...before, a, b]);
    expect(own()?.items[0]).toMatchObject({
      addedAt: "2026-11-22T03:17:42Z",
      addedBy: account.id,
    });
  });

  test("in the query count, those in the body then do not", async () => {
    const [a, b] = uris(1, 2);
    await client.send("POST", `${itemsPath()}?uris=${a}&position=0`, { json: { uris: [b] } });
    await client.send("POST", `${itemsPath()}?uris=${b}`);
    expect([uriList()?.at(0), uriList()?.at(-1), uriList()?.length]).toEqual([a, b, 6]);
  });

  test("stop at ten thousand", async () => {
    const playlist = own();
    if (playlist === undefined) throw new Error("no playlist");
    const many = Array.from({ length: 9_990 }, (_, n) => catalog.track(n));
    addItems(playlist, many, { addedAt: null, addedBy: null });
    const post = (count: number) =>
      client.send("POST", itemsPath(), { json: { uris: uris(...Array(count).keys()) } });
    expect((await post(7)).status).toBe(400);
    expect((await post(6)).status).toBe(201);
    expect((await post(1)).status).toBe(400);
    expect(own()?.items.length).toBe(10_000);
  });

  test("are moved without new dates", async () => {
    const before = own()?.items ?? [];
    const json = {
      range_start: 0,
      range_length: 2,
      insert_before: 4,
      snapshot_id: own()?.snapshotId,
    };
    const { status } = await client.send("PUT", itemsPath(), { json });
    expect(status).toBe(200);
    expect(own()?.items).toEqual([before[2], before[3], before[0], before[1]]);
  });

  test("are replaced, those that stay with their old dates", async () => {
    const [first] = own()?.items ?? [];
    const [kept = ""] = uriList() ?? [];
    const json = { uris: [...uris(1), kept] };
    expect((await client.send("PUT", itemsPath(), { json })).status).toBe(200);
    expect(own()?.items.map(({ addedAt }) => addedAt)).toEqual([
      "2026-11-22T03:17:42Z",
      first?.addedAt,
    ]);
    expect((await client.send("PUT", itemsPath(), { json: { uris: [] } })).status).toBe(200);
    expect(own()?.items).toEqual([]);
  });

  test("are removed by URI, every one of them", async () => {
    const [a = ""] = uris(1);
    const before = uriList();
    await client.send("POST", itemsPath(), { json: { uris: [a, a] } });
    const { status } = await client.send("DELETE", itemsPath(), { json: { items: [{ uri: a }] } });
    expect(status).toBe(200);
    expect(uriList()).toEqual(before);
  });

  test("go into a deleted playlist too, which is not listed but can be brought back", async () => {
    const playlist = own();
    const uri = `spotify:playlist:${playlist?.id}`;
    const listed = async () =>
      (await client.get("/me/playlists")).json.items.some(
        ({ id }: { id: string }) => id === playlist?.id,
      );
    expect((await client.send("DELETE", `/me/library?uris=${uri}`)).status).toBe(200);
    const path = `/playlists/${playlist?.id}/items`;
    const { status } = await client.send("POST", path, { json: { uris: uris(1) } });
    expect([status, await listed(), (await client.get(path)).json.total]).toEqual([201, false, 5]);
    expect((await client.send("PUT", `/me/library?uris=${uri}`)).status).toBe(200);
    expect([await listed(), own()?.items.length]).toEqual([true, 5]);
    expect(account.deletedPlaylists).toEqual([]);
  });
});

describe("covers", () => {
  const put = (body: string) =>
    client.send("PUT", `/playlists/${own()?.id}/images`, {
      body,
      headers: { "content-type": "image/jpeg" },
    });

  test("come back as they were sent", async () => {
    const bytes = Buffer.from(jpegNamed("mine"));
    const before = own()?.snapshotId;
    expect((await put(bytes.toString("base64"))).status).toBe(202);
    expect(own()?.snapshotId).not.toBe(before);
    const { json } = await client.get(`/playlists/${own()?.id}/images`);
    expect(Buffer.from(await (await fetch(json[0].url)).arrayBuffer())).toEqual(bytes);
  });

  test("may not be wrapped in lines", async () => {
    const text = Buffer.from(jpegNamed("mine")).toString("base64");
    expect((await put(`${text.slice(0, 76)}\n${text.slice(76)}`)).status).toBe(400);
  });
});

describe("PUT and DELETE /me/library", () => {
  test("take every kind, twice without harm", async () => {
    const things = [catalog.album(1), catalog.artist(2), catalog.show(3), catalog.episode(4)];
    const list = [...things, catalog.audiobook(5), catalog.track(6)]
      .map(({ kind, id }) => `spotify:${kind}:${id}`)
      .concat("spotify:user:some%20body", `spotify:playlist:${own()?.id}`)
      .join(",");
    const path = `/me/library?uris=${encodeURIComponent(list)}`;
    const contains = `/me/library/contains?uris=${encodeURIComponent(list)}`;
    expect((await client.get(contains)).json).toEqual([...Array(7).fill(false), true]);
    for (const _ of [1, 2]) {
      const { status, text } = await client.send("PUT", path);
      expect([status, text]).toEqual([200, ""]);
      expect([account.albums, account.artists, account.shows].map(({ length }) => length)).toEqual([
        1, 1, 1,
      ]);
      expect([account.episodes.length, account.audiobooks.length]).toEqual([1, 1]);
      expect([account.likes.length, account.users]).toEqual([4, ["some body"]]);
    }
    expect((await client.get(contains)).json).toEqual(Array(8).fill(true));
    expect((await client.send("DELETE", path)).status).toBe(200);
    expect((await client.get(contains)).json).toEqual(Array(8).fill(false));
    expect(account.likes.length).toBe(3);
  });

  test.each([
    ["last", {}, [2, 1]],
    ["first, where that is asked for,", { batchOrder: "first-on-top" }, [1, 2]],
  ] as const)("put the %s of a batch on top, all dated now", async (_, options, order) => {
    await restart(options);
    const [a, b] = uris(1, 2);
    await client.send("PUT", `/me/library?uris=${a},${b}`);
    const top = account.likes.slice(0, 2).map(({ addedAt, track }) => [addedAt, track.id]);
    expect(top).toEqual(order.map((n) => ["2026-11-22T03:17:42Z", catalog.track(n).id]));
  });

  test("follow playlists of people outside, which come from any other account's list", async () => {
    const uri = `spotify:playlist:${account.playlists[1]?.id}`;
    await client.send("DELETE", `/me/library?uris=${uri}`);
    expect([account.playlists.length, account.deletedPlaylists]).toEqual([1, []]);
    await client.send("PUT", `/me/library?uris=${uri}`);
    expect((await client.get("/me/playlists")).json.items[0].uri).toBe(uri);
  });

  test.each([
    ["follow", 200, 1],
    ["ignore", 200, 0],
    ["refuse", 400, 0],
  ] as const)("%s artists, as told", async (artistWrites, status, followed) => {
    await restart({ artistWrites });
    const uri = `spotify:artist:${catalog.artist(9).id}`;
    expect((await client.send("PUT", `/me/library?uris=${uri}`)).status).toBe(status);
    expect(account.artists.length).toBe(followed);
  });
});

describe("PUT /me/tracks, where it is open", () => {
  const put = (json: unknown) => client.send("PUT", "/me/tracks", { json });
  const dated = (n: number, added_at: string) => ({ id: catalog.track(n).id, added_at });

  beforeEach(() => restart({ timestampedIds: true }));

  test("keeps dates to the minute and puts each where it belongs", async () => {
    const list = [dated(1, "2020-05-06T07:08:09Z"), dated(2, "2026-11-20T00:00:59Z")];
    expect((await put({ timestamped_ids: list })).status).toBe(200);
    const dates = account.likes.map(({ addedAt }) => addedAt);
    expect([dates.at(0), dates.at(-1)]).toEqual(["2026-11-20T00:00:00Z", "2020-05-06T07:08:00Z"]);
    expect(dates).toEqual(dates.toSorted().reverse());
  });

  test.each([
    ["undated", "2026-11-22T03:17:42Z", 4],
    ["ignored", undefined, 3],
  ] as const)("may answer well and do otherwise: %s", async (timestampedIds, addedAt, likes) => {
    await restart({ timestampedIds });
    const list = [dated(1, "2020-05-06T07:08:09Z")];
    expect((await put({ timestamped_ids: list })).status).toBe(200);
    expect(account.likes.length).toBe(likes);
    const { id } = catalog.track(1);
    expect(account.likes.find(({ track }) => track.id === id)?.addedAt).toBe(addedAt);
  });

  test("takes plain ids too, dated now", async () => {
    expect((await put({ ids: [catalog.track(1).id] })).status).toBe(200);
    expect(account.likes[0]?.addedAt).toBe("2026-11-22T03:17:42Z");
  });

  test("refuses what is not exactly right", async () => {
    const date = "2020-05-06T07:08:09Z";
    const bad = [
      {},
      { timestamped_ids: [] },
      { timestamped_ids: Array(51).fill(dated(1, date)) },
      { timestamped_ids: [dated(1, "2020-05-06")] },
      { timestamped_ids: [dated(1, "2020-15-06T07:08:09Z")] },
      { timestamped_ids: [{ id: "x", added_at: date }] },
      { timestamped_ids: [{ added_at: date }] },
      { ids: Array(51).fill(catalog.track(1).id) },
    ];
    for (const json of bad) expect((await put(json)).status).toBe(400);
    expect(account.likes.length).toBe(3);
    const scopes = ["user-library-read"];
    const without = await connect(emulator, account.accountId, scopes);
    expect((await without.send("PUT", "/me/tracks", { json: {} })).status).toBe(403);
  });
});

describe("visibility", () => {
  test("comes after the lag, write by write", async () => {
    await restart({ visibilityLagMs: 600 });
    const made = (await client.send("POST", "/me/playlists", { json: { name: "New" } })).json;
    expect(made.name).toBe("New");
    const path = `/playlists/${made.id}`;
    now += 300;
    expect((await client.send("POST", `${path}/items`, { json: { uris: uris(1) } })).status).toBe(
      201,
    );
    expect((await client.get(path)).status).toBe(404);
    now += 300;
    const seen = async () => (await client.get(`${path}/items`)).json.total;
    expect(await seen()).toBe(0);
    expect((await client.get("/me/playlists")).json.items[0].items.total).toBe(0);
    now += 300;
    expect(await seen()).toBe(1);
    await client.send("PUT", `/me/library?uris=${uris(7)}`);
    expect((await client.get("/me/tracks")).json.total).toBe(3);
    now += 600;
    expect((await client.get("/me/tracks")).json.total).toBe(4);
  });

  test("a new snapshot_id shows later than the items that it stands for", async () => {
    await restart({ visibilityLagMs: 600, snapshotLagMs: 30_000 });
    const path = `/playlists/${own()?.id}`;
    const before = (await client.get(path)).json.snapshot_id;
    const added = await client.send("POST", `${path}/items`, { json: { uris: uris(1) } });
    expect(added.json.snapshot_id).not.toBe(before);
    const seen = async () => {
      const { snapshot_id, items } = (await client.get(path)).json;
      return [snapshot_id, items.total];
    };
    expect(await seen()).toEqual([before, 4]);
    now += 600;
    expect(await seen()).toEqual([before, 5]);
    now += 29_400;
    expect(await seen()).toEqual([added.json.snapshot_id, 5]);
  });
});
