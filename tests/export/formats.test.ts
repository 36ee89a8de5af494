import { describe, expect, it } from "vitest";
import { exportLists, type LibraryList } from "../../src/export/export.ts";
import type { FormatName } from "../../src/export/formats.ts";
import { id } from "../import/files.ts";
import { COLLECTIONS, ENTRIES, FULL, TRIP } from "./files.ts";

const DATE = "2021-02-03T04:05:06Z";
const ME = "spotify:user:me";

function onlyFile(format: FormatName, lists: readonly LibraryList[], single = false) {
  const [file, ...others] = exportLists(lists, { format, single }).files;
  if (file === undefined || others.length > 0) throw new Error(`${others.length + 1} files`);
  return { ...file, text: file.text() };
}

const rows = (...lines: readonly string[]) => [...lines, ""].join("\r\n");

const EXPORTIFY =
  "\uFEFFTrack URI,Track Name,Artist URI(s),Artist Name(s),Album URI,Album Name,Album Artist URI(s),Album Artist Name(s),Album Release Date,Album Image URL,Disc Number,Track Number,Track Duration (ms),Track Preview URL,Explicit,Popularity,ISRC,Added By,Added At";

const FULL_ROW = `"spotify:track:${id("a")}","One, ""two""","spotify:artist:${id("x")}, spotify:artist:${id("y")}","Ann, Bob\\, Jr.","spotify:album:${id("z")}","Rock & Roll","spotify:artist:${id("x")}","Ann","2020-01","","1","3","200400","","true","","USABC1200001"`;

