import { describe, expect, it } from "vitest";
import { KeyError } from "../../src/errors.ts";
import type { SnapshotFiles } from "../../src/model/snapshot-files.ts";
import { memoryLibrary, others } from "../support/restore/memory-library.ts";
import { createMemoryMusic } from "../support/restore/memory-music.ts";
import {
  createClock,
  memoryContent,
  plan,
  restoreInMemory,
  snapshotOf,
} from "../support/restore/memory-restore.ts";

const LIKES = memoryLibrary().saved.likes.map(({ reference }) => reference);

async function readAll(snapshot: SnapshotFiles): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const name of await snapshot.files()) files.set(name, await snapshot.read(name));
  return files;
}

function filesOf(source: ReturnType<typeof snapshotOf>): SnapshotFiles {
  if (!("snapshot" in source)) throw new Error("a snapshot is needed");
  return source.snapshot.files;
}

const text = (value: unknown) => Buffer.from(JSON.stringify(value));

describe("a damaged snapshot", () => {
  it.each([
    ["changed", Buffer.from("{}"), "snapshot/corrupt"],
    ["missing", null, "snapshot/missing"],
  ])("is restored without the file that is %s, which is named", async (_, bytes, code) => {
    const clock = createClock();
    const target = createMemoryMusic({ clock, others });
    const source = snapshotOf(memoryLibrary(), { files: { "albums.json": bytes } });
    const result = await restoreInMemory(source, target, clock);
    expect(result.status).toBe("partial");
    expect(result.unusable).toEqual([{ source: "snapshot", file: "albums", code }]);
    const { saved, playlists } = memoryContent(memoryLibrary());
    expect(memoryContent(target.state())).toEqual({ saved: { ...saved, albums: [] }, playlists });
  });

  it("is refused where its metadata is damaged, and speaks file by file when that is meant", async () => {
    const clock = createClock();
    const target = createMemoryMusic({ clock, others });
    const newer = text({ format: "tracksafe", formatVersion: 2, kind: "shows" });
    const source = snapshotOf(memoryLibrary(), {
      files: { "metadata.json": Buffer.from("no"), "shows.json": newer },
    });
    await expect(plan(source, target, clock)).rejects.toMatchObject({ code: "snapshot/corrupt" });
    const planned = await plan(source, target, clock, { unproved: true });
    expect(planned.unproved).toHaveLength(planned.plan.playlists.length + 5);
    const result = await planned.apply();
    expect(result.unusable.map(({ file, code }) => [file, code])).toEqual([
      ["metadata.json", "snapshot/corrupt"],
      ["shows", "format/too-new"],
    ]);
    expect(memoryContent(target.state()).saved["likes"]).toEqual(LIKES);
    expect(target.state().playlists).toHaveLength(memoryLibrary().playlists.length);
    expect(target.state().playlists.filter(({ cover }) => cover !== null)).toHaveLength(1);
  });

  it("a source of which nothing is left is refused", async () => {
    const clock = createClock();
    const target = createMemoryMusic({ clock });
    const source = { label: "x", files: [{ name: "likes.json", read: async () => text({}) }] };
    await expect(plan(source, target, clock)).rejects.toMatchObject({
      code: "snapshot/not-proved",
    });
    await expect(plan(source, target, clock, { unproved: true })).rejects.toMatchObject({
      code: "restore/nothing",
    });
  });
});

