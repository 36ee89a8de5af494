import { describe, expect, it } from "vitest";
import { ALL_SCOPES, fault, uriOf } from "../../emulator/index.ts";
import { RefusedError } from "../../src/model/writer.ts";
import { appErrorOf } from "../support/app-error.ts";
import { createWriterScene, trackUris } from "../support/spotify/writer-scene.ts";

const PATH = "/me/tracks";

/** Likes of `count` tracks, a day apart, oldest first. */
const datedLikes = (count: number) =>
  trackUris(count).map((reference, day) => ({
    reference,
    addedAt: new Date(Date.UTC(2020, 0, 1 + day, 12, 30)).toISOString().replace(".000", ""),
  }));

describe("likes with their dates", () => {
  it("are all there, in order, after one request", async () => {
    const scene = await createWriterScene({ timestampedIds: true });
    const likes = datedLikes(40);
    expect(await scene.writer.likeDated(likes)).toBe("done");
    const there = scene.account.likes.map(({ addedAt, track }) => ({
      reference: uriOf(track),
      addedAt,
    }));
    expect(there).toEqual(likes.toReversed());
    expect(scene.api()).toEqual(["PUT /me/tracks 200"]);
  });

  it("are the same after the request was carried out twice", async () => {
    const scene = await createWriterScene({ timestampedIds: true });
    scene.emulator.faults.add({ path: PATH, fault: fault.appliedThenStatus(502) });
    expect(await scene.writer.likeDated(datedLikes(3))).toBe("done");
    expect(scene.account.likes).toHaveLength(3);
    expect(scene.api()).toEqual(["PUT /me/tracks 502", "PUT /me/tracks 200"]);
  });

  it("need no request when there are none", async () => {
    const scene = await createWriterScene();
    expect(await scene.writer.likeDated([])).toBe("done");
    expect(scene.emulator.requests).toEqual([]);
  });

  it.each([
    ["dead", `spotify:track:${"0".repeat(22)}`, 1],
    ["no track", `spotify:episode:${"0".repeat(22)}`, 0],
    ["a local file", "spotify:local:a:b:c:1", 0],
  ])("are refused for one that is %s", async (_name, reference, requests) => {
    const scene = await createWriterScene({ timestampedIds: true });
    const bad = { reference, addedAt: "2020-01-01T00:00:00Z" };
    const liking = scene.writer.likeDated([bad, ...datedLikes(3)]);
    await expect(liking).rejects.toBeInstanceOf(RefusedError);
    expect(scene.account.likes).toEqual([]);
    expect(scene.api()).toHaveLength(requests);
  });

  it("are refused for a date that is none", async () => {
    const scene = await createWriterScene({ timestampedIds: true });
    const [reference = ""] = trackUris(1);
    const liking = scene.writer.likeDated([{ reference, addedAt: "yesterday" }]);
    await expect(liking).rejects.toBeInstanceOf(RefusedError);
  });
});

describe("a Spotify that does not take dates", () => {
  it("is asked once", async () => {
    const scene = await createWriterScene();
    expect(await scene.writer.likeDated(datedLikes(2))).toBe("unsupported");
    expect(await scene.writer.likeDated(datedLikes(2))).toBe("unsupported");
    expect(scene.api()).toEqual(["PUT /me/tracks 403"]);
  });

  it.each([
    [404, "Not found"],
    [405, "Method Not Allowed"],
    [410, "Gone"],
    [400, "Missing required field: ids"],
  ])("is known by %i %s", async (status, message) => {
    const scene = await createWriterScene({ timestampedIds: true });
    const body = { error: { status, message } };
    scene.emulator.faults.add({ path: PATH, fault: fault.status(status, body) });
    expect(await scene.writer.likeDated(datedLikes(2))).toBe("unsupported");
    expect(await scene.writer.likeDated(datedLikes(2))).toBe("unsupported");
    expect(scene.api()).toEqual([`PUT /me/tracks ${status}`]);
  });

  it("is not what a missing scope means", async () => {
    const scopes = ALL_SCOPES.filter((scope) => scope !== "user-library-modify");
    const scene = await createWriterScene({ timestampedIds: true, scopes });
    const error = await appErrorOf(() => scene.writer.likeDated(datedLikes(2)));
    expect(error).toMatchObject({ name: "AuthError", code: "auth/scope" });
    expect(error.message).toBe("The login lacks the permission for changes of the liked songs.");
    expect(error.hint).toMatch(/: user-library-modify$/);
  });

  it("is not what an owner without Premium or an outage means", async () => {
    const scene = await createWriterScene({ timestampedIds: true });
    scene.emulator.ownerPremiumLapsed = true;
    const blocked = await appErrorOf(() => scene.writer.likeDated(datedLikes(2)));
    expect(blocked.code).toBe("provider/app-blocked");
    scene.emulator.ownerPremiumLapsed = false;
    scene.emulator.faults.add({ path: PATH, fault: fault.status(500), times: 4 });
    const down = await appErrorOf(() => scene.writer.likeDated(datedLikes(2)));
    expect(down.code).toBe("provider/unavailable");
    expect(await scene.writer.likeDated(datedLikes(2))).toBe("done");
  });
});
