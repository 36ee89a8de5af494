import { describe, expect, it } from "vitest";
import { file, id, importAll, importOne, inWords, onlyList } from "./files.ts";

const json = (value: unknown) => JSON.stringify(value, null, 2);
const row = (title: string, end: string) => ({
  added_at: "2021-02-03T04:05:06Z",
  track: {
    name: title,
    uri: `spotify:track:${id(end)}`,
    artists: [{ name: "Ann" }],
    duration_ms: 1000,
  },
});
const ONE = `track One · Ann · spotify:track:${id("a")}`;

describe("Spotify's data export", () => {
  const playlists = json({
    playlists: [
      {
        name: "Trip",
        lastModifiedDate: "2025-02-01",
        description: "Of us",
        items: [
          {
            track: {
              trackName: "One",
              artistName: "Ann",
              albumName: "R",
              trackUri: `spotify:track:${id("a")}`,
            },
            episode: null,
            audiobook: null,
            localTrack: null,
            addedDate: "2025-02-01",
          },
          { track: null, episode: null, localTrack: { uri: "spotify:local::R:Two+%26+more:134" } },
          {
            episode: {
              episodeName: "Talk",
              showName: "Show",
              episodeUri: `spotify:episode:${id("e")}`,
            },
            addedDate: "2025-02-02",
          },
          { track: null, episode: null, localTrack: null, addedDate: "2025-02-03" },
          "what is this",
        ],
      },
      { name: "Empty", items: [] },
    ],
  });
  const library = json({
    tracks: [{ artist: "Ann", album: "R", track: "One", uri: `spotify:track:${id("a")}` }],
    albums: [{ artist: "Ann", album: "R", uri: `spotify:album:${id("r")}` }],
    shows: [{ name: "Show", publisher: "Bob", uri: `spotify:show:${id("s")}` }],
    episodes: [{ name: "Talk", show: "Show", uri: `spotify:episode:${id("e")}` }],
    bannedTracks: [{ artist: "No", track: "No", uri: `spotify:track:${id("n")}` }],
    artists: [{ name: "Ann", uri: `spotify:artist:${id("x")}` }],
    bannedArtists: [{ name: "No", uri: `spotify:artist:${id("n")}` }],
    other: ["spotify:local::BEST+INTEREST:BEST+INTEREST:134", "spotify:prerelease:1"],
  });

  it("has playlists with whatever is in them, each in its place", async () => {
    const { lists } = await importOne("Playlist1.json", playlists);
    expect(
      lists.map(({ name, description, entries }) => [name, description, inWords(entries)]),
    ).toEqual([
      [
        "Trip",
        "Of us",
        [
          ONE,
          "local Two & more ·  · spotify:local::R:Two+%26+more:134",
          `episode Talk ·  · spotify:episode:${id("e")}`,
          "unavailable",
          "unavailable",
        ],
      ],
      ["Empty", null, []],
    ]);
    expect(lists[0]?.entries.map(({ addedAt }) => addedAt)).toEqual([
      "2025-02-01",
      null,
      "2025-02-02",
      "2025-02-03",
      null,
    ]);
  });

  it("has a library in which what is banned is not liked", async () => {
    const { lists, preview } = await importOne("YourLibrary.json", library);
    expect(lists.map(({ kind, entries }) => [kind, inWords(entries)])).toEqual([
      ["likes", [ONE, "local BEST INTEREST ·  · spotify:local::BEST+INTEREST:BEST+INTEREST:134"]],
      ["albums", [`album R · Ann · spotify:album:${id("r")}`]],
      ["artists", [`artist Ann ·  · spotify:artist:${id("x")}`]],
      ["shows", [`show Show ·  · spotify:show:${id("s")}`]],
      ["episodes", [`episode Talk ·  · spotify:episode:${id("e")}`]],
    ]);
    expect(preview.leftOut).toEqual([
      { reason: "banned", count: 2 },
      { reason: "other", count: 1 },
    ]);
    expect(preview.likes).toEqual({ order: "newest-first", isDated: false });
  });

  it("comes as a folder with files about other things", async () => {
    const files = [
      file("Playlist1.json", playlists),
      file("Playlist2.json", playlists),
      file("YourLibrary.json", library),
      file("Userdata.json", json({ username: "somebody", country: "XX" })),
      file("StreamingHistory_music_0.json", json([{ endTime: "2024-01-01 00:00", msPlayed: 5 }])),
      file("Read_Me_First.pdf", new Uint8Array([0x25, 0x50, 0x44, 0x46, 0xff, 0x00])),
    ];
    const { lists, preview } = await importAll([{ label: "data", files }]);
    expect(lists.filter(({ kind }) => kind === "playlists").map(({ name }) => name)).toEqual([
      "Trip",
      "Empty",
      "Trip",
      "Empty",
    ]);
    expect(preview.leftOut).toContainEqual({ reason: "files", count: 3 });
  });
});

