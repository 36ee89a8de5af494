import fc from "fast-check";
import type { Album, Artist, Entry, Playlist, Track } from "../../src/model/records.ts";

/**
 * Any character of Unicode. The unit `binary` of `fast-check` gives the same, but it first makes a
 * table of all characters, which takes seconds in every process.
 */
export const character = fc
  .nat(0x10ffff - 0x800)
  .map((point) => String.fromCodePoint(point < 0xd800 ? point : point + 0x800));

/** Any text a provider may send, lone surrogates and control characters included. */
export const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: character }),
  fc.constantFrom("", "../../etc/passwd", "\ud800", "e\u0301", "\u00e9", "\u202e", "\u0000", "🎧"),
);

const refs = fc.dictionary(fc.constantFrom("spotify", "other", "constructor"), text, {
  maxKeys: 2,
});
const artist: fc.Arbitrary<Artist> = fc.record({ name: text, refs });
const whole = fc.nat({ max: 10_000_000 });

const album: fc.Arbitrary<Album> = fc.record(
  { title: text, artists: fc.array(artist, { maxLength: 2 }), releaseDate: text, upc: text, refs },
  { requiredKeys: ["title", "artists", "refs"] },
);

const track: fc.Arbitrary<Track> = fc.record(
  {
    title: text,
    artists: fc.array(artist, { maxLength: 3 }),
    album,
    durationMs: whole,
    isrc: text,
    discNumber: whole,
    trackNumber: whole,
    explicit: fc.boolean(),
    refs,
  },
  { requiredKeys: ["title", "artists", "durationMs", "refs"] },
);

const added = {
  addedAt: fc.option(
    fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") })
      .map((date) => date.toISOString()),
  ),
};

/** Any row of a collection or playlist. */
export const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({ ...added, type: fc.constant("track" as const), item: track }),
  fc.record({
    ...added,
    addedBy: fc.option(text),
    type: fc.constant("local" as const),
    item: track,
  }),
  fc.record({ ...added, type: fc.constant("album" as const), item: album }),
  fc.record({ ...added, type: fc.constant("artist" as const), item: artist }),
  fc.record({ ...added, type: fc.constant("unavailable" as const) }),
  fc.record({
    ...added,
    type: fc.constant("unavailable" as const),
    known: fc.record({ type: fc.constant("track" as const), item: track }),
  }),
);

/** Any playlist without its entries. */
export const playlist: fc.Arbitrary<Playlist> = fc.record({
  name: text,
  description: fc.option(text),
  visibility: fc.constantFrom("public", "private", "unknown"),
  collaborative: fc.boolean(),
  owner: artist,
  relation: fc.constantFrom("owned", "followed"),
  refs,
});
