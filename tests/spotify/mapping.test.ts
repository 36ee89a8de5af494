import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Track } from "../../src/model/records.ts";
import { toTime } from "../../src/spotify/mapping.ts";
import { isQuotaExhausted } from "../../src/spotify/quota.ts";
import { character } from "../support/arbitraries.ts";
import {
  collect,
  createScriptedScene,
  pageAnswer,
  wirePlaylist,
  wireTrack,
} from "../support/spotify/scripted-scene.ts";

/** The entry that a playlist with this one row is mapped to. */
async function entryOf(row: unknown): Promise<unknown> {
  const scene = await createScriptedScene((seen) => {
    if (seen.path === "/v1/me/playlists") return pageAnswer([wirePlaylist("p")], seen.query);
    return seen.path === "/v1/playlists/p/items" ? pageAnswer([row, null], seen.query) : undefined;
  });
  const [listed] = (await scene.provider.playlists()).playlists;
  if (listed === undefined) throw new Error("the playlist was not listed");
  const walk = await scene.provider.entries(listed);
  if (walk === "withheld") throw new Error("the entries were withheld");
  return (await collect(walk))[0];
}

const ADDED = {
  added_at: "2020-01-02T03:04:05Z",
  added_by: { id: "ann", uri: "spotify:user:ann" },
};
const KEPT = { addedAt: "2020-01-02T03:04:05Z", addedBy: "spotify:user:ann" };
const FULL_TRACK = {
  title: "Track 1",
  artists: [{ name: "Artist", refs: { spotify: "spotify:artist:a" } }],
  album: {
    title: "Album",
    artists: [{ name: "Artist", refs: { spotify: "spotify:artist:a" } }],
    releaseDate: "2001-02-03",
    type: "album",
    refs: { spotify: "spotify:album:b" },
  },
  durationMs: 180_000,
  isrc: "USRC17607839",
  discNumber: 1,
  trackNumber: 2,
  explicit: false,
  refs: { spotify: "spotify:track:1" },
};

