import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AccountState,
  createPlaylist,
  deletePlaylist,
  generateLibrary,
  like,
  type PlaylistState,
  reorder,
  unlike,
  uriOf,
} from "../../emulator/index.ts";
import type { Document } from "../../src/snapshot/document.ts";
import { seeds } from "../support/seeds.ts";
import { createScene } from "../support/spotify/scene.ts";

const uris = (document: Document) =>
  document.entries?.map((entry) => ("item" in entry ? entry.item.refs["spotify"] : null));

const likeUris = ({ likes }: AccountState) => likes.map(({ track }) => uriOf(track));

function firstPlaylist(account: AccountState): PlaylistState {
  const [playlist] = account.playlists;
  if (playlist === undefined) throw new Error("there is no playlist");
  return playlist;
}

/** Removes one like and adds another, so that the total stays what it was. */
function swapLike(account: AccountState, removed: number): void {
  const gone = account.likes[removed]?.track;
  const other = generateLibrary({ seed: 99, likes: 1 }).likes[0]?.track;
  if (gone === undefined || other === undefined) throw new Error("nothing to swap");
  unlike(account, [uriOf(gone)]);
  like(account, [other], "2026-11-20T00:00:00Z");
}

describe("a library that changes while it is read", () => {
  it("gives the likes from before or after a swap, whenever the swap happens", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 5 }), fc.nat({ max: 199 }), async (request, removed) => {
        const account = generateLibrary({ seed: 5, likes: 200 });
        await using scene = await createScene({ accounts: [account] });
        const before = likeUris(account);
        let seen = 0;
        scene.emulator.onRequest(({ path }) => {
          if (path === "/me/tracks" && seen++ === request) swapLike(account, removed);
        });
        const result = await scene.backup({ include: ["likes"] });
        const read = uris(await scene.document(result, "likes"));
        expect(result.status).toBe("complete");
        expect([before, likeUris(account)]).toContainEqual(read);
      }),
      { numRuns: seeds(10, 2_000) },
    );
  });

  it("gives a playlist from before or after a reordering, whenever that happens", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 3 }),
        fc.nat({ max: 149 }),
        fc.nat({ max: 149 }),
        async (request, from, to) => {
          const account = generateLibrary({ seed: 6, playlists: 1, itemsPerPlaylist: 150 });
          const playlist = firstPlaylist(account);
          await using scene = await createScene({ accounts: [account] });
          const now = () =>
            playlist.items.map(({ content }) => (content === null ? null : uriOf(content)));
          const before = now();
          let seen = 0;
          scene.emulator.onRequest(({ path }) => {
            if (path.endsWith("/items") && seen++ === request) {
              reorder(playlist, from, to);
            }
          });
          const result = await scene.backup({ include: ["playlists"] });
          const read = uris(await scene.document(result, `playlist_${playlist.id}`));
          expect(result.status).toBe("complete");
          expect([before, now()]).toContainEqual(read);
        },
      ),
      { numRuns: seeds(10, 2_000) },
    );
  });

  it("gives a partial snapshot if it changes all the time", async () => {
    const account = generateLibrary({ seed: 7, likes: 200 });
    await using scene = await createScene({ accounts: [account] });
    let turn = 0;
    scene.emulator.onRequest(({ path }) => {
      if (path !== "/me/tracks") return;
      turn += 1;
      const added = generateLibrary({ seed: 100 + turn, likes: 1 }).likes[0]?.track;
      if (added) like(account, [added], "2026-11-20T00:00:00Z");
    });
    const result = await scene.backup({ include: ["likes"] });
    expect(result).toMatchObject({ status: "partial", error: null });
    expect(result.files).toMatchObject([{ id: "likes", state: "failed", error: "backup/moving" }]);
    const [user = ""] = await scene.store.users();
    const [ref] = await scene.store.list(user);
    expect(ref && (await scene.store.files(ref))).toEqual(["metadata.json"]);
  });

  it("gives a playlist that was made meanwhile, and none that was deleted meanwhile", async () => {
    const account = generateLibrary({ seed: 8, playlists: 3, itemsPerPlaylist: 10 });
    await using scene = await createScene({ accounts: [account] });
    const gone = firstPlaylist(account).id;
    let done = false;
    let made = "";
    scene.emulator.onRequest(({ path }) => {
      if (done || !path.endsWith("/items") || path.includes(gone)) return;
      done = true;
      deletePlaylist(account, gone);
      made = createPlaylist(account, { name: "new" }).id;
    });
    const result = await scene.backup({ include: ["playlists"] });
    expect(result.status).toBe("complete");
    expect(result.files.map(({ id }) => id)).toEqual(
      account.playlists.map(({ id }) => `playlist_${id}`),
    );
    expect(result.files.map(({ id }) => id)).toContain(`playlist_${made}`);
    const names = result.snapshot && (await scene.store.files(result.snapshot));
    expect(names).not.toContain(`playlist_${gone}.json`);
  });
});