describe("the files of an export", () => {
  it("in csv are tables of Exportify", () => {
    expect(onlyFile("csv", [TRIP])).toEqual({
      name: "Trip.csv",
      lists: [{ kind: "playlists", title: "Trip", entries: 5 }],
      text: rows(
        EXPORTIFY,
        `${FULL_ROW},"${ME}","${DATE}"`,
        `"","'=1+1","","","","","","","","","","","","","","","","",""`,
        `"spotify:local:Us:Tape:Demo:61","Demo","","Us","","Tape","","","","","","","61000","","","","","${ME}","${DATE}"`,
        `"spotify:episode:${id("e")}","Talk","","Radio","","Show","","","2021-01-31","","","","1800000","","false","","","${ME}","${DATE}"`,
        `"spotify:track:${id("g")}","Gone\nsong","spotify:artist:${id("x")}","Ann","","","","","","","","","1000","","","","","${ME}","${DATE}"`,
      ),
    });
  });

  it("in csv say in one file which list each row is from", () => {
    const likes: LibraryList = {
      kind: "likes",
      playlist: null,
      entries: [{ type: "track", addedAt: DATE, item: FULL }],
    };
    const { name, text } = onlyFile(
      "csv",
      [likes, { ...TRIP, entries: ENTRIES.slice(0, 1) }],
      true,
    );
    expect([name, text]).toEqual([
      "library.csv",
      rows(
        `${EXPORTIFY},Playlist Name`,
        `${FULL_ROW},"","${DATE}","Liked Songs"`,
        `${FULL_ROW},"${ME}","${DATE}","Trip"`,
      ),
    ]);
  });

  it("in csv have columns of their own for what is no track", () => {
    const { files } = exportLists(COLLECTIONS, { format: "csv" });
    expect(files.map(({ name, text }) => [name, text()])).toEqual([
      [
        "Albums.csv",
        rows(
          "\uFEFFAlbum URI,Album Name,Album Artist URI(s),Album Artist Name(s),Album Release Date,UPC,Added At",
          `"spotify:album:${id("z")}","Record","spotify:artist:${id("x")}","Ann","2019","648401032666","2020-01-01T00:00:00Z"`,
        ),
      ],
      [
        "Artists.csv",
        rows("\uFEFFArtist URI,Artist Name,Added At", `"spotify:artist:${id("x")}","Ann",""`),
      ],
      [
        "Shows.csv",
        rows(
          "\uFEFFShow URI,Show Name,Publisher,Added At",
          `"spotify:show:${id("s")}","Show","Radio","2020-01-02T00:00:00Z"`,
        ),
      ],
      [
        "Audiobooks.csv",
        rows(
          "\uFEFFAudiobook URI,Audiobook Name,Author Name(s),Narrator Name(s),Publisher,Added At",
          `"spotify:audiobook:${id("b")}","Book","Ann","Bob, Cid","House","2020-01-03T00:00:00Z"`,
        ),
      ],
    ]);
  });

  it("of TuneMyMusic have playlists, likes, albums and artists", () => {
    const lists = [TRIP, ...COLLECTIONS];
    const likes: LibraryList = { kind: "likes", playlist: null, entries: ENTRIES.slice(0, 1) };
    const { text } = onlyFile("tunemymusic", [likes, ...lists], true);
    expect(text).toBe(
      rows(
        "Track name,Artist name,Album,Playlist name,Type,ISRC,Spotify - id",
        `"One, ""two""","Ann, Bob, Jr.","Rock & Roll","Favorite Songs","Favorite","USABC1200001","${id("a")}"`,
        `"One, ""two""","Ann, Bob, Jr.","Rock & Roll","Trip","Playlist","USABC1200001","${id("a")}"`,
        `"'=1+1","","","Trip","Playlist","",""`,
        `"Demo","Us","Tape","Trip","Playlist","",""`,
        `"Gone\nsong","Ann","","Trip","Playlist","","${id("g")}"`,
        `"Record","Ann","Record","Favorite Albums","Album","648401032666","${id("z")}"`,
        `"Ann","","","Favorite Artists","Artist","","${id("x")}"`,
      ),
    );
  });

  it("of Soundiiz have words and ISRCs", () => {
    expect(onlyFile("soundiiz", [TRIP])).toMatchObject({
      name: "Trip.csv",
      text: rows(
        "title;artist;album;isrc",
        '"One, ""two""";"Ann, Bob, Jr.";"Rock & Roll";"USABC1200001"',
        '"\'=1+1";"";"";""',
        '"Demo";"Us";"Tape";""',
        '"Gone\nsong";"Ann";"";""',
      ),
    });
  });

  it("in JSPF have the additions of ListenBrainz", () => {
    const { name, text } = onlyFile("jspf", [TRIP]);
    const TRACK = "https://musicbrainz.org/doc/jspf#track";
    const added = { added_at: DATE, added_by: ME };
    expect([name, JSON.parse(text)]).toEqual([
      "Trip.jspf",
      {
        playlist: {
          title: "Trip",
          creator: "Me & you",
          annotation: "All <of> us",
          identifier: `spotify:playlist:${id("p")}`,
          extension: { "https://musicbrainz.org/doc/jspf#playlist": { public: true } },
          track: [
            {
              title: 'One, "two"',
              creator: "Ann, Bob, Jr.",
              album: "Rock & Roll",
              trackNum: 3,
              duration: 200_400,
              location: [`https://open.spotify.com/track/${id("a")}`],
              identifier: [`spotify:track:${id("a")}`],
              extension: {
                [TRACK]: { ...added, additional_metadata: { isrc: "USABC1200001" } },
              },
            },
            { title: "=1+1", identifier: [], extension: { [TRACK]: {} } },
            {
              title: "Demo",
              creator: "Us",
              album: "Tape",
              duration: 61_000,
              identifier: ["spotify:local:Us:Tape:Demo:61"],
              extension: { [TRACK]: added },
            },
            {
              title: "Talk",
              creator: "Show",
              duration: 1_800_000,
              location: [`https://open.spotify.com/episode/${id("e")}`],
              identifier: [`spotify:episode:${id("e")}`],
              extension: { [TRACK]: added },
            },
            { extension: { [TRACK]: added } },
            {
              title: "Gone\nsong",
              creator: "Ann",
              duration: 1000,
              location: [`https://open.spotify.com/track/${id("g")}`],
              identifier: [`spotify:track:${id("g")}`],
              extension: { [TRACK]: added },
            },
          ],
        },
      },
    ]);
  });

  it("in XSPF are well-formed, with dates and ISRCs as meta", () => {
    const date = `<meta rel="https://musicbrainz.org/doc/jspf#added_at">${DATE}</meta>`;
    expect(onlyFile("xspf", [TRIP])).toMatchObject({
      name: "Trip.xspf",
      text: `<?xml version="1.0" encoding="UTF-8"?>
<playlist version="1" xmlns="http://xspf.org/ns/0/">
<title>Trip</title>
<creator>Me &amp; you</creator>
<annotation>All &lt;of&gt; us</annotation>
<identifier>spotify:playlist:${id("p")}</identifier>
<trackList>
<track><location>https://open.spotify.com/track/${id("a")}</location><identifier>spotify:track:${id("a")}</identifier><title>One, "two"</title><creator>Ann, Bob, Jr.</creator><album>Rock &amp; Roll</album><trackNum>3</trackNum><duration>200400</duration><meta rel="https://musicbrainz.org/doc/jspf#isrc">USABC1200001</meta>${date}</track>
<track><title>=1+1</title></track>
<track><identifier>spotify:local:Us:Tape:Demo:61</identifier><title>Demo</title><creator>Us</creator><album>Tape</album><duration>61000</duration>${date}</track>
<track><location>https://open.spotify.com/episode/${id("e")}</location><identifier>spotify:episode:${id("e")}</identifier><title>Talk</title><creator>Show</creator><duration>1800000</duration>${date}</track>
<track>${date}</track>
<track><location>https://open.spotify.com/track/${id("g")}</location><identifier>spotify:track:${id("g")}</identifier><title>Gone
song</title><creator>Ann</creator><duration>1000</duration>${date}</track>
</trackList>
</playlist>
`,
    });
  });

  it("in M3U8 have a line of words and a line with the place", () => {
    expect(onlyFile("m3u8", [TRIP])).toMatchObject({
      name: "Trip.m3u8",
      text: `#EXTM3U
#PLAYLIST:Trip
#EXTINF:200,Ann, Bob, Jr. - One, "two"
https://open.spotify.com/track/${id("a")}
#EXTINF:-1,=1+1
=1+1
#EXTINF:61,Us - Demo
spotify:local:Us:Tape:Demo:61
#EXTINF:1800,Show - Talk
https://open.spotify.com/episode/${id("e")}
#EXTINF:1,Ann - Gone song
https://open.spotify.com/track/${id("g")}
`,
    });
  });

  it("in JSON use the words of Spotify's Web API", () => {
    const entries = [...ENTRIES.slice(0, 1), ...ENTRIES.slice(3, 5)];
    const { name, text } = onlyFile("json", [{ ...TRIP, entries }, ...COLLECTIONS], true);
    const ann = { name: "Ann", uri: `spotify:artist:${id("x")}` };
    const show = { name: "Show", uri: `spotify:show:${id("s")}`, publisher: "Radio" };
    expect([name, JSON.parse(text)]).toEqual([
      "library.json",
      {
        playlists: [
          {
            name: "Trip",
            description: "All <of> us",
            public: true,
            collaborative: false,
            owner: { display_name: "Me & you", uri: ME },
            uri: `spotify:playlist:${id("p")}`,
            tracks: [
              {
                added_at: DATE,
                added_by: { uri: ME },
                track: {
                  type: "track",
                  is_local: false,
                  name: 'One, "two"',
                  uri: `spotify:track:${id("a")}`,
                  artists: [ann, { name: "Bob, Jr.", uri: `spotify:artist:${id("y")}` }],
                  album: {
                    name: "Rock & Roll",
                    uri: `spotify:album:${id("z")}`,
                    artists: [ann],
                    release_date: "2020-01",
                  },
                  disc_number: 1,
                  track_number: 3,
                  duration_ms: 200_400,
                  explicit: true,
                  external_ids: { isrc: "USABC1200001" },
                },
              },
              {
                added_at: DATE,
                added_by: { uri: ME },
                track: {
                  type: "episode",
                  name: "Talk",
                  uri: `spotify:episode:${id("e")}`,
                  show,
                  release_date: "2021-01-31",
                  duration_ms: 1_800_000,
                  explicit: false,
                },
              },
              { added_at: DATE, added_by: { uri: ME }, track: null },
            ],
          },
        ],
        albums: [
          {
            added_at: "2020-01-01T00:00:00Z",
            album: {
              type: "album",
              name: "Record",
              uri: `spotify:album:${id("z")}`,
              artists: [ann],
              release_date: "2019",
              external_ids: { upc: "648401032666" },
            },
          },
        ],
        artists: [{ type: "artist", ...ann }],
        shows: [{ added_at: "2020-01-02T00:00:00Z", show: { type: "show", ...show } }],
        audiobooks: [
          {
            added_at: "2020-01-03T00:00:00Z",
            audiobook: {
              type: "audiobook",
              name: "Book",
              uri: `spotify:audiobook:${id("b")}`,
              authors: [{ name: "Ann" }],
              narrators: [{ name: "Bob" }, { name: "Cid" }],
              publisher: "House",
            },
          },
        ],
      },
    ]);
  });
});

