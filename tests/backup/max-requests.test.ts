import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AccountState, fault, generateLibrary, uriOf } from "../../emulator/index.ts";
import type { BackupResult } from "../../src/backup/contract.ts";
import { createMemoryStates } from "../support/memory-states.ts";
import { seeds } from "../support/seeds.ts";
import { readDocuments } from "../support/snapshot/read-documents.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

/** Backs up once with at most `maxRequests`, and checks that the provider got no more. */
async function backUp(scene: Scene, maxRequests: number): Promise<BackupResult> {
  const before = scene.emulator.requests.length;
  const result = await scene.backup({}, scene.store, { maxRequests });
  const sent = scene.emulator.requests.length - before;
  expect(sent).toBeLessThanOrEqual(maxRequests);
  expect(result.requests).toBeLessThanOrEqual(maxRequests);
  if (result.error !== null) expect(result.error.code).toBe("provider/max-requests");
  return result;
}

/** Whether a snapshot has the likes of the account, in order, and all of its playlists. */
async function expectWhole(scene: Scene, result: BackupResult, account: AccountState) {
  const documents = await readDocuments(scene.store, result);
  const likes = documents
    .get("likes")
    ?.entries?.map((entry) => (entry.type === "unavailable" ? null : entry.item.refs["spotify"]));
  expect(likes).toEqual(account.likes.map(({ track }) => uriOf(track)));
  for (const { id, items } of account.playlists) {
    expect(documents.get(`playlist_${id}`)?.entries).toHaveLength(items.length);
  }
}

describe("a backup that may send few requests", () => {
  it("never sends more, and the runs after it end in a complete snapshot", async () => {
    const account = generateLibrary({ seed: 21, likes: 180, playlists: 4, itemsPerPlaylist: 20 });
    await using scene = await createScene({ accounts: [account] });
    const results: BackupResult[] = [];
    for (const maxRequests of [5, 10, 20]) results.push(await backUp(scene, maxRequests));
    expect(results.map(({ status }) => status)).toEqual(["partial", "partial", "complete"]);
    await expectWhole(scene, results[2] ?? expect.fail("a run"), account);
  });

  it("counts requests that are sent again", async () => {
    const account = generateLibrary({ seed: 22, likes: 120 });
    await using scene = await createScene({ accounts: [account] });
    scene.emulator.faults.add({ path: "/me/tracks", times: 2, fault: fault.status(503) });
    const result = await backUp(scene, 6);
    expect(result).toMatchObject({ status: "partial", error: { code: "provider/max-requests" } });
  });

  it("sends nothing if it may send nothing", async () => {
    await using scene = await createScene({ accounts: [generateLibrary({ seed: 23, likes: 1 })] });
    expect(await backUp(scene, 0)).toMatchObject({ snapshot: null, requests: 0 });
    expect(scene.emulator.requests).toEqual([]);
  });

  it("is complete after some runs, for any library", async () => {
    const small = fc.nat({ max: 4 });
    const spec = fc.record({
      seed: fc.nat({ max: 1000 }),
      likes: fc.nat({ max: 400 }),
      playlists: small,
      itemsPerPlaylist: fc.nat({ max: 130 }),
      albums: small,
      shows: small,
    });
    const check = async (library: Parameters<typeof generateLibrary>[0], maxRequests: number) => {
      const account = generateLibrary(library);
      await using scene = await createScene({ accounts: [account] });
      const states = createMemoryStates();
      for (let run = 0; run < 40; run += 1) {
        const before = scene.emulator.requests.length;
        const result = await scene.backup({ states }, scene.store, { maxRequests });
        expect(scene.emulator.requests.length - before).toBeLessThanOrEqual(maxRequests);
        if (result.status !== "complete") continue;
        await expectWhole(scene, result, account);
        return;
      }
      expect.fail("no run was complete");
    };
    await fc.assert(fc.asyncProperty(spec, fc.integer({ min: 20, max: 60 }), check), {
      numRuns: seeds(8, 200),
    });
  });
});
