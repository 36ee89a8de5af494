import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  ALL_SCOPES,
  createPlaylist,
  generateLibrary,
  startEmulator,
} from "../../emulator/index.ts";
import { type ListedPlaylist, MovedError, type PlaylistList } from "../../src/model/provider.ts";
import type { Entry } from "../../src/model/records.ts";
import { Secret } from "../../src/secret.ts";
import { appErrorOf } from "../support/app-error.ts";
import { seeds } from "../support/seeds.ts";
import {
  collect,
  createScriptedScene,
  many,
  pageAnswer,
  refused,
  type ScriptedScene,
  type Seen,
  type SpotifyAnswer,
  wirePlaylist,
  wireTrack,
} from "../support/spotify/scripted-scene.ts";

const THEIRS = { owner: { id: "ann", display_name: "Ann" } };

/** A scene whose account has these playlists; `items` answers what is below `/playlists/`. */
function withPlaylists(
  rows: readonly unknown[],
  items: (seen: Seen) => SpotifyAnswer | undefined = () => undefined,
): Promise<ScriptedScene> {
  return createScriptedScene((seen) => {
    if (seen.path === "/v1/me/playlists") return pageAnswer(rows, seen.query);
    return seen.path.startsWith("/v1/playlists/") ? items(seen) : undefined;
  });
}

/** The entries of the playlist `id`, as the provider reads them. */
async function entriesOf(scene: ScriptedScene, id: string): Promise<readonly Entry[] | "withheld"> {
  const listed = (await scene.provider.playlists()).playlists.find((one) => one.id === id);
  if (listed === undefined) throw new Error("the playlist was not listed");
  const walk = await scene.provider.entries(listed);
  return walk === "withheld" ? walk : collect(walk);
}

describe("the account", () => {
  it("goes by its stable id, and answers to the older one", async () => {
    const scene = await createScriptedScene((seen) =>
      seen.path === "/v1/me"
        ? { json: { account_id: "stable", id: "old", display_name: "Name" } }
        : undefined,
    );
    expect(await scene.provider.account()).toEqual({
      id: "stable",
      aliases: ["old"],
      displayName: "Name",
    });
  });

  it.each([
    [{ id: "old", display_name: null }],
    [{ id: "old", account_id: null }],
    [{ id: "old", account_id: "old", display_name: "old" }],
  ])("may have only one id and no name: %j", async (json) => {
    const scene = await createScriptedScene((seen) =>
      seen.path === "/v1/me" ? { json } : undefined,
    );
    expect(await scene.provider.account()).toEqual({ id: "old", aliases: [], displayName: "old" });
  });

  it("is asked for once, however often it is needed", async () => {
    const scene = await withPlaylists([wirePlaylist("p")]);
    await Promise.all([scene.provider.account(), scene.provider.playlists()]);
    await scene.provider.playlists();
    expect(scene.api().filter((path) => path === "/me")).toHaveLength(1);
  });

  it("is asked for again after a failure", async () => {
    let fails = 1;
    const scene = await createScriptedScene((seen) => {
      if (seen.path !== "/v1/me" || fails === 0) return undefined;
      fails -= 1;
      return refused(400, "Bad request");
    });
    expect((await appErrorOf(() => scene.provider.account())).code).toBe("provider/refused");
    expect((await scene.provider.account()).id).toBe("me");
  });
});

