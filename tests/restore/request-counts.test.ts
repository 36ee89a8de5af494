import { describe, expect, it } from "vitest";
import { measureRestore } from "../../bench/restore.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const EDGES = [0, 1, 39, 40, 41, 99, 100, 101, 401];

const measure = async (likes: number, items: number | null) => {
  const clock = createFakeClock("2026-11-22T12:00:00Z", { autoAdvance: true });
  const costs = await measureRestore({ likes, items }, { clock });
  return costs.map(({ requests }) => requests);
};

/** The number of requests of each kind. A kind without requests is left out. */
const some = (requests: Record<string, number>) =>
  Object.fromEntries(Object.entries(requests).filter(([, count]) => count > 0));

describe("the requests of a restore", () => {
  it.each(EDGES)("of %i likes are the least there can be", async (count) => {
    const [first, second] = await measure(count, null);
    const asks = count > 40 ? 0 : Math.min(count, 1);
    expect(first).toEqual(
      some({
        "GET /me": 1,
        // Once before, and once after to see that they arrived.
        "GET /me/library/contains": 2 * asks,
        "GET /me/tracks": count > 40 ? 2 : 0,
        // Once, to see whether Spotify lets this app set dates.
        "PUT /me/tracks": Math.min(count, 1),
        "PUT /me/library": Math.ceil(count / 40),
      }),
    );
    // Listing 50 at a time is cheaper than asking for 40, and the first page tells how many.
    expect(second).toEqual(
      some({
        "GET /me": 1,
        "GET /me/library/contains": asks,
        "GET /me/tracks": count > 40 ? Math.ceil(count / 50) : 0,
      }),
    );
  });

  it.each(EDGES)("of a playlist of %i are the least there can be", async (count) => {
    const [first, second] = await measure(0, count);
    expect(first).toEqual(
      some({
        "GET /me": 1,
        // For the plan, before the first is made, and after to see that it is there once.
        "GET /me/playlists": 3,
        "POST /me/playlists": 1,
        "POST /playlists/…/items": Math.ceil(count / 100),
      }),
    );
    expect(second).toEqual({
      "GET /me": 1,
      "GET /me/playlists": 1,
      "GET /playlists/…/items": Math.max(1, Math.ceil(count / 50)),
    });
  });
});
