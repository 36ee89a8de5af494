import { assert, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { idOf, numberOf } from "../../emulator/ids.ts";
import {
  addItems,
  createAccount,
  createCatalog,
  createPlaylist,
  deletePlaylist,
  EDGE_CASE_NAMES,
  generateLibrary,
  like,
  removeItems,
  renamePlaylist,
  reorder,
  save,
  unlike,
  unsave,
  uriOf,
} from "../../emulator/index.ts";

const catalog = createCatalog();
const tracks = (...numbers: readonly number[]) => numbers.map((n) => catalog.track(n));

describe("ids", () => {
  test("lead back to their number and to nothing else", () => {
    assert(
      property(integer({ min: 0, max: 62 ** 6 - 1 }), (n) => {
        const id = idOf("track", n);
        expect(id).toMatch(/^[0-9A-Za-z]{22}$/);
        expect(numberOf("track", id)).toBe(n);
        expect(numberOf("album", id)).toBeUndefined();
        expect(numberOf("track", id.slice(1))).toBeUndefined();
      }),
    );
    expect(numberOf("track", "-".repeat(22))).toBeUndefined();
  });

  test("are found as URIs by any other catalogue", () => {
    const things = [catalog.track(5), catalog.album(5), catalog.artist(5), catalog.show(5)];
    for (const thing of [...things, catalog.episode(5), catalog.audiobook(5)]) {
      expect(createCatalog().find(uriOf(thing))).toEqual(thing);
    }
    for (const uri of [
      "spotify:toString:x",
      "track:x",
      "spotify:track",
      `${uriOf(catalog.track(5))}:x`,
    ]) {
      expect(catalog.find(uri)).toBeUndefined();
    }
  });
});

describe("generated libraries", () => {
  const spec = {
    seed: 3,
    likes: 500,
    playlists: 50,
    itemsPerPlaylist: 40,
    followed: 4,
    collaborative: 2,
    albums: 6,
    artists: 7,
    shows: 8,
    episodes: 9,
    audiobooks: 10,
  };

  test("have what was asked for", () => {
    const library = generateLibrary(spec);
    const { likes, playlists, albums, artists, shows, episodes, audiobooks } = library;
    expect(
      [likes, albums, artists, shows, episodes, audiobooks].map(({ length }) => length),
    ).toEqual([500, 6, 7, 8, 9, 10]);
    const owned = playlists.filter(({ ownerId }) => ownerId === library.id);
    expect([playlists.length, owned.length]).toEqual([56, 50]);
    expect(new Set(owned.map(({ items }) => items.length))).toEqual(new Set([40]));
    expect(playlists.filter(({ collaborative }) => collaborative)).toHaveLength(2);
    expect(new Set(likes.map(({ track }) => track.id)).size).toBe(500);
    expect(new Set(playlists.map(({ id }) => id)).size).toBe(56);
    expect(likes.every(({ addedAt }) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(addedAt))).toBe(
      true,
    );
  });

  test("depend on the spec only", () => {
    expect(generateLibrary(spec)).toEqual(generateLibrary(spec));
    const other = generateLibrary({ ...spec, seed: 4 });
    const known = new Set(generateLibrary(spec).likes.map(({ track }) => track.id));
    expect(other.likes.filter(({ track }) => known.has(track.id))).toEqual([]);
    expect(other.accountId).not.toBe(generateLibrary(spec).accountId);
    expect(generateLibrary({ seed: 1, accountId: "given" }).accountId).toBe("given");
    expect(generateLibrary({ seed: 1 }).likes).toEqual([]);
  });

  test("can have every edge case there is", () => {
    const { likes, playlists } = generateLibrary({ ...spec, edgeCases: true });
    const names = playlists.map(({ name }) => name);
    for (const name of EDGE_CASE_NAMES) {
      expect(names.filter((other) => other === name)).not.toHaveLength(0);
      expect(likes.some(({ track }) => track.name === name)).toBe(true);
    }
    expect(names[0]).toBe(names[1]);
    expect(names.some((name) => name.length >= 300)).toBe(true);
    expect(EDGE_CASE_NAMES.filter((name) => name.normalize("NFC") === "caf\u00E9")).toHaveLength(2);
    expect(EDGE_CASE_NAMES.some((name) => name.includes("\0"))).toBe(false);
    const items = playlists.flatMap((playlist) => playlist.items);
    const kinds = new Set(items.map(({ content }) => content?.kind));
    expect(kinds).toEqual(new Set(["track", "episode", "local", undefined]));
    expect(items.some(({ addedAt, addedBy }) => addedAt === null && addedBy === null)).toBe(true);
    expect(playlists.some((playlist) => playlist.items.length === 0)).toBe(true);
    expect(new Set(playlists.map(({ public: visible }) => visible))).toEqual(
      new Set([true, false, null]),
    );
    expect(new Set(playlists.map(({ access }) => access)).size).toBe(3);
  });
});

describe("changes", () => {
  test("likes stand where their date puts them, the last given on top", () => {
    const account = createAccount("a");
    like(account, tracks(1, 2), "2026-01-02T00:00:00Z");
    like(account, tracks(3), "2026-01-01T00:00:00Z");
    like(account, tracks(4, 1), "2026-01-03T00:00:00Z");
    const order = (): unknown[] => account.likes.map(({ track }) => track.id);
    const ids = (...numbers: readonly number[]) => tracks(...numbers).map(({ id }) => id);
    expect(order()).toEqual(ids(4, 2, 1, 3));
    unlike(account, tracks(2, 9).map(uriOf));
    expect(order()).toEqual(ids(4, 1, 3));
  });

  test("saving and unsaving any kind is the same twice as once", () => {
    const account = createAccount("a");
    const empty = structuredClone(account);
    const things = [
      ...[catalog.album(1), catalog.artist(1), catalog.show(1), catalog.episode(1)],
      ...[catalog.audiobook(1), catalog.track(1)],
    ];
    save(account, things, "2026-01-01T00:00:00Z");
    const once = structuredClone(account);
    save(account, things, "2026-01-02T00:00:00Z");
    expect(account).toEqual(once);
    unsave(account, things.map(uriOf));
    expect(account).toEqual(empty);
  });

  test("every change of a playlist moves its snapshot_id, to one that was never there", () => {
    const account = createAccount("a");
    const playlist = createPlaylist(account, { name: "x" });
    const seen = new Set([playlist.snapshotId]);
    const adding = { addedAt: null, addedBy: null };
    const changes = [
      () => addItems(playlist, tracks(1, 2, 3), adding),
      () => reorder(playlist, 0, 3),
      () => removeItems(playlist, tracks(2).map(uriOf)),
      () => renamePlaylist(playlist, "y"),
      () => renamePlaylist(playlist, "x"),
    ];
    for (const change of changes) {
      change();
      seen.add(playlist.snapshotId);
    }
    expect(seen.size).toBe(6);
    expect(playlist.items.map(({ content }) => content)).toEqual(tracks(3, 1));
    deletePlaylist(account, playlist.id);
    expect([account.playlists, account.deletedPlaylists]).toEqual([[], [playlist]]);
  });

  test("reordering moves a block to before another item, as Spotify describes it", () => {
    const position = integer({ min: 0, max: 9 });
    assert(
      property(
        record({ start: position, before: position, size: integer({ min: 1, max: 10 }) }),
        (move) => {
          const playlist = createPlaylist(createAccount("a"), { name: "x" });
          addItems(playlist, tracks(...Array(10).keys()), { addedAt: null, addedBy: null });
          const all = playlist.items;
          const block = all.slice(move.start, move.start + move.size);
          reorder(playlist, move.start, move.before, move.size);
          const others = all.filter((item) => !block.includes(item));
          const ahead = all.slice(0, move.before).filter((item) => others.includes(item));
          const behind = others.slice(ahead.length);
          expect(playlist.items).toEqual([...ahead, ...block, ...behind]);
        },
      ),
    );
  });
});