describe("the list of playlists", () => {
  it("tells what a person would miss of each", async () => {
    const scene = await withPlaylists([
      wirePlaylist("own", {
        name: " ../Mine & <b> ",
        description: "Rock &amp; roll &#x27;n&#x27; &lt;b&gt; &amp;amp; &quot;more&quot; &copy",
        public: true,
        collaborative: true,
        images: [{ url: "https://i.scdn.co/image/abc", height: null, width: null }],
        items: { href: "x", total: 7 },
        tracks: { href: "x", total: 9 },
      }),
      wirePlaylist("theirs", { ...THEIRS, items: undefined, tracks: { total: 3 } }),
    ]);
    expect(await scene.provider.playlists()).toStrictEqual({
      ...{ hidden: 0, malformed: 0, shown: 2, total: 2 },
      playlists: [
        {
          id: "own",
          revision: "own-1",
          total: 7,
          coverUrl: "https://i.scdn.co/image/abc",
          playlist: {
            name: " ../Mine & <b> ",
            description: `Rock & roll 'n' <b> &amp; "more" &copy`,
            visibility: "public",
            collaborative: true,
            owner: { name: "Me", refs: { spotify: "spotify:user:me" } },
            relation: "owned",
            refs: { spotify: "spotify:playlist:own" },
          },
        },
        {
          id: "theirs",
          revision: "theirs-1",
          total: 3,
          coverUrl: null,
          playlist: {
            name: "Playlist theirs",
            description: null,
            visibility: "private",
            collaborative: false,
            owner: { name: "Ann", refs: { spotify: "spotify:user:ann" } },
            relation: "followed",
            refs: { spotify: "spotify:playlist:theirs" },
          },
        },
      ],
    });
    expect(scene.api()).toEqual(["/me", "/me/playlists?limit=50&offset=0"]);
  });

  it("bears nulls wherever there can be one", async () => {
    const nothing = {
      name: null,
      description: null,
      public: null,
      collaborative: null,
      owner: null,
      images: null,
      items: null,
      tracks: null,
    };
    const scene = await withPlaylists([
      wirePlaylist("a", nothing),
      wirePlaylist("b", { items: { total: null }, images: [null], owner: { id: "x" } }),
    ]);
    const { playlists } = await scene.provider.playlists();
    expect(playlists[0]).toStrictEqual({
      id: "a",
      revision: "a-1",
      total: null,
      coverUrl: null,
      playlist: {
        name: "",
        description: null,
        visibility: "unknown",
        collaborative: false,
        owner: { name: "", refs: {} },
        relation: "followed",
        refs: { spotify: "spotify:playlist:a" },
      },
    });
    expect(playlists[1]).toMatchObject({ total: null, playlist: { owner: { name: "x" } } });
  });

  it.each([
    ["https://mosaic.scdn.co/640/abc", null],
    ["https://i.scdn.co/image/ab67616d0000b27312ab", null],
    ["https://image-cdn-fa.spotifycdn.com/image/ab67616d00001e0212ab", null],
    [
      "https://image-cdn-ak.spotifycdn.com/image/ab67706c0000d72c12ab",
      "https://image-cdn-ak.spotifycdn.com/image/ab67706c0000d72c12ab",
    ],
    ["no address", null],
    [
      "https://image-cdn-ak.spotifycdn.com/image/abc",
      "https://image-cdn-ak.spotifycdn.com/image/abc",
    ],
    ["", null],
  ])("takes %s for the custom cover %s", async (url, expected) => {
    const scene = await withPlaylists([wirePlaylist("a", { images: [{ url }, { url: "other" }] })]);
    expect((await scene.provider.playlists()).playlists[0]?.coverUrl).toBe(expected);
  });

  it("counts the rows that are not shown", async () => {
    const rows = many(120, (id) => (Number(id) % 40 === 0 ? null : wirePlaylist(id)));
    const scene = await withPlaylists(rows);
    const { playlists, hidden } = await scene.provider.playlists();
    expect([playlists.length, hidden]).toEqual([117, 3]);
    expect(scene.api()).toHaveLength(1 + 3);
  });

  it.each([
    ["for another one", 80],
    ["besides all others", 81],
  ])("in which a row always comes twice, %s, is what two listings show", async (_name, count) => {
    const rows = many(80, (id) => wirePlaylist(id));
    rows.splice(50, 81 - count, wirePlaylist("49"));
    const scene = await withPlaylists(rows);
    const list = await scene.provider.playlists();
    expect(list).toMatchObject({ shown: count - 1, total: count });
    expect(list.playlists).toHaveLength(count - 1);
    expect(scene.api()).toHaveLength(1 + 2 + 3);
  });

  it("is whole when all are there besides rows that came twice", async () => {
    const rows = many(70, (id) => wirePlaylist(id));
    const scene = await createScriptedScene((seen) => {
      if (seen.path !== "/v1/me/playlists") return undefined;
      // From row 43 on each page begins one row early.
      const offset = Number(seen.query.get("offset"));
      const first = offset < 43 ? offset : offset - 1;
      return pageAnswer(rows, seen.query, { items: rows.slice(first, offset + 50) });
    });
    const list = await scene.provider.playlists();
    expect(list).toMatchObject({ shown: 70, total: 70 });
    expect(list.playlists.map(({ id }) => id)).toEqual(many(70, (id) => id));
    expect(scene.api()).toHaveLength(1 + 1 + 2);
  });

  it("is read with other pages where one is missing between two", async () => {
    const rows = many(120, (id) => wirePlaylist(id));
    const scene = await createScriptedScene((seen) => {
      if (seen.path !== "/v1/me/playlists") return undefined;
      const offset = Number(seen.query.get("offset"));
      if (offset === 0) return pageAnswer(rows, seen.query);
      // The first row of a page is the last one of the page before.
      const [, ...others] = rows.slice(offset, offset + Number(seen.query.get("limit")));
      return pageAnswer(rows, seen.query, { items: [rows[offset - 1], ...others] });
    });
    const list = await scene.provider.playlists();
    expect(list).toMatchObject({ shown: 120, total: 120 });
    expect(list.playlists.map(({ id }) => id)).toEqual(many(120, (id) => id));
  });

  it("is read twice where a hidden row may have come twice", async () => {
    const rows = many(120, (id) => (/^(49|50|7)$/.test(id) ? null : wirePlaylist(id)));
    const scene = await withPlaylists(rows);
    const { playlists, hidden } = await scene.provider.playlists();
    expect([playlists.length, hidden]).toEqual([117, 3]);
    expect(scene.api()).toHaveLength(1 + 3 + 4);
  });

  it("is not filled up with what was deleted meanwhile", async () => {
    let rows = many(80, (id) => wirePlaylist(id));
    let listings = 0;
    const scene = await createScriptedScene((seen) => {
      if (seen.path !== "/v1/me/playlists") return undefined;
      const isStart = seen.query.get("offset") === "0";
      if (isStart) listings += 1;
      // Playlist 60 is never shown: the row before it comes twice.
      const answer = pageAnswer(rows.with(60, wirePlaylist("49")), seen.query);
      // The last of the first listing is gone before the second one.
      if (!isStart && listings === 1) rows = rows.slice(0, -1);
      return answer;
    });
    const list = await scene.provider.playlists();
    expect(list).toMatchObject({ shown: 78, total: 79 });
    expect(list.playlists.map(({ id }) => id)).not.toContain("79");
    expect(listings).toBe(3);
  });

  it.each([-1, 1])("whose total is always off by %i is what two listings show", async (off) => {
    const rows = many(80, (id) => wirePlaylist(id));
    const scene = await createScriptedScene((seen) =>
      seen.path === "/v1/me/playlists"
        ? pageAnswer(rows, seen.query, { total: rows.length + off })
        : undefined,
    );
    const list = await scene.provider.playlists();
    expect(list).toMatchObject({ shown: 80, total: 80 + off });
    expect(list.playlists).toHaveLength(80);
    const listings = scene.api().filter((path) => path.endsWith("offset=0"));
    expect(listings).toHaveLength(2);
  });

  it("is read until there is no next page when it has no total", async () => {
    const rows = many(120, (id) => wirePlaylist(id));
    const scene = await createScriptedScene((seen) =>
      seen.path === "/v1/me/playlists" ? pageAnswer(rows, seen.query, { total: null }) : undefined,
    );
    expect((await scene.provider.playlists()).playlists).toHaveLength(120);
  });

  it("loses nothing but a row that is not as documented", async () => {
    const rows = [
      wirePlaylist("a"),
      wirePlaylist("b", { id: "../me" }),
      "text",
      wirePlaylist("c", { snapshot_id: null }),
      ...many(4, (id) => wirePlaylist(id)),
      null,
    ];
    const scene = await withPlaylists(rows);
    const list = await scene.provider.playlists();
    expect(list).toMatchObject({ hidden: 1, malformed: 3, shown: 9, total: 9 });
    expect(list.playlists.map(({ id, revision }) => [id, revision])).toEqual([
      ["a", "a-1"],
      ["c", ""],
      ...many(4, (id) => [id, `${id}-1`]),
    ]);
    expect(scene.api()).toHaveLength(2);
  });
});

