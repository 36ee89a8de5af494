import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareSnapshots } from "../../src/history/compare.ts";
import {
  applyListDiff,
  isEmptyDiff,
  type LibraryDiff,
  type LibraryVersion,
} from "../../src/history/diff.ts";
import { outlineDiff } from "../../src/history/outline.ts";
import { decodeMetadata } from "../../src/snapshot/metadata.ts";
import { createDirectoryStore } from "../../src/store/directory/store.ts";
import { playlistVersion, track } from "../support/cli/history-scene.ts";
import { createMemoryDisk } from "../support/disk/memory-disk.ts";
import { seeds } from "../support/seeds.ts";
import { countReads } from "../support/snapshot/counted-store.ts";
import { plainEvidence } from "../support/snapshot/owner-keys.ts";
import { dayOf, storeLibraries, USER } from "../support/snapshot/plain-history.ts";

const entries = fc
  .array(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 8 })
  .map((titles) => titles.map((title) => track(title)));
const playlist = fc
  .tuple(fc.constantFrom("One", "Two"), fc.option(entries))
  .map(([name, items]) => ({ ...playlistVersion(name, []), entries: items }));
const library = fc
  .tuple(entries, fc.dictionary(fc.constantFrom("playlist_1", "playlist_2"), playlist))
  .map(([likes, playlists]): LibraryVersion => {
    return {
      collections: new Map([["likes" as const, likes]]),
      playlists: new Map(Object.entries(playlists)),
    };
  });

/** The newer library, made of the older one and the difference of the two. */
function apply(older: LibraryVersion, diff: LibraryDiff): LibraryVersion {
  const collections = new Map(
    [...older.collections].map(([kind, list]) => {
      const change = diff.collections.get(kind);
      return [kind, change === undefined ? list : applyListDiff(list, change)] as const;
    }),
  );
  const playlists = new Map(older.playlists);
  for (const { id, was, now, entries: change } of diff.playlists) {
    if (now === null) playlists.delete(id);
    else if (change === null) playlists.set(id, now);
    else {
      const { playlist: about } = now;
      playlists.set(id, {
        playlist: about,
        entries: applyListDiff(was?.entries ?? [], change),
      });
    }
  }
  return { collections, playlists };
}

/** The lists that differ: by kind, or by id. */
const changedLists = ({ collections, playlists }: LibraryDiff) =>
  [
    ...[...collections].flatMap(([kind, list]) => (isEmptyDiff(list) ? [] : [`${kind} edited`])),
    ...playlists.map(({ id, change }) => `${id} ${change === "renamed" ? "edited" : change}`),
  ].sort();

describe("a comparison of two snapshots", () => {
  it("makes the newer library of the older one, and agrees with the metadata", async () => {
    await fc.assert(
      fc.asyncProperty(library, library, async (older, newer) => {
        const { fs } = createMemoryDisk();
        const store = createDirectoryStore("/backups", { fs });
        const [first = "", second = ""] = await storeLibraries(store, [older, newer]);
        const [from, to] = [first, second].map((name) => ({ user: USER, name }));
        if (from === undefined || to === undefined) throw new Error("two snapshots were stored");
        const evidence = plainEvidence({ now: () => dayOf(2) });
        const compared = await compareSnapshots(from, to, { store, evidence, open: null });
        expect([compared.outline, compared.unread]).toEqual([null, []]);
        const made = apply(older, compared.diff);
        expect(made.collections).toEqual(newer.collections);
        expect(new Map([...made.playlists].sort())).toEqual(new Map([...newer.playlists].sort()));
        const metadata = async (ref: typeof from) =>
          decodeMetadata(await store.read(ref, "metadata.json"));
        const outline = outlineDiff(
          { ref: from, metadata: await metadata(from) },
          { ref: to, metadata: await metadata(to) },
        );
        const lists = outline.lists.map(({ id, change }) => `${id} ${change}`).sort();
        expect(lists).toEqual(changedLists(compared.diff));
      }),
      { numRuns: seeds(100, 3_000) },
    );
  });

  it("reads no file that both have with the same content", async () => {
    const { fs } = createMemoryDisk();
    const store = createDirectoryStore("/backups", { fs });
    const playlists = new Map([["playlist_1", playlistVersion("One", [track("a")])]]);
    const libraries = [[track("a")], [track("b")]].map((likes) => {
      return { collections: new Map([["likes" as const, likes]]), playlists };
    });
    const [first = "", second = ""] = await storeLibraries(store, libraries);
    const { files, store: counted } = countReads(store);
    const compared = await compareSnapshots(
      { user: USER, name: first },
      { user: USER, name: second },
      { store: counted, evidence: plainEvidence({ now: () => dayOf(2) }), open: null },
    );
    expect(compared.diff.collections.get("likes")?.added).toMatchObject([{ at: 0 }]);
    const metadata = "metadata.json";
    expect(files.sort()).toEqual(["likes.json", "likes.json", metadata, metadata]);
  });
});
