import { describe, expect, it } from "vitest";
import {
  addItems,
  createAccount,
  createCatalog,
  createPlaylist,
  greyOut,
  type Track,
  uriOf,
} from "../../emulator/index.ts";
import { createMemoryStates } from "../support/memory-states.ts";
import { createRestoreScene } from "../support/restore/scene.ts";

const catalog = createCatalog();

/** A track that no catalogue has. */
function trackOf(letter: string, change: Partial<Track> = {}): Track {
  const id = letter.padEnd(22, "0");
  const isrc = `ZZGRY${String(letter.codePointAt(0)).padStart(7, "0")}`;
  return { ...catalog.track(7), id, isrc, name: `Song ${letter}`, ...change };
}

describe("tracks that Spotify greyed out before the backup", () => {
  it("are replaced by a twin of the same ISRC and reported, and by nothing less", async () => {
    const twin = trackOf("t");
    const lost = { ...twin, id: "l".padEnd(22, "0") };
    const mixed = trackOf("m");
    const remix = { ...mixed, id: "r".padEnd(22, "0"), name: "Song m (Club Remix)" };
    const kept = trackOf("k");
    const account = createAccount("source");
    const list = createPlaylist(account, { name: "Rainy days" });
    addItems(list, [kept, mixed, lost], { addedAt: null, addedBy: null });
    await using scene = await createRestoreScene(account, { songs: [twin, remix] });
    await scene.snapshot();
    greyOut(account, uriOf(lost));
    greyOut(account, uriOf(mixed));
    scene.target.greyed = account.greyed;
    const source = await scene.snapshot({ full: true });
    const states = createMemoryStates();
    const memory = await states.ofUser("target");
    const result = await scene.restore(source, { memory });
    const items = scene.target.playlists[0]?.items.map(({ content }) => content && uriOf(content));
    expect(items).toEqual([kept, twin].map(uriOf));
    const file = `playlist_${list.id}`;
    expect(result).toMatchObject({
      status: "complete",
      substituted: [
        { file, from: uriOf(lost), to: uriOf(twin), title: "Song t", toTitle: "Song t" },
      ],
      skipped: [{ file, reason: "doubtful", title: "Song m", position: 2 }],
    });
    expect(result.recordings.map(({ resolution }) => resolution.outcome)).toEqual([
      "doubtful",
      "certain",
    ]);
    expect(result.recordings[0]?.resolution.finding?.candidates).toMatchObject([
      { reference: uriOf(remix), reasons: expect.arrayContaining(["another version"]) },
    ]);
    const searches = scene.counts()["GET /search"];
    const again = await scene.plan(source, { memory });
    expect(again.isEmpty).toBe(true);
    expect(scene.counts()["GET /search"]).toBe(searches);
  });
});