describe("the list of playlists while they are dragged about", () => {
  /** An account whose playlists are the given ones, hidden or shown, and who lists them. */
  async function openScene() {
    const account = generateLibrary({ seed: 21 });
    const emulator = await startEmulator({ accounts: [account] });
    onTestFinished(() => emulator.close());
    const { provider } = await createScriptedScene(() => undefined, {
      settings: {
        clientId: emulator.app.clientId,
        clientSecret: new Secret(emulator.app.clientSecret),
        refreshToken: new Secret(emulator.issueRefreshToken(account.accountId, ALL_SCOPES)),
        apiUrl: emulator.apiUrl,
        accountsUrl: emulator.accountsUrl,
      },
    });
    const pages = () => emulator.requests.filter(({ path }) => path === "/me/playlists").length;
    return {
      pages,
      /** Fills the account with `count` playlists; those at `hidden` show as nothing. */
      fill(count: number, hidden: readonly number[] = []) {
        account.playlists = [];
        for (let index = count - 1; index >= 0; index -= 1) {
          const made = createPlaylist(account, { name: String(index) });
          if (hidden.includes(index)) made.access = "null-entry";
        }
      },
      /** The names of the playlists that show, in their order. */
      shown: () =>
        account.playlists.filter(({ access }) => access === "normal").map(({ name }) => name),
      /** Lists the playlists, each move made just before the answer to its request. */
      async list(moves: readonly Move[]): Promise<PlaylistList | "moved"> {
        const before = pages();
        const stop = emulator.onRequest(({ path }) => {
          if (path !== "/me/playlists") return;
          for (const { request, name, to } of moves) {
            if (request !== pages() - before) continue;
            const rest = account.playlists.filter((one) => one.name !== name);
            const moved = account.playlists.filter((one) => one.name === name);
            account.playlists = rest.toSpliced(to, 0, ...moved);
          }
        });
        try {
          return await provider.playlists();
        } catch (error) {
          if (error instanceof MovedError) return "moved";
          throw error;
        } finally {
          stop();
        }
      },
    };
  }

  /** A playlist that is dragged to another place when the n-th request for a page comes. */
  interface Move {
    readonly request: number;
    readonly name: string;
    readonly to: number;
  }

  const nameOf = ({ playlist }: ListedPlaylist) => playlist.name;
  const namesOf = (list: PlaylistList | "moved") =>
    list === "moved" ? list : list.playlists.map(nameOf);
  const sorted = (names: readonly string[]) => names.toSorted((a, b) => Number(a) - Number(b));

  it("is read again when one was dragged to the top between two pages", async () => {
    const scene = await openScene();
    scene.fill(120);
    const list = await scene.list([{ request: 2, name: "70", to: 0 }]);
    expect(namesOf(list)).toEqual(["70", ...many(120, (id) => id).filter((id) => id !== "70")]);
    expect(scene.pages()).toBe(3 + 4);
  });

  it("is put together from two listings that lack another one each", async () => {
    const scene = await openScene();
    scene.fill(80, [3]);
    const list = await scene.list([
      { request: 2, name: "70", to: 0 },
      { request: 4, name: "60", to: 0 },
    ]);
    // 60 is where it was when it was last seen.
    const rest = many(80, (id) => id).filter((id) => id !== "70" && id !== "3");
    expect(namesOf(list)).toEqual(["70", ...rest]);
    expect(list).toMatchObject({ hidden: 1 });
    expect(scene.pages()).toBe(2 + 3);
  });

  it("starts with one that only an earlier listing showed there", async () => {
    const scene = await openScene();
    scene.fill(52);
    const list = await scene.list([
      { request: 2, name: "51", to: 0 },
      // Behind the border and, once the second page was shown, in front of it.
      { request: 3, name: "0", to: 51 },
      { request: 4, name: "0", to: 0 },
    ]);
    expect(namesOf(list)).toEqual(["0", "51", ...many(50, (id) => String(Number(id) + 1))]);
    expect(scene.pages()).toBe(2 * 2);
  });

  it("is read twice where hidden rows come to lie on both sides of a border", async () => {
    const scene = await openScene();
    scene.fill(104, [50, 51]);
    const list = await scene.list([{ request: 2, name: "0", to: 51 }]);
    expect(namesOf(list)).toEqual(scene.shown());
    expect(list).toMatchObject({ hidden: 2 });
    expect(scene.pages()).toBe(3 + 3);
  });

  it("is given up when one stays out of sight three times", async () => {
    const scene = await openScene();
    scene.fill(80);
    // Between the first and the last page of each listing, and others are dragged about as well.
    const hide = (first: number, last: number): Move[] => [
      { request: first, name: "70", to: 79 },
      { request: first, name: String(first), to: 20 },
      { request: last, name: "70", to: 0 },
    ];
    expect(await scene.list([...hide(1, 2), ...hide(3, 5), ...hide(6, 7)])).toBe("moved");
    expect(scene.pages()).toBe(2 + 3 + 2);
  });

  it("never lacks one, whatever was dragged wherever, whenever", async () => {
    const scene = await openScene();
    const COUNT = 104;
    // Mostly around where pages meet, and hidden rows among them.
    const place = fc.oneof(fc.nat(COUNT - 1), fc.integer({ min: 47, max: 52 }));
    const hidden = fc.uniqueArray(place, { maxLength: 8 });
    const move = fc.record({ name: place, to: place });
    // At most one in each listing, at any of its pages.
    const moves = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), move), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(hidden, moves, async (nulls, each) => {
        scene.fill(COUNT, nulls);
        const all = sorted(scene.shown());
        const planned = each.map(([page, { name, to }], listing) => ({
          request: 3 * listing + page,
          name: String(name),
          to,
        }));
        const seen = planned.filter(({ name }) => all.includes(name));
        const list = await scene.list(seen);
        // A single move leaves two listings undisturbed.
        if (list === "moved") {
          expect(each.length).toBeGreaterThan(1);
          return;
        }
        expect(sorted(list.playlists.map(nameOf))).toEqual(all);
        expect(list.hidden).toBe(nulls.length);
      }),
      { numRuns: seeds(80, 5_000) },
    );
  });
});

