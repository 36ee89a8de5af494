import { describe, expect, it } from "vitest";
import {
  addItems,
  createAccount,
  createCatalog,
  createPlaylist,
  fault,
  greyOut,
  type Track,
  uriOf,
} from "../../emulator/index.ts";
import { appErrorOf } from "../support/app-error.ts";
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

  it("are looked for again where Spotify told to come back in hours, and not before", async () => {
    const twins = ["a", "b", "c"].map((letter) => trackOf(letter));
    const lost = twins.map((twin) => ({ ...twin, id: `x${twin.id.slice(0, -1)}` }));
    const account = createAccount("source");
    const list = createPlaylist(account, { name: "Rainy days" });
    addItems(list, lost, { addedAt: null, addedBy: null });
    await using scene = await createRestoreScene(account, { songs: twins });
    await scene.snapshot();
    for (const track of lost) greyOut(account, uriOf(track));
    scene.target.greyed = account.greyed;
    const source = await scene.snapshot({ full: true });
    const memory = await createMemoryStates().ofUser("target");
    scene.emulator.faults.add({ path: "/search", after: 1, fault: fault.rateLimit(5 * 3600) });
    const error = await appErrorOf(() => scene.restore(source, { memory }));
    expect(error).toMatchObject({
      code: "provider/rate-limited",
      retryAt: new Date(scene.clock.now().getTime() + 5 * 3600 * 1000),
    });
    expect(error.message).toContain("1 of 3 recordings were looked for. What was found is kept.");
    await scene.clock.advance(5 * 3600 * 1000);
    const before = scene.counts()["GET /search"] ?? 0;
    const result = await scene.restore(source, { memory });
    expect(result.status).toBe("complete");
    expect((scene.counts()["GET /search"] ?? 0) - before).toBe(2);
    const items = scene.target.playlists[0]?.items.map(({ content }) => content && uriOf(content));
    expect(items).toEqual(twins.map(uriOf));
  });
});
