import { describe, expect, it } from "vitest";
import { MovedError } from "../../src/model/provider.ts";
import type { Entry } from "../../src/model/records.ts";
import { appErrorOf } from "../support/app-error.ts";
import {
  type Answer,
  collect,
  many,
  pageOf,
  type Rig,
  refused,
  type Seen,
  startRig,
  wirePlaylist,
  wireTrack,
} from "../support/spotify-server.ts";

const THEIRS = { owner: { id: "ann", display_name: "Ann" } };

/** A rig whose account has these playlists; `items` answers what is below `/playlists/`. */
function withPlaylists(
  rows: readonly unknown[],
  items: (seen: Seen) => Answer | undefined = () => undefined,
): Promise<Rig> {
  return startRig((seen) => {
    if (seen.path === "/v1/me/playlists") return pageOf(rows, seen.query);
    return seen.path.startsWith("/v1/playlists/") ? items(seen) : undefined;
  });
}

/** What the entries of the playlist called `id` come to. */
async function entriesOf(rig: Rig, id: string): Promise<readonly Entry[] | "withheld"> {
  const listed = (await rig.provider.playlists()).playlists.find((one) => one.id === id);
  if (listed === undefined) throw new Error("the playlist was not listed");
  const walk = await rig.provider.entries(listed);
  return walk === "withheld" ? walk : collect(walk);
}