describe("single files", () => {
  const sealed = async (bytes: Uint8Array) => Buffer.concat([Buffer.from("sealed"), bytes]);
  const open = async (bytes: Uint8Array) => {
    const head = Buffer.from(bytes.subarray(0, 6)).toString();
    if (head === "sealed") return bytes.subarray(6);
    throw new KeyError("key/no-match", "another key");
  };

  it("are restored in the order given, sealed parts put together, a cover with its playlist", async () => {
    const files = await readAll(filesOf(snapshotOf(memoryLibrary())));
    const likes = files.get("likes.json") ?? new Uint8Array();
    const parts = [likes.subarray(0, 1000), likes.subarray(1000)];
    const of = (name: string) => ({ name, read: async () => files.get(name) ?? new Uint8Array() });
    const source = {
      label: "files",
      files: [
        { name: "likes.002.json.gz.age", read: () => sealed(parts[1] ?? likes) },
        { name: "likes.001.json.gz.age", read: () => sealed(parts[0] ?? likes) },
        { name: "albums.json.gz.age", read: async () => Buffer.from("for another key") },
        of("playlist_twin.json"),
        of("playlist_first.json"),
        of("cover_first.jpg"),
      ],
    };
    const clock = createClock();
    const target = createMemoryMusic({ clock });
    const result = await restoreInMemory(source, target, clock, { open, unproved: true });
    expect(result.unusable).toEqual([{ source: "files", file: "albums", code: "key/no-match" }]);
    expect(memoryContent(target.state()).saved["likes"]).toEqual(LIKES);
    expect(target.state().playlists.map(({ name }) => name)).toEqual(["Twin", "Playlist first"]);
    expect(target.state().playlists[1]?.cover).not.toBeNull();
    clock.pass(60_000);
    expect((await plan(source, target, clock, { open, unproved: true })).isEmpty).toBe(true);
  });

  it.each([
    ["no identity", null, "key/missing"],
    ["one that fits nothing", open, "key/no-match"],
  ])("that are sealed need an identity: %s", async (_, given, code) => {
    const file = { name: "likes.json.gz.age", read: async () => Buffer.from("for another key") };
    const clock = createClock();
    const target = createMemoryMusic({ clock });
    const options = { open: given, unproved: true };
    const planned = plan({ label: "x", files: [file] }, target, clock, options);
    await expect(planned).rejects.toMatchObject({ name: "KeyError", code });
    expect(target.reads).toEqual([]);
  });
});

describe("several sources", () => {
  it("are put together: what is in one of them already is not taken again", async () => {
    const { saved, playlists } = memoryLibrary();
    const [first, ...rest] = playlists;
    if (first === undefined) throw new Error("a playlist is needed");
    const older = { saved: { ...saved, likes: saved.likes.slice(40) }, playlists, deleted: [] };
    const newer = {
      saved: { ...saved, likes: saved.likes.slice(0, 60) },
      playlists: [{ ...first, items: first.items.slice(0, 5) }],
      deleted: [],
    };
    const clock = createClock();
    const target = createMemoryMusic({ clock, others });
    await restoreInMemory([snapshotOf(newer), snapshotOf(older)], target, clock);
    expect(memoryContent(target.state()).saved["likes"]).toEqual(LIKES);
    expect(target.state().playlists.map(({ items }) => items.length)).toEqual([
      5,
      ...rest.map(({ items }) => items.length),
    ]);
  });
});

describe("only", () => {
  it("takes kinds and ids of files", async () => {
    const clock = createClock();
    const target = createMemoryMusic({ clock });
    const only = ["shows", "playlist_twin2"];
    await restoreInMemory(snapshotOf(memoryLibrary()), target, clock, { only });
    const { saved, playlists } = target.state();
    expect(Object.values(saved).map((list) => list.length)).toEqual([0, 0, 0, 2, 0, 0]);
    expect(playlists.map(({ items }) => items.map(({ reference }) => reference))).toEqual([
      ["memory:track:y"],
    ]);
  });

  it.each([[["playlist_none"]], [["likes", "lieks"]]])(
    "refuses what fits nothing: %j",
    async (only) => {
      const clock = createClock();
      const target = createMemoryMusic({ clock });
      await expect(
        plan(snapshotOf(memoryLibrary()), target, clock, { only }),
      ).rejects.toMatchObject({
        name: "UsageError",
        code: "usage/only",
      });
    },
  );
});