describe("an entry of a playlist", () => {
  it.each([
    ["by its present name", { item: wireTrack("1") }],
    ["by its old name", { track: wireTrack("1") }],
    ["by both, the old one being another", { item: wireTrack("1"), track: wireTrack("2") }],
    ["by its old name beside an empty present one", { item: null, track: wireTrack("1") }],
    ["with fields nobody knows", { item: wireTrack("1", { popularity: 3 }), primary_color: null }],
  ])("is a track %s", async (_name, content) => {
    expect(await entryOf({ ...ADDED, is_local: false, ...content })).toStrictEqual({
      ...KEPT,
      type: "track",
      item: FULL_TRACK,
    });
  });

  it.each([
    ["empty content", { ...ADDED, item: null }, KEPT],
    ["empty content by its old name", { ...ADDED, track: null }, KEPT],
    ["nothing at all", null, { addedAt: null, addedBy: null }],
    [
      "nobody who added it",
      { item: null, added_at: null, added_by: null },
      { addedAt: null, addedBy: null },
    ],
    [
      "an adder with only an id",
      { item: null, added_by: { id: "a b" } },
      { addedAt: null, addedBy: "spotify:user:a%20b" },
    ],
    ["an adder without id", { item: null, added_by: { id: "" } }, { addedAt: null, addedBy: null }],
    [
      "an adder with an empty uri",
      { item: null, added_by: { id: "", uri: "spotify:user:" } },
      { addedAt: null, addedBy: null },
    ],
    [
      "an adder with an id and an empty uri",
      { item: null, added_by: { id: "ann", uri: "spotify:user:" } },
      { addedAt: null, addedBy: "spotify:user:ann" },
    ],
    ["only a row that is text", "text", { addedAt: null, addedBy: null }],
    [
      "a content that is no object",
      { ...ADDED, item: 7 },
      { addedAt: KEPT.addedAt, addedBy: KEPT.addedBy },
    ],
    [
      "a content without name and uri",
      { ...ADDED, item: { type: "track", name: "", uri: null, artists: [] } },
      { addedAt: KEPT.addedAt, addedBy: KEPT.addedBy },
    ],
  ])("with %s keeps its slot", async (_name, row, kept) => {
    expect(await entryOf(row)).toStrictEqual({ ...kept, type: "unavailable" });
  });

  it("with nulls wherever there can be one is still a track", async () => {
    const nothing = Object.fromEntries(Object.keys(wireTrack("1")).map((key) => [key, null]));
    expect(await entryOf({ ...ADDED, item: { ...nothing, uri: "spotify:track:1" } })).toStrictEqual(
      {
        ...KEPT,
        type: "track",
        item: { title: "", artists: [], durationMs: 0, refs: { spotify: "spotify:track:1" } },
      },
    );
    const hollow = wireTrack("1", {
      artists: [null, { name: null, uri: null }],
      album: { name: "", uri: "spotify:album:b", artists: null, release_date: "0000" },
      external_ids: {},
      name: undefined,
    });
    expect(await entryOf({ ...ADDED, item: hollow })).toMatchObject({
      item: {
        title: "",
        artists: [{ name: "", refs: {} }],
        album: { title: "", artists: [], refs: { spotify: "spotify:album:b" } },
      },
    });
  });

  it.each([1e300, 1e16, -1e300])("with a length of %d has none", async (duration_ms) => {
    const odd = wireTrack("1", { duration_ms, track_number: duration_ms });
    const { item } = (await entryOf({ ...ADDED, item: odd })) as { item: Track };
    expect(item.durationMs).toBe(0);
    expect(item.trackNumber ?? 0).toBe(0);
  });

  it("an item that is a local file keeps its whole reference", async () => {
    const uri = "spotify:local:The+Band:An+Album:A%3ASong:217";
    const row = {
      ...ADDED,
      is_local: true,
      primary_color: null,
      item: {
        type: "track",
        id: null,
        uri,
        name: "A:Song",
        is_local: true,
        duration_ms: 217_000,
        disc_number: 0,
        track_number: 0,
        explicit: false,
        artists: [{ name: "The Band", uri: null, id: null }],
        album: {
          name: "An Album",
          uri: null,
          id: null,
          album_type: null,
          release_date: null,
          artists: [],
        },
        external_ids: {},
      },
    };
    expect(await entryOf(row)).toStrictEqual({
      ...KEPT,
      type: "local",
      item: {
        title: "A:Song",
        artists: [{ name: "The Band", refs: {} }],
        album: { title: "An Album", artists: [], refs: {} },
        durationMs: 217_000,
        discNumber: 0,
        trackNumber: 0,
        explicit: false,
        refs: { spotify: uri },
      },
    });
  });

  it.each([
    ["its row", { is_local: true, item: wireTrack("1") }],
    ["itself", { item: wireTrack("1", { is_local: true }) }],
    ["its reference", { item: wireTrack("1", { uri: "spotify:local:a:b:c:1" }) }],
  ])("is a local file when %s says so", async (_name, row) => {
    expect(await entryOf(row)).toMatchObject({ type: "local", item: { title: "Track 1" } });
  });

  it("an item that is a local file may lack nearly everything", async () => {
    expect(
      await entryOf({ is_local: true, item: { uri: "spotify:local::::0", album: { name: null } } }),
    ).toStrictEqual({
      addedAt: null,
      addedBy: null,
      type: "local",
      item: { title: "", artists: [], durationMs: 0, refs: { spotify: "spotify:local::::0" } },
    });
  });

  it.each([
    ["its type", { type: "episode", uri: "spotify:episode:e" }],
    ["its URI", { uri: "spotify:episode:e" }],
  ])("is an episode by %s", async (_name, content) => {
    const episode = { name: "E", duration_ms: 5, show: { name: "S", uri: "spotify:show:s" } };
    expect(await entryOf({ ...ADDED, track: { ...episode, ...content } })).toStrictEqual({
      ...KEPT,
      type: "episode",
      item: {
        title: "E",
        durationMs: 5,
        show: { title: "S", refs: { spotify: "spotify:show:s" } },
        refs: { spotify: "spotify:episode:e" },
      },
    });
  });

  it.each([
    ["US-RC1-76-07839", "USRC17607839"],
    ["usrc17607839", "USRC17607839"],
    [" us rc1 7607839 ", "USRC17607839"],
    ["", undefined],
  ])("has the recording code %j as %j", async (isrc, expected) => {
    const entry = await entryOf({ item: wireTrack("1", { external_ids: { isrc } }) });
    expect((entry as { item: { isrc?: string } }).item.isrc).toBe(expected);
  });

  it.each([
    ["spotify:track:null", {}],
    ["spotify:track:", {}],
    ["spotify:local:::null:", { spotify: "spotify:local:::null:" }],
  ])("with the uri %s and a name is still there", async (uri, refs) => {
    const entry = await entryOf({ ...ADDED, item: wireTrack("1", { uri }) });
    expect(entry).toMatchObject({ item: { title: "Track 1", refs } });
  });

  it("keeps any title to the letter", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme" }),
        fc.string({ unit: character }),
        async (title, name) => {
          const entry = await entryOf({
            item: wireTrack("1", { name: title, artists: [{ name, uri: "spotify:artist:a" }] }),
          });
          expect(entry).toMatchObject({ item: { title, artists: [{ name }] } });
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe("toTime", () => {
  it.each([
    ["2020-01-02T03:04:05Z", "2020-01-02T03:04:05Z"],
    ["2020-01-02T03:04:05.678Z", "2020-01-02T03:04:05Z"],
    ["2020-01-02T03:04:05+02:00", "2020-01-02T01:04:05Z"],
    ["2020-01-02T03:04:05", "2020-01-02T03:04:05Z"],
    ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"],
    ["2020-13-45T00:00:00Z", "2020-13-45T00:00:00Z"],
    ["lately", "lately"],
    ["", null],
    [null, null],
    [undefined, null],
  ])("of %j is %j", (wire, expected) => {
    expect(toTime(wire)).toBe(expected);
  });

  it("the time of an exact date is that time", () => {
    const seconds = fc.date({
      min: new Date("0001-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(seconds, (date) => {
        expect(toTime(date.toISOString())).toBe(`${date.toISOString().slice(0, 19)}Z`);
      }),
    );
  });
});

describe("isQuotaExhausted", () => {
  it.each([
    [`{"error":{"status":429,"message":"x","reason":"QUOTA_EXCEEDED"}}`, true],
    [`{"error":{"status":429,"message":"API rate limit exceeded"}}`, false],
    [`{"error":{"reason":"RATE_LIMITED"}}`, false],
    [`{"reason":"QUOTA_EXCEEDED"}`, false],
    [`Too many requests`, false],
    [``, false],
    [`null`, false],
  ])("of %s is %s", (body, expected) => {
    expect(isQuotaExhausted(Buffer.from(body))).toBe(expected);
  });
});
