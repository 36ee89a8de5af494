import { describe, expect, it } from "vitest";
import { generateLibrary, uriOf } from "../../emulator/index.ts";
import { verifyStoredSnapshots } from "../../src/history/verify.ts";
import { ownerKeysAt } from "../support/snapshot/owner-keys.ts";
import { createScene } from "../support/spotify/scene.ts";

describe("a first backup", () => {
  it("requests each page once, and two more to prove that nothing changed meanwhile", async () => {
    const library = generateLibrary({
      seed: 1,
      likes: 400,
      playlists: 10,
      itemsPerPlaylist: 101,
    });
    await using scene = await createScene({ accounts: [library] });
    const result = await scene.backup({ include: ["likes", "playlists"] });
    expect(result).toMatchObject({ status: "complete", error: null });
    const paths = scene.emulator.requests
      .filter(({ kind }) => kind === "api")
      .map(({ path }) => path.replace(/^\/playlists\/.*/, "/playlists/…"));
    const count = (path: string) => paths.filter((candidate) => candidate === path).length;
    expect(count("/me")).toBe(1);
    expect(count("/me/tracks")).toBe(8 + 1);
    expect(count("/me/playlists")).toBe(1 + 1);
    expect(count("/playlists/…")).toBe(30);
    expect(paths.length).toBe(40 + 2);
    expect(result.requests).toBe(42 + 1);
  });

  it("keeps everything exactly and in order, edge cases as well", async () => {
    const library = generateLibrary({
      seed: 2,
      likes: 60,
      playlists: 12,
      itemsPerPlaylist: 52,
      followed: 3,
      collaborative: 2,
      albums: 51,
      artists: 51,
      shows: 3,
      episodes: 51,
      audiobooks: 2,
      edgeCases: true,
    });
    await using scene = await createScene({ accounts: [library] });
    const result = await scene.backup({ covers: true });
    expect(result.files.filter(({ state }) => state !== "ok" && state !== "withheld")).toEqual([]);
    expect(result.status).toBe("complete");

    const likes = await scene.document(result, "likes");
    expect(likes.entries?.map((entry) => [entry.addedAt, "item" in entry && entry.item])).toEqual(
      library.likes.map(({ addedAt, track }) => [
        addedAt,
        expect.objectContaining({ title: track.name, refs: { spotify: uriOf(track) } }),
      ]),
    );

    const listed = library.playlists.filter(({ access }) => access !== "null-entry");
    const kept = result.files.filter(({ id }) => id.startsWith("playlist_"));
    expect(kept.map(({ id }) => id)).toEqual(listed.map(({ id }) => `playlist_${id}`));
    expect(kept.map(({ position }) => position)).toEqual(listed.map((_, index) => index));
    for (const playlist of listed) {
      const document = await scene.document(result, `playlist_${playlist.id}`);
      expect(document).toMatchObject({ kind: "playlist", playlist: { name: playlist.name } });
      const readable = playlist.ownerId === library.id || playlist.collaborative;
      if (!readable || playlist.access !== "normal") {
        expect(document.entries).toBeNull();
        continue;
      }
      expect(
        document.entries?.map((entry) => [
          entry.type,
          entry.addedAt,
          "item" in entry ? entry.item.refs["spotify"] : null,
        ]),
      ).toEqual(
        playlist.items.map(({ addedAt, content }) =>
          content === null
            ? ["unavailable", addedAt, null]
            : [content.kind, addedAt, uriOf(content)],
        ),
      );
    }
    for (const [id, count] of [
      ["albums", 51],
      ["artists", 51],
      ["shows", 3],
      ["episodes", 51],
      ["audiobooks", 2],
    ] as const) {
      expect((await scene.document(result, id)).entries?.length).toBe(count);
    }
    const [verified] = await verifyStoredSnapshots(scene.store, {}, ownerKeysAt(scene.clock));
    expect(verified?.verification.problems).toEqual([]);
    expect(verified?.verification.files).toBe(await countFiles(scene));
  });

  it("stores a playlist of many pages, and empty lists", async () => {
    const library = generateLibrary({ seed: 3, playlists: 1, itemsPerPlaylist: 1_001 });
    await using scene = await createScene({ accounts: [library] });
    const result = await scene.backup();
    expect(result.status).toBe("complete");
    const [playlist] = library.playlists;
    const document = await scene.document(result, `playlist_${playlist?.id}`);
    expect(document.entries?.length).toBe(1_001);
    expect((await scene.document(result, "likes")).entries).toEqual([]);
  });

  it("writes the same bytes for the same library, except for the metadata", async () => {
    const spec = { seed: 4, likes: 130, playlists: 6, itemsPerPlaylist: 60, edgeCases: true };
    await using scene = await createScene({ accounts: [generateLibrary(spec)] });
    const [one, two] = [await scene.backup(), await scene.backup()];
    expect(two.snapshot?.name).not.toBe(one.snapshot?.name);
    expect(two.files.map(({ parts }) => parts)).toEqual(one.files.map(({ parts }) => parts));
  });
});

async function countFiles(scene: Awaited<ReturnType<typeof createScene>>): Promise<number> {
  const [user = ""] = await scene.store.users();
  const [ref] = await scene.store.list(user);
  return ref === undefined ? 0 : (await scene.store.files(ref)).length;
}
