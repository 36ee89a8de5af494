import { describe, expect, it } from "vitest";
import { addItems, generateLibrary, like } from "../../emulator/index.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createMemoryStates } from "../support/memory-states.ts";
import { createScene } from "../support/spotify/scene.ts";

const START = "2026-11-22T03:17:00Z";
const DAY_MS = 24 * 60 * 60 * 1000;
const key = await generateKey("x25519", new Date(START));
const spare = generateLibrary({ seed: 77, likes: 2 }).likes.map(({ track }) => track);

/** Two backups a day apart. In between, one like comes, one goes, and a playlist gets an item. */
async function backUpTwice(sealed: boolean, isStateLost = false) {
  const clock = createFakeClock(START, { autoAdvance: true });
  const account = generateLibrary({ seed: 9, likes: 60, playlists: 2, itemsPerPlaylist: 5 });
  const now = () => clock.now().getTime();
  await using scene = await createScene({ accounts: [account], now }, { clock });
  const states = createMemoryStates();
  const request = {
    include: ["likes", "playlists"] as const,
    comparesEntries: true,
    states,
    ...(sealed && { recipients: [key.recipient] }),
  };
  const first = await scene.backup(request);
  await clock.advance(DAY_MS);
  const addedAt = `${clock.now().toISOString().slice(0, 19)}Z`;
  const gone = account.likes[30];
  account.likes = account.likes.filter((one) => one !== gone);
  like(account, spare.slice(0, 1), addedAt);
  const [playlist] = account.playlists;
  if (playlist) addItems(playlist, spare.slice(1), { addedAt, addedBy: account.id });
  if (isStateLost) states.user.clear();
  const second = await scene.backup({ ...request, full: true });
  return { first, second, gone, playlist };
}

describe("the entries that a backup compares with the previous snapshot", () => {
  it.each([
    ["in the clear", false],
    ["sealed", true],
  ])("are named, %s", async (_, sealed) => {
    const { first, second, gone, playlist } = await backUpTwice(sealed);
    expect(first.changes).toBeNull();
    const { diff, unread } = second.changes ?? expect.fail("changes");
    expect(unread).toEqual([]);
    expect(diff.collections.get("likes")).toMatchObject({
      added: [{ at: 0, entry: { item: { title: spare[0]?.name } } }],
      removed: [{ at: 30, entry: { item: { title: gone?.track.name } } }],
      moved: [],
    });
    expect(diff.playlists).toMatchObject([
      {
        change: "edited",
        now: { playlist: { name: playlist?.name } },
        entries: { added: [{ entry: { item: { title: spare[1]?.name } } }], removed: [] },
      },
    ]);
  });

  it("are not compared where the earlier text is lost", async () => {
    const { second } = await backUpTwice(true, true);
    expect(second.changes?.unread).toHaveLength(2);
    expect(second.changes?.diff).toEqual({ collections: new Map(), playlists: [] });
  });
});