describe("JSON of backup tools", () => {
  it("has the likes as a playlist, and albums beside them", async () => {
    const { lists } = await importOne(
      "backup.json",
      json({
        playlists: [
          { name: "Liked Songs", tracks: [row("One", "a")] },
          {
            name: "Trip",
            description: "",
            tracks: [row("Two", "b"), { added_at: null, track: null }],
          },
        ],
        albums: [{ added_at: null, album: { name: "R", uri: `spotify:album:${id("r")}` } }],
      }),
    );
    expect(lists.map(({ kind, entries }) => [kind, inWords(entries)])).toEqual([
      ["likes", [ONE]],
      ["albums", [`album R ·  · spotify:album:${id("r")}`]],
      ["playlists", [`track Two · Ann · spotify:track:${id("b")}`, "unavailable"]],
    ]);
  });

  it("is a list of playlists in older ones", async () => {
    const list = onlyList(
      await importOne("p.json", json([{ name: "Trip", tracks: [row("One", "a")] }])),
    );
    expect([list.name, inWords(list.entries)]).toEqual(["Trip", [ONE]]);
  });

  it.each(["saved", "savedTracks"])("has ids alone, likes under %s", async (key) => {
    const track = (end: string) => ({
      id: id(end),
      uri: `spotify:track:${id(end)}`,
      dateAdded: "2020-01-01T00:00:00Z",
    });
    const { lists } = await importOne(
      "spotify.json",
      json({
        playlists: { Trip: { name: "Trip", id: "1", tracks: [track("b"), track("b")] } },
        [key]: [track("a")],
        starred: [{ id: id("c") }],
      }),
    );
    expect(lists.map(({ kind, name, entries }) => [kind, name, inWords(entries)])).toEqual([
      ["likes", "", [`track  ·  · spotify:track:${id("a")}`]],
      ["playlists", "Trip", Array(2).fill(`track  ·  · spotify:track:${id("b")}`)],
      ["playlists", "Starred", [`track  ·  · spotify:track:${id("c")}`]],
    ]);
  });

  it("is a folder with a file for each playlist and each collection", async () => {
    const artist = { type: "artist", name: "Ann", uri: `spotify:artist:${id("x")}` };
    const files = [
      file("tracks.json", json([row("One", "a")])),
      file("albums.json", json([{ added_at: "2020-01-01T00:00:00Z", album: { name: "R" } }])),
      file("episodes.json", json([{ added_at: null, episode: { name: "Talk" } }])),
      file("shows.json", json([{ added_at: null, show: { name: "Show" } }])),
      file("following.json", json([artist])),
      file(
        "1.json",
        json({ name: "Trip", uri: "x", tracks: { items: [row("One", "a")], total: 1 } }),
      ),
      file("me.json", json({ display_name: "Me" })),
    ];
    const { lists } = await importAll([{ label: "data", files }]);
    expect(lists.map(({ kind, name, entries }) => [kind, name, entries.length])).toEqual([
      ["likes", "", 1],
      ["albums", "", 1],
      ["episodes", "", 1],
      ["shows", "", 1],
      ["artists", "", 1],
      ["playlists", "Trip", 1],
    ]);
  });
});

