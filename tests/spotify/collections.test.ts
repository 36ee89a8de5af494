import { describe, expect, it } from "vitest";
import { isSound, MovedError } from "../../src/model/provider.ts";
import type { Collection, Entry } from "../../src/model/records.ts";
import {
  collect,
  createScriptedScene,
  many,
  pageAnswer,
  wireLike,
  wireTrack,
} from "../support/spotify/scripted-scene.ts";

const AT = "2020-01-02T03:04:05Z";

describe("requests", () => {
  it("are 40 for 2,000 likes, each for 50 of them, none for a market", async () => {
    const likes = many(2000, wireLike);
    const scene = await createScriptedScene((seen) =>
      seen.path === "/v1/me/tracks" ? pageAnswer(likes, seen.query) : undefined,
    );
    const walk = await scene.provider.collection("likes");
    const entries = await collect(walk);
    expect(walk.total).toBe(2000);
    expect(entries.map((entry) => entry.type === "track" && entry.item.refs["spotify"])).toEqual(
      many(2000, (id) => `spotify:track:${id}`),
    );
    expect([...scene.api()].sort()).toEqual(
      many(40, (page) => `/me/tracks?limit=50&offset=${Number(page) * 50}`).sort(),
    );
    expect(scene.provider.requests()).toBe(40 + 1);
  });

  it("are one for the head", async () => {
    const likes = many(500, wireLike);
    const scene = await createScriptedScene((seen) =>
      seen.path === "/v1/me/tracks" ? pageAnswer(likes, seen.query) : undefined,
    );
    const walk = await scene.provider.collection("likes");
    expect([walk.total, walk.first.length]).toEqual([500, 50]);
    expect(scene.api()).toEqual(["/me/tracks?limit=50&offset=0"]);
  });

  it("carry the token to the API only, whatever host the next page is said to be on", async () => {
    const likes = many(120, wireLike);
    const other = await createScriptedScene(() => undefined);
    const scene = await createScriptedScene((seen) =>
      seen.path === "/v1/me/tracks"
        ? pageAnswer(likes, seen.query, { next: `${other.url}/v1/steal?offset=50&limit=50` })
        : undefined,
    );
    expect(await collect(await scene.provider.collection("likes"))).toHaveLength(120);
    expect(other.seen).toEqual([]);
  });

  it("follow the length of the pages that a server gives, not the one asked for", async () => {
    const likes = many(65, wireLike);
    const scene = await createScriptedScene((seen) => {
      if (seen.path !== "/v1/me/tracks") return undefined;
      seen.query.set("limit", "20");
      return pageAnswer(likes, seen.query);
    });
    expect(await collect(await scene.provider.collection("likes"))).toHaveLength(65);
    expect(scene.seen.map((seen) => seen.query.get("offset"))).toEqual([
      null,
      "0",
      "20",
      "40",
      "60",
    ]);
  });
});