describe("the account", () => {
  it("goes by its stable id, and answers to the older one", async () => {
    const rig = await startRig((seen) =>
      seen.path === "/v1/me"
        ? { json: { account_id: "stable", id: "old", display_name: "Name" } }
        : undefined,
    );
    expect(await rig.provider.account()).toEqual({
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
    const rig = await startRig((seen) => (seen.path === "/v1/me" ? { json } : undefined));
    expect(await rig.provider.account()).toEqual({ id: "old", aliases: [], displayName: "old" });
  });

  it("is asked for once, however often it is needed", async () => {
    const rig = await withPlaylists([wirePlaylist("p")]);
    await Promise.all([rig.provider.account(), rig.provider.playlists()]);
    await rig.provider.playlists();
    expect(rig.api().filter((path) => path === "/me")).toHaveLength(1);
  });

  it("is asked for again after a failure", async () => {
    let fails = 1;
    const rig = await startRig((seen) => {
      if (seen.path !== "/v1/me" || fails === 0) return undefined;
      fails -= 1;
      return refused(400, "Bad request");
    });
    expect((await appErrorOf(() => rig.provider.account())).code).toBe("provider/refused");
    expect((await rig.provider.account()).id).toBe("me");
  });
});

describe("the list of playlists", () => {
  it("tells what a person would miss of each", async () => {
    const rig = await withPlaylists([
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
    expect(await rig.provider.playlists()).toStrictEqual({
      hidden: 0,
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
    expect(rig.api()).toEqual(["/me", "/me/playlists?limit=50&offset=0"]);
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
    const rig = await withPlaylists([
      wirePlaylist("a", nothing),
      wirePlaylist("b", { items: { total: null }, images: [null], owner: { id: "x" } }),
    ]);
    const { playlists } = await rig.provider.playlists();
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
    [
      "https://image-cdn-ak.spotifycdn.com/image/abc",
      "https://image-cdn-ak.spotifycdn.com/image/abc",
    ],
    ["", null],
  ])("takes %s for the custom cover %s", async (url, expected) => {
    const rig = await withPlaylists([wirePlaylist("a", { images: [{ url }, { url: "other" }] })]);
    expect((await rig.provider.playlists()).playlists[0]?.coverUrl).toBe(expected);
  });

  it("counts the rows that are not shown", async () => {
    const rows = many(120, (id) => (Number(id) % 40 === 0 ? null : wirePlaylist(id)));
    const rig = await withPlaylists(rows);
    const { playlists, hidden } = await rig.provider.playlists();
    expect([playlists.length, hidden]).toEqual([117, 3]);
    expect(rig.api()).toHaveLength(1 + 3);
  });

  it("may repeat a row where two pages meet", async () => {
    const rows = many(80, (id) => wirePlaylist(id));
    rows.splice(50, 0, wirePlaylist("49"));
    const rig = await withPlaylists(rows);
    const { playlists } = await rig.provider.playlists();
    expect(playlists.map((one) => one.id)).toEqual(many(80, (id) => id));
    expect(rig.events).toContain("spotify.playlists.repeated");
  });

  it.each([-1, 1])("whose total is off by %i in the end is read again", async (off) => {
    const rows = many(80, (id) => wirePlaylist(id));
    const rig = await startRig((seen) =>
      seen.path === "/v1/me/playlists"
        ? pageOf(rows, seen.query, { total: rows.length + off })
        : undefined,
    );
    await expect(rig.provider.playlists()).rejects.toBeInstanceOf(MovedError);
  });

  it("is read until there is no next page when it has no total", async () => {
    const rows = many(120, (id) => wirePlaylist(id));
    const rig = await startRig((seen) =>
      seen.path === "/v1/me/playlists" ? pageOf(rows, seen.query, { total: null }) : undefined,
    );
    expect((await rig.provider.playlists()).playlists).toHaveLength(120);
  });

  it.each([
    ["no snapshot", { snapshot_id: null }],
    ["an id that is a path", { id: "../me" }],
  ])("with a row that has %s is refused as a whole", async (_name, changes) => {
    const rig = await withPlaylists([wirePlaylist("a", changes)]);
    expect((await appErrorOf(() => rig.provider.playlists())).code).toBe("http/bad-answer");
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
    const rig = await withPlaylists([wirePlaylist("p")], (seen) => pageOf(rows, seen.query));
    const entries = await entriesOf(rig, "p");
    expect(entries).not.toBe("withheld");
    expect(
      (entries as Entry[]).map((entry) => entry.type === "track" && entry.item.refs["spotify"]),
    ).toEqual(many(10_000, (id) => `spotify:track:${Number(id) % 7000}`));
    expect(rig.provider.requests()).toBe(1 + 2 + 200);
    expect(rig.api()[2]).toBe(
      "/playlists/p/items?limit=50&offset=0&additional_types=track%2Cepisode",
    );
  });

  it("can be none", async () => {
    const rig = await withPlaylists([wirePlaylist("p")], (seen) => pageOf([], seen.query));
    expect(await entriesOf(rig, "p")).toEqual([]);
  });

  it("are read until there is no next page when they have no total", async () => {
    const rows = many(130, row);
    const rig = await withPlaylists([wirePlaylist("p", THEIRS)], (seen) =>
      pageOf(rows, seen.query, { total: null }),
    );
    const [listed] = (await rig.provider.playlists()).playlists;
    const walk = listed && (await rig.provider.entries(listed));
    if (walk === undefined || walk === "withheld") throw new Error("no entries");
    expect(walk.total).toBe(130);
    expect(await collect(walk)).toHaveLength(130);
  });

  it("that become fewer on the way are read again", async () => {
    let rows = many(200, row);
    const rig = await withPlaylists([wirePlaylist("p")], (seen) => {
      const answer = pageOf(rows, seen.query);
      if (seen.query.get("offset") === "50") rows = rows.slice(1);
      return answer;
    });
    await expect(entriesOf(rig, "p")).rejects.toBeInstanceOf(MovedError);
  });

  it.each([
    ["followed", 403, THEIRS],
    ["followed", 404, THEIRS],
    ["followed and collaborative", 403, { ...THEIRS, collaborative: true }],
  ])("of one that is %s are withheld with a %i", async (_name, status, changes) => {
    const rig = await withPlaylists([wirePlaylist("p", changes)], () =>
      refused(status, status === 403 ? "Forbidden" : "Resource not found"),
    );
    expect(await entriesOf(rig, "p")).toBe("withheld");
    expect(rig.api()).toHaveLength(3);
  });

  it("of a collaborative one of others are read where Spotify shows them", async () => {
    const rig = await withPlaylists(
      [wirePlaylist("p", { ...THEIRS, collaborative: true })],
      (seen) => pageOf([row("1")], seen.query),
    );
    expect(await entriesOf(rig, "p")).toHaveLength(1);
  });

  it.each([
    [403, "Forbidden", "provider/forbidden"],
    [404, "Resource not found", "provider/not-found"],
    [400, "Bad request", "provider/refused"],
  ])("of an owned one with a %i %s are a failure", async (status, message, code) => {
    const rig = await withPlaylists([wirePlaylist("p")], () => refused(status, message));
    const error = await appErrorOf(() => entriesOf(rig, "p"));
    expect(error).toMatchObject({ name: "ProviderError", code });
  });

  it.each([
    ["Active premium subscription required for the owner of the app.", "provider/app-blocked"],
    ["Insufficient client scope", "auth/scope"],
  ])("are never withheld because of: %s", async (message, code) => {
    const rig = await withPlaylists([wirePlaylist("p", THEIRS)], () => refused(403, message));
    expect((await appErrorOf(() => entriesOf(rig, "p"))).code).toBe(code);
  });
});

describe("a server that knows only the old name of the entries", () => {
  const rows = [{ added_at: null, added_by: null, is_local: false, track: wireTrack("1") }];
  const old =
    (status: number) =>
    (seen: Seen): Answer =>
      seen.path.endsWith("/tracks") ? pageOf(rows, seen.query) : refused(status, "No such call");

  it.each([404, 405, 410])("and says %i is found out once", async (status) => {
    const rig = await withPlaylists([wirePlaylist("a"), wirePlaylist("b", THEIRS)], old(status));
    expect(await entriesOf(rig, "a")).toHaveLength(1);
    expect(await entriesOf(rig, "b")).toHaveLength(1);
    expect(rig.api().filter((path) => path.includes("/items?"))).toHaveLength(1);
    expect(rig.api().filter((path) => path.includes("/tracks?"))).toHaveLength(2);
  });

  it("is not what one missing playlist means when others were read", async () => {
    const rig = await withPlaylists([wirePlaylist("a"), wirePlaylist("b")], (seen) =>
      seen.path === "/v1/playlists/a/items" ? pageOf(rows, seen.query) : refused(404, "Not found"),
    );
    expect(await entriesOf(rig, "a")).toHaveLength(1);
    expect((await appErrorOf(() => entriesOf(rig, "b"))).code).toBe("provider/not-found");
    expect(rig.api().filter((path) => path.includes("/tracks?"))).toEqual([]);
  });

  it("is not what a first missing playlist means when the old name is retired", async () => {
    const rig = await withPlaylists([wirePlaylist("a"), wirePlaylist("b")], (seen) => {
      if (seen.path === "/v1/playlists/b/items") return pageOf(rows, seen.query);
      return seen.path.endsWith("/tracks")
        ? refused(403, "Forbidden")
        : refused(404, "Resource not found");
    });
    expect((await appErrorOf(() => entriesOf(rig, "a"))).code).toBe("provider/not-found");
    expect(await entriesOf(rig, "b")).toHaveLength(1);
  });
});