describe("the entries of a playlist", () => {
  const row = (id: string): object => ({
    added_at: "2020-01-02T03:04:05Z",
    added_by: { id: "me" },
    is_local: false,
    item: wireTrack(id),
  });

  it("are all there, duplicates too, when there are 10,000 of them", async () => {
    const rows = many(10_000, (id) => row(String(Number(id) % 7000)));
    const scene = await withPlaylists([wirePlaylist("p")], (seen) => pageAnswer(rows, seen.query));
    const entries = await entriesOf(scene, "p");
    expect(entries).not.toBe("withheld");
    expect(
      (entries as Entry[]).map((entry) => entry.type === "track" && entry.item.refs["spotify"]),
    ).toEqual(many(10_000, (id) => `spotify:track:${Number(id) % 7000}`));
    expect(scene.provider.requests()).toBe(1 + 2 + 200);
    expect(scene.api()[2]).toBe(
      "/playlists/p/items?limit=50&offset=0&additional_types=track%2Cepisode",
    );
  });

  it("can be none", async () => {
    const scene = await withPlaylists([wirePlaylist("p")], (seen) => pageAnswer([], seen.query));
    expect(await entriesOf(scene, "p")).toEqual([]);
  });

  it("are read until there is no next page when they have no total", async () => {
    const rows = many(130, row);
    const scene = await withPlaylists([wirePlaylist("p", THEIRS)], (seen) =>
      pageAnswer(rows, seen.query, { total: null }),
    );
    const [listed] = (await scene.provider.playlists()).playlists;
    const walk = listed && (await scene.provider.entries(listed));
    if (walk === undefined || walk === "withheld") throw new Error("no entries");
    expect(walk.total).toBe(130);
    expect(await collect(walk)).toHaveLength(130);
  });

  it("a list that becomes shorter on the way is read again", async () => {
    let rows = many(200, row);
    const scene = await withPlaylists([wirePlaylist("p")], (seen) => {
      const answer = pageAnswer(rows, seen.query);
      if (seen.query.get("offset") === "50") rows = rows.slice(1);
      return answer;
    });
    await expect(entriesOf(scene, "p")).rejects.toBeInstanceOf(MovedError);
  });

  it.each([
    ["followed", 403, THEIRS],
    ["followed", 404, THEIRS],
    ["followed and collaborative", 403, { ...THEIRS, collaborative: true }],
  ])("of one that is %s are withheld with a %i", async (_name, status, changes) => {
    const scene = await withPlaylists([wirePlaylist("p", changes)], () =>
      refused(status, status === 403 ? "Forbidden" : "Resource not found"),
    );
    expect(await entriesOf(scene, "p")).toBe("withheld");
    expect(scene.api()).toHaveLength(3);
  });

  it("items of a collaborative playlist of others are read if Spotify shows them", async () => {
    const scene = await withPlaylists(
      [wirePlaylist("p", { ...THEIRS, collaborative: true })],
      (seen) => pageAnswer([row("1")], seen.query),
    );
    expect(await entriesOf(scene, "p")).toHaveLength(1);
  });

  it.each([
    [403, "Forbidden", "provider/forbidden"],
    [404, "Resource not found", "provider/not-found"],
    [400, "Bad request", "provider/refused"],
  ])("of an owned one with a %i %s are a failure", async (status, message, code) => {
    const scene = await withPlaylists([wirePlaylist("p")], () => refused(status, message));
    const error = await appErrorOf(() => entriesOf(scene, "p"));
    expect(error).toMatchObject({ name: "ProviderError", code });
  });

  it.each([
    ["Active premium subscription required for the owner of the app.", "provider/app-blocked"],
    ["Insufficient client scope", "auth/scope"],
  ])("are never withheld because of: %s", async (message, code) => {
    const scene = await withPlaylists([wirePlaylist("p", THEIRS)], () => refused(403, message));
    expect((await appErrorOf(() => entriesOf(scene, "p"))).code).toBe(code);
  });
});