describe("JSON of whole libraries", () => {
  const album = { name: "R", uri: `spotify:album:${id("r")}` };
  const artist = { type: "artist", name: "Ann", uri: `spotify:artist:${id("x")}` };
  const libraries = {
    "with playlists": {
      playlists: [{ name: "Trip", description: "Rock &amp; Roll", tracks: [row("One", "a")] }],
      albums: [{ added_at: null, album }],
      artists: [artist],
      audiobooks: [{ audiobook: { name: "Book", uri: `spotify:audiobook:${id("b")}` } }],
    },
    "of likes": { total: 1, tracks: [row("One", "a")] },
    "of songs that are not liked": { total: 1, tracks: [row("One", "a").track] },
  };

  it("has a list under each name", async () => {
    const { lists } = await importOne("library.json", json(libraries["with playlists"]));
    expect(lists.map(({ kind, description }) => [kind, description])).toEqual([
      ["albums", null],
      ["audiobooks", null],
      ["artists", null],
      ["playlists", "Rock & Roll"],
    ]);
    const likes = onlyList(await importOne("tracks.json", json(libraries["of likes"])));
    expect([likes.kind, inWords(likes.entries)]).toEqual(["likes", [ONE]]);
  });

  it("tells what somebody has from what somebody often listens to", async () => {
    const songs = importOne("short_term.json", json(libraries["of songs that are not liked"]));
    await expect(songs).rejects.toMatchObject({ code: "import/unknown" });
    const artists = json({ total: 1, artists: [artist] });
    const heard = importOne("short_term.json", artists);
    await expect(heard).rejects.toMatchObject({ code: "import/unknown" });
    expect(onlyList(await importOne("following.json", artists)).kind).toBe("artists");
  });
});

describe("playlists of players", () => {
  const recording = "https://musicbrainz.org/recording/e9209cce-7b98-4d7e-ba62-779374272de6";

  it.each([
    ["an object", (value: unknown) => value],
    ["a list of one", (value: unknown) => [value]],
  ])("in JSPF have additions as %s", async (_, wrap) => {
    const text = json({
      playlist: {
        title: "Night",
        annotation: "Dark",
        track: [
          {
            title: "One",
            creator: "Ann",
            album: "R",
            duration: 276_173,
            identifier: [recording],
            location: `https://open.spotify.com/track/${id("a")}`,
            extension: {
              "https://musicbrainz.org/doc/jspf#track": wrap({
                added_at: "2026-09-17T12:30:00.000000+02:00",
                additional_metadata: { isrc: "USABC1200001" },
              }),
            },
          },
          { title: "Two" },
          {},
        ],
      },
    });
    const list = onlyList(await importOne("x.jspf", text));
    expect([list.name, list.description]).toEqual(["Night", "Dark"]);
    expect(inWords(list.entries)).toEqual([ONE, "track Two ·  · ", "unavailable"]);
    expect(list.entries[0]).toMatchObject({
      addedAt: "2026-09-17T10:30:00Z",
      item: {
        durationMs: 276_173,
        isrc: "USABC1200001",
        refs: { musicbrainz: recording, spotify: `spotify:track:${id("a")}` },
      },
    });
  });

  it("in XSPF have names in their namespace, twice escaped texts and a date nearby", async () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<playlist version="1" xmlns="http://xspf.org/ns/0/">
  <title>Night &amp; day</title><annotation>Dark</annotation>
  <trackList>
    <track><location>https://open.spotify.com/track/${id("a")}?si=1</location>
      <title>Rock &amp;amp; <![CDATA[Roll]]></title><creator>Ann</creator><album>R</album>
      <duration>1000</duration><trackNum>3</trackNum><isrc>US-ABC-12-00001</isrc>
      <meta rel="https://example.org/date_added">2020-01-02T03:04:05Z</meta></track>
    <track><title>Two</title></track>
    <track/>
  </trackList>
</playlist>`;
    const list = onlyList(await importOne("x.xspf", text));
    expect([list.name, list.description]).toEqual(["Night & day", "Dark"]);
    expect(inWords(list.entries)).toEqual([
      `track Rock & Roll · Ann · spotify:track:${id("a")}`,
      "track Two ·  · ",
      "unavailable",
    ]);
    expect(list.entries[0]).toMatchObject({
      addedAt: "2020-01-02T03:04:05Z",
      item: { durationMs: 1000, trackNumber: 3, isrc: "USABC1200001", album: { title: "R" } },
    });
  });

  it("in M3U8 have words, lengths and places", async () => {
    const text = `#EXTM3U\n#PLAYLIST:Night\n#EXTINF:215,Ann - One\nhttps://open.spotify.com/track/${id("a")}\n\n#EXTINF:-1,Two\n/music/two.mp3\nThree.flac\n`;
    const list = onlyList(await importOne("x.m3u8", text));
    expect([list.name, inWords(list.entries)]).toEqual([
      "Night",
      [ONE, "track Two ·  · ", "track Three ·  · "],
    ]);
    expect(list.entries[0]).toMatchObject({ item: { durationMs: 215_000 } });
  });

  it("in text have a link or words on each line, and remarks", async () => {
    const text = `# My songs - of 2019\n#\nhttps://open.spotify.com/intl-de/track/${id("a")}?si=x\nspotify:track:${id("b")}\nAnn – One - Live\nspotify:local:Ann:R:My+Song:9\n`;
    expect(inWords(onlyList(await importOne("Trip.txt", text)).entries)).toEqual([
      `track  ·  · spotify:track:${id("a")}`,
      `track  ·  · spotify:track:${id("b")}`,
      "track One - Live · Ann · ",
      "local My Song · Ann · spotify:local:Ann:R:My+Song:9",
    ]);
  });
});