describe("each collection", () => {
  const album = {
    uri: "spotify:album:1",
    name: "Album",
    album_type: "compilation",
    release_date: "1981-12",
    artists: [{ name: "Artist", uri: "spotify:artist:1" }],
    external_ids: { upc: "012345678905" },
    tracks: { items: [wireTrack("1")], total: 1 },
    label: "Label",
  };
  const show = { uri: "spotify:show:1", name: "Show", publisher: "Publisher" };
  const episode = {
    type: "episode",
    uri: "spotify:episode:1",
    name: "Episode",
    duration_ms: 60_000,
    release_date: "2019-05-06",
    explicit: true,
    show,
  };
  const audiobook = {
    uri: "spotify:show:2",
    name: "Book",
    publisher: "Publisher",
    authors: [{ name: "Author" }, { name: "Other" }],
    narrators: [{ name: "Narrator" }],
  };
  const bookEntry = {
    type: "audiobook",
    item: {
      title: "Book",
      authors: ["Author", "Other"],
      narrators: ["Narrator"],
      publisher: "Publisher",
      refs: { spotify: "spotify:show:2" },
    },
  };
  const showItem = { title: "Show", publisher: "Publisher", refs: { spotify: "spotify:show:1" } };

  it.each<[Collection, string, unknown, unknown]>([
    [
      "albums",
      "/me/albums",
      { added_at: AT, album },
      {
        addedAt: AT,
        type: "album",
        item: {
          title: "Album",
          artists: [{ name: "Artist", refs: { spotify: "spotify:artist:1" } }],
          releaseDate: "1981-12",
          type: "compilation",
          upc: "012345678905",
          refs: { spotify: "spotify:album:1" },
        },
      },
    ],
    ["shows", "/me/shows", { added_at: AT, show }, { addedAt: AT, type: "show", item: showItem }],
    [
      "episodes",
      "/me/episodes",
      { added_at: AT, episode },
      {
        addedAt: AT,
        type: "episode",
        item: {
          title: "Episode",
          show: showItem,
          durationMs: 60_000,
          releaseDate: "2019-05-06",
          explicit: true,
          refs: { spotify: "spotify:episode:1" },
        },
      },
    ],
    ["audiobooks", "/me/audiobooks", { added_at: AT, audiobook }, { addedAt: AT, ...bookEntry }],
    ["audiobooks", "/me/audiobooks", audiobook, { addedAt: null, ...bookEntry }],
  ])("%s are read from %s", async (collection, path, row, entry) => {
    const scene = await createScriptedScene((seen) =>
      seen.path === `/v1${path}` ? pageAnswer([row, null], seen.query) : undefined,
    );
    const entries = await collect(await scene.provider.collection(collection));
    expect(entries).toStrictEqual([entry, { addedAt: null, type: "unavailable" }]);
    expect(scene.api()).toEqual([`${path}?limit=50&offset=0`]);
  });

  it("keeps the place and date of a like that is not shown, or not as documented", async () => {
    const tombstone = { id: null, name: "", uri: null, artists: [], duration_ms: 0 };
    const rows = [
      wireLike("1"),
      { added_at: AT, track: null },
      { added_at: AT, item: null },
      null,
      { added_at: AT, track: tombstone },
      { added_at: AT, track: { ...tombstone, uri: "spotify:track:null" } },
      { added_at: AT, track: { ...tombstone, name: 7 } },
      { added_at: 7 },
    ];
    const scene = await createScriptedScene((seen) =>
      seen.path === "/v1/me/tracks" ? pageAnswer(rows, seen.query) : undefined,
    );
    const walk = await scene.provider.collection("likes");
    const entries = await collect(walk);
    expect(entries.slice(1)).toStrictEqual([
      { addedAt: AT, type: "unavailable" },
      { addedAt: AT, type: "unavailable" },
      { addedAt: null, type: "unavailable" },
      { addedAt: AT, type: "unavailable" },
      { addedAt: AT, type: "unavailable" },
      { addedAt: AT, type: "unavailable" },
      { addedAt: null, type: "unavailable" },
    ]);
    expect(walk.report()).toEqual({ disagreeing: 0, repeats: 0, malformed: 2 });
  });
});

