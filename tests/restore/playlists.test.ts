import { describe, expect, it } from "vitest";
import {
  memoryLibrary,
  memoryPlaylist,
  OLD,
  others,
  references,
} from "../support/restore/memory-library.ts";
import {
  createMemoryMusic,
  type MemoryPlaylist,
  type MemoryState,
} from "../support/restore/memory-music.ts";
import {
  createClock,
  createMemoryJournal,
  plan,
  restoreInMemory,
  SOURCE_ID,
  snapshotOf,
} from "../support/restore/memory-restore.ts";

const NEW = "2026-11-21T00:00:00Z";
const TRACKS = references("track", "t", 120);

function itemsOf(state: MemoryState, name: string): (string | null)[][] {
  return state.playlists
    .filter((each) => each.name === name)
    .map(({ items }) => items.map(({ reference }) => reference));
}

function withPlaylists(...playlists: readonly MemoryPlaylist[]): MemoryState {
  const none = { likes: [], albums: [], artists: [], shows: [], episodes: [], audiobooks: [] };
  return { saved: none, playlists, deleted: [] };
}

const own = (items: readonly string[], addedAt = OLD, name = "Mix"): MemoryPlaylist => ({
  ...memoryPlaylist("mine", [], { owner: "target", name }),
  items: items.map((reference) => ({ reference, addedAt })),
});

const source = snapshotOf(withPlaylists(memoryPlaylist("mix", TRACKS, { name: "Mix" })));

describe("restoring playlists into the account they came from", () => {
  it("brings 30 removed items back in their places, and leaves a new one", async () => {
    const clock = createClock();
    const removed = new Set(TRACKS.filter((_, at) => at % 4 === 1));
    const rest = TRACKS.filter((each) => !removed.has(each)).toSpliced(10, 0, "memory:track:new");
    const target = createMemoryMusic({
      clock,
      id: SOURCE_ID,
      state: withPlaylists(memoryPlaylist("mix", rest, { name: "Renamed" })),
    });
    const result = await restoreInMemory(source, target, clock, { sameAccount: true });
    expect(result).toMatchObject({ status: "complete", added: 30 });
    const [after] = itemsOf(target.state(), "Renamed");
    expect(after?.filter((each) => each !== "memory:track:new")).toEqual(TRACKS);
    expect(after).toHaveLength(121);
    expect(target.writes).toEqual(new Array(30).fill("add"));
  });

  it("is refused unless it was meant", async () => {
    const clock = createClock();
    const target = createMemoryMusic({ clock, id: SOURCE_ID });
    await expect(plan(source, target, clock)).rejects.toMatchObject({
      name: "ConflictError",
      code: "restore/same-account",
    });
    expect(target.writes).toEqual([]);
  });

  it("lets a deleted playlist return as it was, and brings it up to the snapshot", async () => {
    const clock = createClock();
    const deleted = memoryPlaylist("mix", TRACKS.slice(0, 119), { name: "Mix" });
    const target = createMemoryMusic({
      clock,
      id: SOURCE_ID,
      lagMs: 2000,
      state: { ...withPlaylists(), deleted: [deleted] },
    });
    const result = await restoreInMemory(source, target, clock, { sameAccount: true });
    expect(result.files.find(({ kind }) => kind === "playlists")).toMatchObject({
      action: "return",
      id: "mix",
      added: 1,
    });
    expect(itemsOf(target.state(), "Mix")).toEqual([TRACKS]);
    expect(target.state().playlists[0]?.items[0]?.addedAt).toBe(OLD);
    expect(target.writes).toEqual(["save", "add"]);
  });

  it("makes it anew when it cannot return", async () => {
    const clock = createClock();
    const target = createMemoryMusic({ clock, id: SOURCE_ID });
    const result = await restoreInMemory(source, target, clock, { sameAccount: true });
    expect(result).toMatchObject({ status: "complete", added: 120 });
    expect(itemsOf(target.state(), "Mix")).toEqual([TRACKS]);
    expect(target.writes).toEqual(["save", "create", "add", "add"]);
  });
});

