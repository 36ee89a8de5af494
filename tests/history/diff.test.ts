import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applyListDiff,
  diffLibraries,
  diffLists,
  isEmptyDiff,
  type LibraryVersion,
} from "../../src/history/diff.ts";
import type { Entry, Playlist } from "../../src/model/records.ts";
import { canonicalJson } from "../../src/snapshot/canonical.ts";
import { seeds } from "../support/seeds.ts";

const track = (id: string, title = id, addedAt: string | null = null): Entry => ({
  type: "track",
  addedAt,
  item: { title, artists: [], durationMs: 1, refs: { spotify: `spotify:track:${id}` } },
});
const playlist = (name: string): Playlist => ({
  name,
  description: null,
  visibility: "private",
  collaborative: false,
  owner: { name: "Me", refs: {} },
  relation: "owned",
  refs: { spotify: "spotify:playlist:1" },
});

const anEntry: fc.Arbitrary<Entry> = fc.oneof(
  fc
    .tuple(fc.constantFrom("a", "b", "c", "d", "e", "f"), fc.constantFrom("x", "y"))
    .map(([id, title]) => track(id, title)),
  fc.constantFrom("a", "b").map((id): Entry => {
    const { item } = track(id) as Extract<Entry, { type: "track" }>;
    return { type: "unavailable", addedAt: null, known: { type: "track", item } };
  }),
  fc.constant<Entry>({ type: "unavailable", addedAt: null }),
  fc.constantFrom("a", "b").map((title): Entry => {
    return { type: "local", addedAt: null, item: { title, artists: [], durationMs: 1, refs: {} } };
  }),
);
const aList = fc.array(anEntry, { maxLength: 30 });
const text = (entries: readonly Entry[]) => entries.map((entry) => canonicalJson(entry));

describe("the difference of two lists", () => {
  it("makes the newer list of the older one, for any two lists", () => {
    fc.assert(
      fc.property(aList, aList, (older, newer) => {
        expect(text(applyListDiff(older, diffLists(older, newer)))).toEqual(text(newer));
      }),
      { numRuns: seeds(1000, 20_000) },
    );
  });

  it("is empty for a list and itself, and only then", () => {
    fc.assert(
      fc.property(aList, aList, (older, newer) => {
        expect(isEmptyDiff(diffLists(older, [...older]))).toBe(true);
        const isSame = text(older).join() === text(newer).join();
        expect(isEmptyDiff(diffLists(older, newer))).toBe(isSame);
      }),
      { numRuns: seeds(300, 20_000) },
    );
  });

  it("counts one entry as moved that went to the front", () => {
    const older = ["a", "b", "c", "d"].map((id) => track(id));
    const newer = ["d", "a", "b", "c"].map((id) => track(id));
    expect(diffLists(older, newer)).toMatchObject({
      added: [],
      removed: [],
      moved: [{ from: 3, at: 0 }],
      changed: [],
    });
  });

  it("adds a second one of an entry where it was added, and leaves the first", () => {
    const older = [track("a"), track("b")];
    expect(diffLists(older, [track("b", "b", "2026-01-01"), ...older])).toMatchObject({
      added: [{ at: 0 }],
      removed: [],
      moved: [],
      changed: [],
    });
    expect(diffLists(older, [...older, track("a", "a", "2026-01-01")])).toMatchObject({
      added: [{ at: 2 }],
      removed: [],
      moved: [],
      changed: [],
    });
  });

  it("says that an entry is no longer available, not that it was removed", () => {
    const was = track("a");
    const { item } = was as Extract<Entry, { type: "track" }>;
    const now: Entry = { type: "unavailable", addedAt: null, known: { type: "track", item } };
    expect(diffLists([was], [now])).toEqual({
      added: [],
      removed: [],
      moved: [],
      changed: [{ at: 0, entry: now, was }],
    });
  });
});

describe("the difference of two libraries", () => {
  const version = (
    playlists: readonly (readonly [string, string, readonly Entry[] | null])[],
  ): LibraryVersion => ({
    collections: new Map([["likes", [track("a")]]]),
    playlists: new Map(
      playlists.map(([id, name, entries]) => [id, { playlist: playlist(name), entries }]),
    ),
  });

  it("knows a playlist by its id: renamed, edited, added and removed", () => {
    const older = version([
      ["playlist_1", "Old name", [track("a")]],
      ["playlist_2", "Edited", [track("a")]],
      ["playlist_3", "Gone", [track("a")]],
      ["playlist_4", "Same", [track("a")]],
      ["playlist_5", "Withheld", null],
    ]);
    const newer = version([
      ["playlist_1", "New name", [track("a"), track("b")]],
      ["playlist_2", "Edited", [track("b")]],
      ["playlist_4", "Same", [track("a")]],
      ["playlist_5", "Withheld", null],
      ["playlist_6", "New", []],
    ]);
    const { playlists, collections } = diffLibraries(older, newer);
    expect(playlists.map(({ id, change }) => [id, change])).toEqual([
      ["playlist_1", "renamed"],
      ["playlist_2", "edited"],
      ["playlist_6", "added"],
      ["playlist_3", "removed"],
    ]);
    expect(playlists[0]?.entries?.added).toEqual([{ at: 1, entry: track("b") }]);
    expect([...collections].map(([kind, diff]) => [kind, isEmptyDiff(diff)])).toEqual([
      ["likes", true],
    ]);
  });

  it("does not call entries new that were withheld before", () => {
    const older = version([["playlist_1", "Theirs", null]]);
    const newer = version([["playlist_1", "Theirs", [track("a")]]]);
    expect(diffLibraries(older, newer).playlists).toMatchObject([
      { change: "edited", entries: null },
    ]);
  });

  it("leaves out a collection that only one of the two has", () => {
    const older: LibraryVersion = { collections: new Map(), playlists: new Map() };
    expect(diffLibraries(older, version([])).collections.size).toBe(0);
  });
});
