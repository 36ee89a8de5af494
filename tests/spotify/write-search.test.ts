import { describe, expect, it } from "vitest";
import { fault, greyOut, uriOf } from "../../emulator/index.ts";
import { appErrorOf } from "../support/app-error.ts";
import { catalog, setWriter } from "../support/spotify/writer.ts";

const track = catalog.track(5);
const isrc = track.isrc ?? "";
const releases = catalog.tracksByIsrc(isrc);

describe("findByIsrc", () => {
  it("finds every release of a recording with one request", async () => {
    const { emulator, writer, api } = await setWriter();
    const found = await writer.findByIsrc(isrc);
    expect(found.map(({ refs }) => refs["spotify"])).toEqual(releases.map(uriOf));
    expect(found[0]).toMatchObject({ title: track.name, isrc, durationMs: track.durationMs });
    expect(api()).toEqual(["GET /search 200"]);
    expect(emulator.requests.at(-1)?.query).toEqual({
      q: `isrc:${isrc}`,
      type: "track",
      limit: "10",
    });
  });

  it("finds the other release of one that is no longer shown", async () => {
    const scene = await setWriter();
    greyOut(scene.account, uriOf(track));
    const found = await scene.writer.findByIsrc(isrc);
    expect(found.map(({ refs }) => refs["spotify"])).toEqual(releases.slice(1).map(uriOf));
  });

  it("finds none where there is none", async () => {
    const { writer, api } = await setWriter();
    expect(await writer.findByIsrc("USZZZ9999999")).toEqual([]);
    expect(api()).toHaveLength(1);
  });

  it("takes only what has this ISRC, and no row without a track", async () => {
    const { emulator, writer } = await setWriter();
    const row = (code: string | null) => ({ name: "x", external_ids: code && { isrc: code } });
    const items = [null, row("USZZZ9999999"), row(null), row("us-zzz-11-11111"), row(null)];
    const body = { tracks: { items } };
    emulator.faults.add({ path: "/search", fault: fault.status(200, body) });
    expect(await writer.findByIsrc("USZZZ1111111")).toMatchObject([{ isrc: "USZZZ1111111" }]);
  });

  it.each(["", "USZZZ", "USZZZ1111111 artist:x", "us-zzz-11-11111"])(
    "does not search for %j",
    async (malformed) => {
      const { emulator, writer } = await setWriter();
      expect(await writer.findByIsrc(malformed)).toEqual([]);
      expect(emulator.requests).toEqual([]);
    },
  );

  it("is repeated after an outage, and does not take anything for none", async () => {
    const { emulator, writer, api } = await setWriter();
    emulator.faults.add({ path: "/search", fault: fault.status(502) });
    emulator.faults.add({ path: "/search", fault: fault.status(200, { tracks: null }) });
    const error = await appErrorOf(() => writer.findByIsrc(isrc));
    expect(error.code).toBe("http/bad-answer");
    expect(api()).toEqual(["GET /search 502", "GET /search 200"]);
  });
});
