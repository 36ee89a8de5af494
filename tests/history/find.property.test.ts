import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identityOf, type LibraryVersion } from "../../src/history/diff.ts";
import { findItems, foldText } from "../../src/history/find.ts";
import { readVersions } from "../../src/history/versions.ts";
import type { Entry, Playlist } from "../../src/model/records.ts";
import { createDirectoryStore } from "../../src/store/directory/store.ts";
import { createMemoryDisk } from "../support/disk/memory-disk.ts";
import { seeds } from "../support/seeds.ts";
import { plainEvidence } from "../support/snapshot/owner-keys.ts";
import { dayOf, storeLibraries, USER } from "../support/snapshot/plain-history.ts";

const TITLES = ["Café", "cafe del mar", "Ｃａｆｅ", "Other", "Straße"] as const;

const anEntry: fc.Arbitrary<Entry> = fc
  .record({
    id: fc.nat({ max: 4 }),
    day: fc.nat({ max: 1 }),
    type: fc.constantFrom("track" as const, "unavailable" as const),
  })
  .map(({ id, day, type }): Entry => {
    const addedAt = day === 0 ? null : "2026-01-01T00:00:00Z";
    const item = {
      title: TITLES[id] ?? "",
      artists: [{ name: `Artist ${id}`, refs: {} }],
      durationMs: 1,
      refs: { memory: `track:${id}` },
    };
    if (type === "track") return { type, addedAt, item };
    return { type, addedAt, known: { type: "track", item } };
  });

const playlist = (name: string): Playlist => ({
  name,
  description: null,
  visibility: "private",
  collaborative: false,
  owner: { name: "Me", refs: {} },
  relation: "owned",
  refs: { memory: "playlist:1" },
});

const aLibrary: fc.Arbitrary<LibraryVersion> = fc
  .record({
    likes: fc.array(anEntry, { maxLength: 4 }),
    items: fc.option(fc.array(anEntry, { maxLength: 4 })),
    name: fc.constantFrom("Cafés", "Else"),
    isThere: fc.boolean(),
  })
  .map(
    ({ likes, items, name, isThere }): LibraryVersion => ({
      collections: new Map([["likes", likes]]),
      playlists: new Map(
        isThere ? [["playlist_1", { playlist: playlist(name), entries: items }]] : [],
      ),
    }),
  );

/** `file addedAt title from until`, found by reading every snapshot in full. */
function searchNaively(
  libraries: readonly LibraryVersion[],
  names: readonly string[],
  text: string,
): readonly string[] {
  const word = foldText(text);
  const present = libraries.map((library) => {
    const rows = new Set<string>();
    const lists: [string, readonly Entry[]][] = [...library.collections];
    for (const [
      id,
      {
        playlist: { name },
        entries,
      },
    ] of library.playlists) {
      lists.push([id, entries ?? []]);
      if (foldText(name).includes(word)) rows.add(JSON.stringify([id, null, id]));
    }
    for (const [file, entries] of lists) {
      for (const entry of entries) {
        const known = entry.type === "unavailable" ? entry.known : entry;
        if (known?.type !== "track" || !foldText(known.item.title).includes(word)) continue;
        rows.add(JSON.stringify([file, entry.addedAt, identityOf(entry)]));
      }
    }
    return rows;
  });
  const spans: string[] = [];
  for (const row of new Set(present.flatMap((rows) => [...rows]))) {
    let from: string | null = null;
    for (const [day, rows] of [...present, new Set<string>()].entries()) {
      if (rows.has(row)) from ??= names[day] ?? null;
      else if (from !== null) {
        spans.push(`${row} ${from} ${names[day] ?? null}`);
        from = null;
      }
    }
  }
  return spans.sort();
}

describe("find", () => {
  it("agrees with a reading of all snapshots, for any history", async () => {
    const history = fc.array(aLibrary, { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.constantFrom("CAFE", "straße", "mar"),
        async (libraries, text) => {
          const { fs } = createMemoryDisk();
          const store = createDirectoryStore("/backups", { fs });
          const names = await storeLibraries(store, libraries);
          const evidence = plainEvidence({ now: () => dayOf(libraries.length) });
          const versions = await readVersions(store, USER, evidence);
          const { matches, skipped } = await findItems(versions, text, {
            store,
            evidence,
            open: null,
          });
          const found = matches.flatMap(({ type, refs, spans }) =>
            spans.map(({ file, addedAt, from, until }) => {
              const identity =
                type === "playlist" ? file : `track ${JSON.stringify({ memory: refs["memory"] })}`;
              return `${JSON.stringify([file, addedAt, identity])} ${from} ${until}`;
            }),
          );
          expect(found.sort()).toEqual(searchNaively(libraries, names, text));
          expect(skipped).toEqual([]);
        },
      ),
      { numRuns: seeds(100, 5_000) },
    );
  });

  it("takes words for the same that differ only in case, accents or width", () => {
    const pairs = [
      ["Straße", "STRASSE"],
      ["ΟΔΟΣ", "οδοσ"],
      ["Café", "cafe"],
      ["Ｗｉｄｅ", "wide"],
    ] as const;
    for (const [one, other] of pairs) expect(foldText(one)).toBe(foldText(other));
  });
});
