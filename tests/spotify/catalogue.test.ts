import { describe, expect, it } from "vitest";
import { createAccount, fault, greyOut, type Track, uriOf } from "../../emulator/index.ts";
import type { SearchWords } from "../../src/model/catalogue.ts";
import { appErrorOf } from "../support/app-error.ts";
import { catalog, createWriterScene } from "../support/spotify/writer-scene.ts";

const track = catalog.track(5);
const isrc = track.isrc ?? "";
const releases = catalog.tracksByIsrc(isrc);

describe("finding recordings by ISRC", () => {
  it("finds every release of a recording with one request", async () => {
    const { emulator, catalogue, api } = await createWriterScene();
    const found = await catalogue.byIsrc(isrc);
    expect(found.map(({ refs }) => refs["spotify"])).toEqual(releases.map(uriOf));
    expect(found[0]).toMatchObject({ title: track.name, isrc, durationMs: track.durationMs });
    expect(api()).toEqual(["GET /search 200"]);
    // With a market, the tracks would have other ids.
    expect(emulator.requests.at(-1)?.query).toEqual({
      q: `isrc:${isrc}`,
      type: "track",
      limit: "10",
    });
  });

  it("finds the other release of one that is no longer shown", async () => {
    const scene = await createWriterScene();
    greyOut(scene.account, uriOf(track));
    const found = await scene.catalogue.byIsrc(isrc);
    expect(found.map(({ refs }) => refs["spotify"])).toEqual(releases.slice(1).map(uriOf));
  });

  it("finds none where there is none", async () => {
    const { catalogue, api } = await createWriterScene();
    expect(await catalogue.byIsrc("USZZZ9999999")).toEqual([]);
    expect(api()).toHaveLength(1);
  });

  it("takes only what has this ISRC, and no row without a track", async () => {
    const { emulator, catalogue } = await createWriterScene();
    const row = (code: string | null) => ({ name: "x", external_ids: code && { isrc: code } });
    const items = [null, row("USZZZ9999999"), row(null), row("us-zzz-11-11111"), row(null)];
    const body = { tracks: { items } };
    emulator.faults.add({ path: "/search", fault: fault.status(200, body) });
    expect(await catalogue.byIsrc("USZZZ1111111")).toMatchObject([{ isrc: "USZZZ1111111" }]);
  });

  it.each(["", "USZZZ", "USZZZ1111111 artist:x", "us-zzz-11-11111"])(
    "does not search for %j",
    async (malformed) => {
      const { emulator, catalogue } = await createWriterScene();
      expect(await catalogue.byIsrc(malformed)).toEqual([]);
      expect(emulator.requests).toEqual([]);
    },
  );

  it("is repeated after an outage, and does not take anything for none", async () => {
    const { emulator, catalogue, api } = await createWriterScene();
    emulator.faults.add({ path: "/search", fault: fault.status(502) });
    emulator.faults.add({ path: "/search", fault: fault.status(200, { tracks: null }) });
    const error = await appErrorOf(() => catalogue.byIsrc(isrc));
    expect(error.code).toBe("http/bad-answer");
    expect(api()).toEqual(["GET /search 502", "GET /search 200"]);
  });
});

describe("searching by words", () => {
  const named = (n: number, name: string, artist: string): Track => {
    const like = catalog.track(n);
    return { ...like, name, artists: [{ ...catalog.artist(n), name: artist }] };
  };
  const songs = [
    named(1, 'Say "Hello": Part 2', "The Wires"),
    named(2, "Say Hello, Part 2 (Live)", "The Wires"),
    named(3, "Hello", "Say Part"),
  ];

  it("looks for the title and the artist in their fields, or anywhere", async () => {
    const { emulator, catalogue } = await createWriterScene({ songs });
    const titles = async (words: SearchWords) =>
      (await catalogue.search(words)).map(({ title }) => title).sort();
    const words = { title: 'Say "Hello": Part 2', artist: "Wires" };
    const both = [songs[0]?.name, songs[1]?.name];
    expect(await titles({ ...words, within: "fields" })).toEqual(both);
    expect(await titles({ ...words, within: "anywhere" })).toEqual(both);
    expect(await titles({ title: "hello say", artist: "", within: "fields" })).toHaveLength(3);
    expect(await titles({ title: "hello", artist: "wire", within: "fields" })).toEqual([]);
    expect(emulator.requests.at(-1)?.query["q"]).toBe('track:"hello" artist:"wire"');
  });

  it("asks nothing without words, and cuts long ones", async () => {
    const { emulator, catalogue, api } = await createWriterScene({ songs });
    expect(await catalogue.search({ title: ' ":" ', artist: "x", within: "fields" })).toEqual([]);
    expect(emulator.requests).toEqual([]);
    const long = { title: "word ".repeat(200), artist: "ñ".repeat(300) };
    await catalogue.search({ ...long, within: "fields" });
    await catalogue.search({ ...long, within: "anywhere" });
    expect(api()).toEqual(["GET /search 200", "GET /search 200"]);
  });

  it("knows a recording by its link, in all forms that people paste", async () => {
    const { catalogue } = await createWriterScene({ account: createAccount("me") });
    const uri = uriOf(track);
    const links = [uri, `https://open.spotify.com/intl-de/track/${track.id}?si=x`, ` ${track.id} `];
    for (const link of links) expect(catalogue.recordingAt(link)).toBe(uri);
    const others = ["", "skip", uriOf(track.album), `https://example.org/track/${track.id}`];
    for (const link of others) expect(catalogue.recordingAt(link)).toBeNull();
  });
});
