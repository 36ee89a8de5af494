import { describe, expect, it } from "vitest";
import { createOpener } from "../../src/crypto/age.ts";
import { parseIdentities } from "../../src/crypto/identities.ts";
import { readHistory } from "../../src/history/list.ts";
import { createEntryReader, type RowReader } from "../../src/history/row-reader.ts";
import { readChosenMetadata } from "../../src/history/walk-snapshots.ts";
import type { Entry } from "../../src/model/records.ts";
import type { Open } from "../../src/model/sealer.ts";
import type { SnapshotStore } from "../../src/model/snapshot-store.ts";
import { createDirectoryStore } from "../../src/store/directory/store.ts";
import { libraryVersion, playlistVersion, track } from "../support/cli/history-scene.ts";
import { createMemoryDisk } from "../support/disk/memory-disk.ts";
import { countReads } from "../support/snapshot/counted-store.ts";
import { ownerKeysAt, plainEvidence } from "../support/snapshot/owner-keys.ts";
import { dayOf, storeLibraries, USER } from "../support/snapshot/plain-history.ts";
import { createSealedHistory } from "../support/web/sealed-history.ts";

/** Reads a file of a snapshot with `reader`; gives the titles of its tracks. */
async function titlesIn(
  reader: RowReader<Entry>,
  store: SnapshotStore,
  ref: { readonly user: string; readonly name: string },
  id: string,
): Promise<string> {
  const metadata = await readChosenMetadata(store, ref);
  const file = metadata.files.find((one) => one.id === id);
  if (file === undefined) throw new Error(`there is no ${id}`);
  const { rows } = await reader.read({ file, ref, metadata });
  return rows.map((row) => (row.type === "track" ? row.item.title : row.type)).join(" ");
}

/** Days of likes in the clear, each with its number of rows, and a reader of them. */
async function createDays(lengths: readonly number[], mostRows: number) {
  const { fs } = createMemoryDisk();
  const plain = createDirectoryStore("/backups", { fs });
  const libraries = lengths.map((length, day) => {
    const rows = Array.from({ length }, (_, at) => track(`${day}.${at}`));
    return libraryVersion(rows, { playlist_1: playlistVersion("Evening", [track("Dusk")]) });
  });
  const names = await storeLibraries(plain, libraries);
  const { store, files } = countReads(plain);
  const evidence = plainEvidence({ now: () => dayOf(lengths.length) });
  const reader = createEntryReader({ store, evidence, open: null }, mostRows);
  return {
    /** The number of files that this reading took from the store. */
    async readsOf(day: number, id = "likes"): Promise<number> {
      const ref = { user: USER, name: names[day] ?? "" };
      const before = files.length;
      const titles = await titlesIn(reader, plain, ref, id);
      const all = Array.from({ length: lengths[day] ?? 0 }, (_, at) => `${day}.${at}`);
      expect(titles).toBe(id === "likes" ? all.join(" ") : "Dusk");
      return files.length - before;
    },
  };
}

describe("a reader of whole documents", () => {
  it("reads and opens two versions once each, however often they take turns", async () => {
    await using sealed = await createSealedHistory([
      libraryVersion([track("Aurora"), track("Bolero")]),
      libraryVersion([track("Canon")]),
    ]);
    const { open } = createOpener(await parseIdentities(sealed.key.fileText));
    const directory = createDirectoryStore(sealed.directory);
    const [user = ""] = await directory.users();
    const keys = ownerKeysAt({ now: () => new Date() }, { open });
    const { evidence } = await readHistory(directory, user, keys);
    const { store, files } = countReads(directory);
    let opened = 0;
    const counting: Open = (bytes) => {
      opened += 1;
      return open(bytes);
    };
    const reader = createEntryReader({ store, evidence, open: counting }, 3);
    const read: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      for (const name of sealed.names)
        read.push(await titlesIn(reader, directory, { user, name }, "likes"));
    }
    const both = ["Aurora Bolero", "Canon"];
    expect(read).toEqual([...both, ...both, ...both]);
    expect([files.length, opened]).toEqual([2, 2]);
  });

  it("forgets the document that was not asked for the longest, and no other", async () => {
    const { readsOf } = await createDays([2, 2, 2], 5);
    expect([await readsOf(0), await readsOf(1), await readsOf(0)]).toEqual([1, 1, 0]);
    expect(await readsOf(2)).toBe(1);
    expect([await readsOf(0), await readsOf(2), await readsOf(0)]).toEqual([0, 0, 0]);
    expect(await readsOf(1)).toBe(1);
    expect(await readsOf(2)).toBe(1);
  });

  it("keeps as many documents as have the rows together, of whichever files", async () => {
    const { readsOf } = await createDays([2, 2], 5);
    expect([await readsOf(0), await readsOf(0, "playlist_1")]).toEqual([1, 1]);
    // The playlist is the same on both days.
    expect([await readsOf(1), await readsOf(1, "playlist_1")]).toEqual([1, 0]);
    expect([await readsOf(0), await readsOf(1)]).toEqual([0, 0]);
  });

  it("keeps one document with more rows than that, until another is read", async () => {
    const { readsOf } = await createDays([9, 1], 5);
    expect([await readsOf(0), await readsOf(0)]).toEqual([1, 0]);
    expect([await readsOf(1), await readsOf(1), await readsOf(0)]).toEqual([1, 0, 1]);
  });
});
