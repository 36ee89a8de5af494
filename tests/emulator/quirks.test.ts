import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createPlaylist,
  type Emulator,
  type FaultRule,
  fault,
  generateLibrary,
  quirk,
  startEmulator,
  tombstone,
} from "../../emulator/index.ts";
import { type Client, connect } from "./client.ts";

const LIKES = "/me/tracks";
let emulator: Emulator;
let client: Client;

beforeEach(async () => {
  emulator = await startEmulator({
    accounts: [generateLibrary({ seed: 3, likes: 60, artists: 3 })],
  });
  client = await connect(emulator);
});
afterEach(() => emulator.close());

// biome-ignore lint/suspicious/noExplicitAny: pages are looked at as they come.
const get = async (path: string): Promise<any> => (await client.get(path)).json;

describe("quirks", () => {
  test.each<[string, FaultRule, object]>([
    ["overcounted", quirk.overcounted(LIKES, 3), { total: 63, rows: 50 }],
    ["missing", quirk.missing(LIKES, 0, [1, 2]), { total: 60, rows: 48 }],
    ["doubled", quirk.doubled(LIKES, 0, 0), { total: 60, rows: 51 }],
    ["endsEarly", quirk.endsEarly(LIKES, 0), { total: 50, next: expect.any(String) }],
    ["endless", quirk.endless(LIKES, 1e9), { total: 1e9, next: expect.any(String) }],
    ["row", quirk.row(LIKES, 0, () => "odd"), { items: expect.arrayContaining(["odd"]) }],
  ])("%s changes what is shown, until it is removed", async (_name, rule, expected) => {
    const planned = emulator.faults.add(rule);
    const look = async () => {
      const page = await get(`${LIKES}?limit=50&offset=0`);
      return { ...page, rows: page.items.length };
    };
    for (let time = 0; time < 2; time += 1) expect(await look()).toMatchObject(expected);
    planned.remove();
    expect(await look()).toMatchObject({ total: 60, rows: 50 });
  });

  test("hold for their page only, and for lists by cursor, too", async () => {
    emulator.faults.add(quirk.missing(LIKES, 50, [0]));
    expect((await get(`${LIKES}?limit=50&offset=0`)).items.length).toBe(50);
    expect((await get(`${LIKES}?limit=50&offset=50`)).items.length).toBe(9);
    emulator.faults.add(quirk.overcounted("/me/following", 2));
    expect((await get("/me/following?type=artist")).artists.total).toBe(5);
  });

  test("leave refusals as they are, and the library", async () => {
    emulator.faults.add({ path: LIKES, times: 2, fault: fault.edited(() => ({ changed: true })) });
    expect((await client.get(`${LIKES}?limit=51`)).status).toBe(400);
    expect(await get(LIKES)).toEqual({ changed: true });
    expect((await get(LIKES)).total).toBe(60);
  });

  test("a tombstone has nothing to know it by", async () => {
    emulator.faults.add(quirk.row(LIKES, 1, (row) => ({ ...row, track: tombstone(row.track) })));
    const { items } = await get(LIKES);
    expect(items[1]).toMatchObject({
      ...{ added_at: expect.any(String), track: { id: null, name: "", uri: null } },
    });
    expect(items[0].track.uri).toMatch(/^spotify:track:/);
  });
});

describe("the list of playlists", () => {
  test("can begin each page one row early", async () => {
    const account = generateLibrary({ seed: 4 });
    for (let at = 69; at >= 0; at -= 1) createPlaylist(account, { name: String(at) });
    await using odd = await open(account, 43);
    const names = async (query: string) =>
      (await odd.get(`/me/playlists?${query}`)).items.map(({ name }: { name: string }) => name);
    expect((await names("limit=50&offset=0")).at(-1)).toBe("49");
    expect((await names("limit=50&offset=50"))[0]).toBe("49");
    expect((await names("limit=50&offset=50")).length).toBe(21);
    expect((await names("limit=20&offset=40"))[0]).toBe("40");
  });

  test("shows albums or a mosaic where there is no custom cover", async () => {
    const account = generateLibrary({ seed: 5, likes: 12 });
    const contents = account.likes.map(({ track }) => track);
    const itemsOf = (count: number) =>
      contents.slice(0, count).map((content) => ({ addedAt: null, addedBy: null, content }));
    for (const count of [12, 1, 0]) createPlaylist(account, { name: "x", items: itemsOf(count) });
    await using odd = await open(account, null);
    const { items } = await odd.get("/me/playlists");
    const pictures = items.map(({ images }: { images: { url: string }[] }) => images[0]?.url);
    expect(pictures).toEqual([
      undefined,
      expect.stringContaining("/image/ab67616d"),
      expect.stringMatching(/^https:\/\/mosaic\.scdn\.co\/640\/(?:ab67616d0000b273\w{22}){4}$/),
    ]);
  });

  async function open(account: ReturnType<typeof generateLibrary>, from: number | null) {
    const one = await startEmulator({ accounts: [account], playlistsRepeatFrom: from });
    const connected = await connect(one);
    return {
      // biome-ignore lint/suspicious/noExplicitAny: pages are looked at as they come.
      get: async (path: string): Promise<any> => (await connected.get(path)).json,
      [Symbol.asyncDispose]: () => one.close(),
    };
  }
});