describe("a server that knows only the old name of the entries", () => {
  const rows = [{ added_at: null, added_by: null, is_local: false, track: wireTrack("1") }];
  const old =
    (status: number) =>
    (seen: Seen): SpotifyAnswer =>
      seen.path.endsWith("/tracks")
        ? pageAnswer(rows, seen.query)
        : refused(status, "No such call");

  it.each([405, 410])("is found out once by its %i", async (status) => {
    const scene = await withPlaylists([wirePlaylist("a"), wirePlaylist("b", THEIRS)], old(status));
    expect(await entriesOf(scene, "a")).toHaveLength(1);
    expect(await entriesOf(scene, "b")).toHaveLength(1);
    expect(scene.api().filter((path) => path.includes("/items?"))).toHaveLength(1);
    expect(scene.api().filter((path) => path.includes("/tracks?"))).toHaveLength(2);
  });

  it("is not what one missing playlist means when others were read", async () => {
    const scene = await withPlaylists([wirePlaylist("a"), wirePlaylist("b")], (seen) =>
      seen.path === "/v1/playlists/a/items"
        ? pageAnswer(rows, seen.query)
        : refused(404, "Not found"),
    );
    expect(await entriesOf(scene, "a")).toHaveLength(1);
    expect((await appErrorOf(() => entriesOf(scene, "b"))).code).toBe("provider/not-found");
    expect(scene.api().filter((path) => path.includes("/tracks?"))).toEqual([]);
  });

  it("is not what a first missing playlist means when the old name is retired", async () => {
    const scene = await withPlaylists([wirePlaylist("a"), wirePlaylist("b")], (seen) => {
      if (seen.path === "/v1/playlists/b/items") return pageAnswer(rows, seen.query);
      return seen.path.endsWith("/tracks")
        ? refused(403, "Forbidden")
        : refused(404, "Resource not found");
    });
    expect((await appErrorOf(() => entriesOf(scene, "a"))).code).toBe("provider/not-found");
    expect(await entriesOf(scene, "b")).toHaveLength(1);
  });
});