describe("a part of the library that a format cannot hold", () => {
  it("is named, entry by entry", () => {
    const leftOut = (format: FormatName) =>
      exportLists([TRIP], { format }).leftOutEntries.map(({ list, at, entry }) => [
        list,
        at,
        entry.type,
      ]);
    const unknown = ["Trip", 4, "unavailable"];
    expect(leftOut("csv")).toEqual([unknown]);
    expect(leftOut("m3u8")).toEqual([unknown]);
    expect(leftOut("tunemymusic")).toEqual([["Trip", 3, "episode"], unknown]);
    expect(leftOut("soundiiz")).toEqual([["Trip", 3, "episode"], unknown]);
    for (const format of ["jspf", "xspf", "json"] as const) expect(leftOut(format)).toEqual([]);
  });

  it("is named, list by list", () => {
    const withheld: LibraryList = { ...TRIP, entries: null };
    const { files, leftOutLists } = exportLists([...COLLECTIONS, withheld], { format: "xspf" });
    expect(files).toEqual([]);
    expect(leftOutLists).toEqual([
      { kind: "albums", title: "Albums", reason: "format" },
      { kind: "artists", title: "Artists", reason: "format" },
      { kind: "shows", title: "Shows", reason: "format" },
      { kind: "audiobooks", title: "Audiobooks", reason: "format" },
      { kind: "playlists", title: "Trip", reason: "withheld" },
    ]);
  });

  it.each(["soundiiz", "jspf", "xspf", "m3u8"] as const)(
    "is several lists in one file of %s",
    (format) => {
      expect(() => exportLists([TRIP], { format, single: true })).toThrow(
        expect.objectContaining({
          code: "usage/single",
          hint: expect.stringContaining("csv, tunemymusic, json"),
        }),
      );
    },
  );
});