describe("restoring playlists beside others", () => {
  it.each([
    ["has other items", own(["memory:track:x"])],
    ["begins alike, but was there before", own(TRACKS.slice(0, 50))],
    ["begins alike and goes on otherwise", own([...TRACKS.slice(0, 50), "memory:track:x"], NEW)],
    ["is empty, and says something else about itself", own([])],
  ])("leaves one of the same name alone that %s", async (_, mine) => {
    const clock = createClock();
    const target = createMemoryMusic({ clock, state: withPlaylists(mine) });
    await restoreInMemory(source, target, clock);
    const references = mine.items.map(({ reference }) => reference);
    expect(itemsOf(target.state(), "Mix")).toEqual([TRACKS, references]);
    clock.pass(60_000);
    expect((await plan(source, target, clock)).isEmpty).toBe(true);
  });

  it.each([
    ["is the same", own(TRACKS), "same"],
    ["has the same items in another order", own([...TRACKS].reverse()), "reordered"],
    ["was renamed since", own(TRACKS, NEW, "Another name"), "same"],
  ])("takes one for a copy that %s", async (_, mine, how) => {
    const clock = createClock();
    const target = createMemoryMusic({ clock, state: withPlaylists(mine) });
    const result = await restoreInMemory(source, target, clock);
    expect(result.files.find(({ kind }) => kind === "playlists")).toMatchObject({ how, added: 0 });
    expect(target.writes).toEqual([]);
  });

  it.each([
    ["begins it", TRACKS.slice(0, 100)],
    ["lacks some of it", TRACKS.filter((_, at) => at % 50 > 0)],
    ["is empty", []],
  ])("goes on with an unfinished copy that %s", async (_, items) => {
    const clock = createClock();
    const copy = { ...own(items, NEW), description: "About mix" };
    const target = createMemoryMusic({ clock, state: withPlaylists(copy) });
    const result = await restoreInMemory(source, target, clock);
    expect(result.files.find(({ kind }) => kind === "playlists")).toMatchObject({
      how: "unfinished",
      added: TRACKS.length - items.length,
    });
    expect(itemsOf(target.state(), "Mix")).toEqual([TRACKS]);
  });

  it("does nothing about a playlist while it cannot tell whether it is there", async () => {
    const clock = createClock();
    const target = createMemoryMusic({ clock, state: withPlaylists(own(TRACKS)) });
    const entries = async () => "withheld" as const;
    const provider = { ...target.provider, entries };
    const result = await restoreInMemory(source, { ...target, provider }, clock);
    expect(result.status).toBe("partial");
    expect(result.files.find(({ kind }) => kind === "playlists")?.failed).toBe(
      "provider/forbidden",
    );
    expect(target.writes).toEqual([]);
  });

  it("checks what a journal remembers before it counts on positions", async () => {
    const clock = createClock();
    const journal = createMemoryJournal();
    const target = createMemoryMusic({ clock });
    target.failWrite(2, "limited");
    const result = await restoreInMemory(source, target, clock, { journal });
    expect(result.error?.code).toBe("provider/rate-limited");
    target.change((state) => ({
      ...state,
      playlists: state.playlists.map((each) => ({ ...each, items: each.items.slice(0, 70) })),
    }));
    clock.pass(600_000);
    await restoreInMemory(source, target, clock, { journal });
    expect(itemsOf(target.state(), "Mix")).toEqual([TRACKS]);
  });
});

describe("the work that a restore leaves to the person", () => {
  it("is listed: private playlists, local files, folders, dates", async () => {
    const clock = createClock();
    const target = createMemoryMusic({ clock, others });
    const local = { reference: "memory:local:x", addedAt: OLD, local: true as const };
    const mixed = { ...memoryPlaylist("mixed", ["memory:track:a"]), visibility: "public" as const };
    const state = memoryLibrary();
    const planned = await plan(
      snapshotOf({
        ...state,
        playlists: [{ ...mixed, items: [local, ...mixed.items] }, ...state.playlists],
      }),
      target,
      clock,
    );
    const privates = ["first", "second", "twin", "twin2", "void"].map((id) => ({
      kind: "make-private",
      file: `playlist_${id}`,
      title: id.startsWith("twin") ? "Twin" : `Playlist ${id}`,
    }));
    expect(planned.plan.todo).toMatchObject([
      ...privates,
      {
        kind: "local-files",
        file: "playlist_mixed",
        items: [{ title: "local", playlist: "Playlist mixed", position: 1 }],
      },
      { kind: "folders" },
    ]);
    const result = await planned.apply();
    expect(result.skipped).toMatchObject([{ file: "playlist_mixed", reason: "local" }]);
    expect(itemsOf(target.state(), "Playlist mixed")).toEqual([["memory:track:a"]]);
  });
});