describe("followed artists", () => {
  /** Serves `count` artists by cursor, every page as `change` makes it. */
  function artists(
    count: number,
    change: (page: Record<string, unknown>) => Record<string, unknown> = (page) => page,
  ) {
    const ids = many(count, (id) => `artist${id}`);
    return createScriptedScene((seen) => {
      if (seen.path !== "/v1/me/following") return undefined;
      const after = seen.query.get("after");
      const start = after === null ? 0 : ids.indexOf(after) + 1;
      const items = ids
        .slice(start, start + 50)
        .map((id) => ({ name: id, uri: `spotify:artist:${id}` }));
      const last = ids[start + items.length - 1];
      const more = start + items.length < count;
      const page = {
        items,
        total: count,
        limit: 50,
        next: more ? `https://elsewhere.example/v1/old?type=artist&after=${last}&limit=50` : null,
        cursors: { after: more ? last : null },
      };
      return { json: { artists: change(page) } };
    });
  }

  it("are read by cursor, without a date", async () => {
    const scene = await artists(120);
    const walk = await scene.provider.collection("artists");
    const entries = await collect(walk);
    expect(walk.total).toBe(120);
    expect(entries).toHaveLength(120);
    expect(entries[119]).toStrictEqual({
      addedAt: null,
      type: "artist",
      item: { name: "artist119", refs: { spotify: "spotify:artist:artist119" } },
    });
    expect(scene.api()).toEqual([
      "/me/following?type=artist&limit=50",
      "/me/following?type=artist&limit=50&after=artist49",
      "/me/following?type=artist&limit=50&after=artist99",
    ]);
  });

  it("are read by the cursor in the next address where there is no other", async () => {
    const scene = await artists(120, (page) => ({ ...page, cursors: null }));
    expect(await collect(await scene.provider.collection("artists"))).toHaveLength(120);
  });

  it("can be none", async () => {
    const scene = await artists(0);
    expect(await collect(await scene.provider.collection("artists"))).toEqual([]);
    expect(scene.api()).toHaveLength(1);
  });

  it.each<[string, number, (page: Record<string, unknown>) => Record<string, unknown>]>([
    ["ends too early", 120, (page) => ({ ...page, total: 200 })],
    ["has no way on", 50, (page) => ({ ...page, next: null })],
    ["turns in circles", 120, (page) => ({ ...page, cursors: { after: "artist9" }, next: "?" })],
    ["comes to nothing", 50, (page) => ({ ...page, cursors: { after: "artist119" }, next: "?" })],
    ["has a row twice", 120, (page) => ({ ...page, items: doubled(page["items"]) })],
  ])("whose list %s are read to its end, and not believed", async (_name, count, change) => {
    const scene = await artists(120, change);
    const walk = await scene.provider.collection("artists");
    const entries = await collect(walk);
    const ids = entries.map((entry) => entry.type === "artist" && entry.item.name);
    expect(new Set(ids).size).toBeLessThanOrEqual(count);
    expect(isSound(walk, entries.length)).toBe(false);
    expect(scene.api().length).toBeLessThan(15);
  });

  const doubled = (items: unknown) => {
    const [first, , ...others] = items as readonly unknown[];
    return [first, first, ...others];
  };
});

describe("a list that moves while it is walked", () => {
  it.each<[string, (likes: object[]) => object[]]>([
    ["gained one", (likes) => [wireLike("new"), ...likes]],
    ["lost one that was read", (likes) => likes.slice(1)],
    ["gained one and lost one to come", (likes) => [wireLike("new"), ...likes.slice(0, -1)]],
  ])("is not believed if it %s", async (_name, change) => {
    let likes = many(200, wireLike);
    let hasChanged = false;
    const scene = await createScriptedScene((seen) => {
      if (seen.path !== "/v1/me/tracks") return undefined;
      const answer = pageAnswer(likes, seen.query);
      if (seen.query.get("offset") === "50" && !hasChanged) {
        likes = change(likes);
        hasChanged = true;
      }
      return answer;
    });
    const walk = await scene.provider.collection("likes");
    const seen = await collect(walk).catch((error: unknown) => error);
    if (!(seen instanceof MovedError)) {
      expect(isSound(walk, (seen as Entry[]).length)).toBe(false);
    }
    const again = await collect(await scene.provider.collection("likes"));
    expect(again).toHaveLength(likes.length);
  });

  it("is what it was when the walk began if only rows that were read already move", async () => {
    let likes = many(200, wireLike);
    const scene = await createScriptedScene((seen) => {
      if (seen.path !== "/v1/me/tracks") return undefined;
      const answer = pageAnswer(likes, seen.query);
      if (seen.query.get("offset") === "50") likes = [wireLike("new"), ...likes.slice(1)];
      return answer;
    });
    const entries = await collect(await scene.provider.collection("likes"));
    expect(entries.map((entry) => entry.type === "track" && entry.item.title)).toEqual(
      many(200, (id) => `Track ${id}`),
    );
  });
});