describe("several files", () => {
  const csv = (title: string, end: string, date = "") =>
    `Track URI,Track Name,Artist Name(s),Added At\nspotify:track:${id(end)},${title},Ann,${date}`;

  it("files of one format join their likes without repeats", async () => {
    const files = [file("liked.csv", csv("One", "a")), file("Liked Songs.csv", csv("One", "a"))];
    const { lists, preview } = await importAll([{ label: "x", files }]);
    expect(lists[0]?.entries).toHaveLength(1);
    expect(preview.leftOut).toEqual([{ reason: "repeated", count: 1 }]);
  });

  it("files of two formats are refused, and both are named", async () => {
    const text = file("liked.txt", "Ann - One");
    const trip = file("trip.csv", csv("One", "a"));
    const sources = [text, trip].map((each) => ({ label: each.label, files: [each] }));
    await expect(importAll(sources)).rejects.toMatchObject({
      code: "import/conflict",
      message: "liked.txt (text) and trip.csv (Exportify CSV) have different formats.",
    });
  });

  it("give their only playlist the name that was asked for", async () => {
    const named = await importOne("trip.csv", csv("One", "a"), { name: "Trip to Rome" });
    expect(named.lists).toMatchObject([{ kind: "playlists", name: "Trip to Rome" }]);
    const likes = importOne("liked.csv", csv("One", "a"), { name: "Trip" });
    await expect(likes).rejects.toMatchObject({ code: "import/name" });
  });

  it("keep likes the way round that their dates say", async () => {
    const rows = ["2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"].map((date, at) =>
      csv(`${at}`, `${at}`, date).split("\n").at(-1),
    );
    const text = ["Track URI,Track Name,Artist Name(s),Added At", ...rows].join("\n");
    const oldestFirst = await importOne("liked.csv", text);
    expect(oldestFirst.preview.likes).toEqual({ order: "oldest-first", isDated: true });
    expect(oldestFirst.lists[0]?.entries.map(({ addedAt }) => addedAt?.slice(0, 4))).toEqual([
      "2021",
      "2020",
    ]);
  });
});
