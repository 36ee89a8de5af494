import { describe, expect, it } from "vitest";
import { id, importOne, inWords, onlyList } from "./files.ts";

const FEATURES =
  "Danceability,Energy,Key,Loudness,Mode,Speechiness,Acousticness,Instrumentalness,Liveness,Valence,Tempo,Time Signature";
const NUMBERS = "0.1,0.2,3,-4,1,0.1,0.1,0.1,0.1,0.1,120,4";

const URI = `spotify:track:${id("a")}`;
const LINE = `track One, "two" · Ann | Bob, Jr. · ${URI}`;

const WATSONBOX =
  '"Track URI","Track Name","Artist URI(s)","Artist Name(s)","Album URI","Album Name","Album Artist URI(s)","Album Artist Name(s)","Album Release Date","Album Image URL","Disc Number","Track Number","Track Duration (ms)","Track Preview URL","Explicit","Popularity","ISRC","Added By","Added At"';
const WATSONBOX_ROW = `"${URI}","One, ""two""","spotify:artist:${id("x")}, spotify:artist:${id("y")}","Ann, Bob\\, Jr.","spotify:album:${id("z")}","Record","spotify:artist:${id("x")}","Ann","2020-01","https://img.example/1","2","3","200000","","true","7","USABC1200001","spotify:user:me","2021-02-03T04:05:06Z"`;

/** Every header that Exportify ever wrote, with a row below it. */
const EXPORTIFY: readonly (readonly [string, string, string])[] = [
  [
    "2015, for a day",
    "Spotify URI,Name,Artist Name,Album Name,Added By,Added At",
    `${URI},"One, ""two""","Ann;Bob, Jr.",Record,me,2015-05-20T10:00:00Z`,
  ],
  [
    "2015 to 2019",
    "Spotify URI,Track Name,Artist Name,Album Name,Disc Number,Track Number,Track Duration (ms),Added By,Added At",
    `${URI},"One, ""two""","Ann;Bob, Jr.",Record,1,2,200000,me,2016-05-20T10:00:00Z`,
  ],
  ["watsonbox", WATSONBOX, WATSONBOX_ROW],
  [
    "watsonbox with everything",
    `${WATSONBOX},"Artist Genres",${FEATURES},"Album Genres","Label","Copyrights"`,
    `${WATSONBOX_ROW},"pop, rock",${NUMBERS},"","Label","(C)"`,
  ],
  [
    "pavelkomarov, 2019 to 2024",
    `Spotify ID,Artist IDs,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Added By,Added At,Genres,${FEATURES}`,
    `${id("a")},"${id("x")},${id("y")}","One, ""two""",Record,"Ann,Bob, Jr.",2020-01-02,200000,7,me,2021-02-03T04:05:06Z,"pop,rock",${NUMBERS}`,
  ],
  [
    "pavelkomarov, 2024 to 2025, with tabs",
    `Track ID,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Added By,Added At,Genres,Record Label,\t\t\t\t${FEATURES}`,
    `${id("a")},"One, ""two""",Record,"Ann,Bob, Jr.",2020-01-02,200000,7,me,2021-02-03T04:05:06Z,pop,Label,${NUMBERS}`,
  ],
  [
    "pavelkomarov, spring of 2025",
    `\uFEFFTrack URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Added By,Added At,Genres,Record Label,${FEATURES}`,
    `${URI},"One, ""two""",Record,"Ann;Bob, Jr.",2020-01-02,200000,7,me,2021-02-03T04:05:06Z,pop,Label,${NUMBERS}`,
  ],
  [
    "pavelkomarov, with a column that comes twice",
    `Track URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Explicit,Added By,Added At,Genres,Record Label,Explicit,${FEATURES}`,
    `${URI},"One, ""two""",Record,"Ann;Bob, Jr.",2020-01-02,200000,7,True,me,2021-02-03T04:05:06Z,pop,Label,True,${NUMBERS}`,
  ],
  [
    "pavelkomarov, today",
    `\uFEFFTrack URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Explicit,Added By,Added At,Genres,Record Label,${FEATURES}`,
    `${URI},"One, ""two""",Record,"Ann;Bob, Jr.",2020-01-02,200000,7,True,me,2021-02-03T04:05:06Z,pop,Label,${NUMBERS}`,
  ],
];

/** Some of the languages that Exportify writes its header in. */
const LOCALISED = {
  German:
    "Track-URI,Track-Name,Künstler-URI(s),Künstlername(n),Album-URI,Album-Name,Album-Künstler-URI(s),Album-Künstlername(n),Veröffentlichungsdatum,Album-Bild-URL,Disc-Nummer,Track-Nummer,Track-Dauer (ms),Vorschau-URL,Explizit,Beliebtheit,ISRC,Hinzugefügt von,Hinzugefügt am",
  Japanese:
    "トラックURI,トラック名,アーティストURI,アーティスト名,アルバムURI,アルバム名,アルバムアーティストURI,アルバムアーティスト名,リリース日,画像URL,ディスク番号,トラック番号,長さ(ms),プレビューURL,露骨,人気度,ISRC,追加者,追加日時",
  Arabic:
    "رابط,اسم,رابط الفنان,الفنان,رابط الألبوم,الألبوم,رابط فنان الألبوم,فنان الألبوم,تاريخ,صورة,قرص,رقم,مدة,معاينة,صريح,شعبية,ISRC,أضافه,أضيف",
};

describe("tables of Exportify", () => {
  it.each(EXPORTIFY)("are read as they were written: %s", async (_, header, row) => {
    const imported = await importOne("Road trip.csv", `${header}\n${row}\n`);
    expect(imported.preview.files[0]?.format).toBe("Exportify CSV");
    const list = onlyList(imported);
    expect([list.kind, list.name]).toEqual(["playlists", "Road trip"]);
    expect(inWords(list.entries)).toEqual([LINE]);
    expect(imported.preview.missing.dates).toBe(0);
  });

  it("keep every field that there is", async () => {
    const { entries } = onlyList(await importOne("a.csv", `${WATSONBOX}\n${WATSONBOX_ROW}`));
    const artist = { name: "Ann", refs: { spotify: `spotify:artist:${id("x")}` } };
    expect(entries).toEqual([
      {
        type: "track",
        addedAt: "2021-02-03T04:05:06Z",
        addedBy: "spotify:user:me",
        item: {
          title: 'One, "two"',
          artists: [artist, { name: "Bob, Jr.", refs: { spotify: `spotify:artist:${id("y")}` } }],
          album: {
            title: "Record",
            artists: [artist],
            releaseDate: "2020-01",
            refs: { spotify: `spotify:album:${id("z")}` },
          },
          durationMs: 200_000,
          isrc: "USABC1200001",
          discNumber: 2,
          trackNumber: 3,
          explicit: true,
          refs: { spotify: URI },
        },
      },
    ]);
  });

  it.each(Object.entries(LOCALISED))("are found by position in %s", async (_, header) => {
    const named = await importOne("a.csv", `${WATSONBOX}\n${WATSONBOX_ROW}`);
    const localised = await importOne("a.csv", `${header}\n${WATSONBOX_ROW}`);
    expect(localised.lists).toEqual(named.lists);
  });

  it("are not guessed at: a header nobody knows, with cells in other places", async () => {
    const swapped = WATSONBOX_ROW.replace('"200000"', '"3:20"');
    await expect(importOne("a.csv", `${LOCALISED.German}\n${swapped}`)).rejects.toMatchObject({
      code: "import/unknown",
    });
  });

  it("leave names whole that cannot be told apart", async () => {
    const row = `"${URI}","One","spotify:artist:${id("x")}","Tyler, The Creator"${',""'.repeat(15)}`;
    const { entries } = onlyList(await importOne("a.csv", `${WATSONBOX}\n${row}`));
    expect(inWords(entries)).toEqual([`track One · Tyler, The Creator · ${URI}`]);
    const header = "Track ID,Track Name,Artist Name(s),Added At";
    const rows = [
      `${id("a")},A,"Channel Tres,Tyler, The Creator",`,
      `${id("b")},B,"10,000 Maniacs",`,
    ];
    const older = onlyList(await importOne("a.csv", [header, ...rows].join("\n")));
    expect(inWords(older.entries)).toEqual([
      `track A · Channel Tres | Tyler, The Creator · ${URI}`,
      `track B · 10,000 Maniacs · spotify:track:${id("b")}`,
    ]);
  });

  it("hold local files and episodes as well", async () => {
    const header = "Track URI,Track Name,Artist Name(s),Added At";
    const rows = [
      "spotify:local:Ann:Record:My+Song%21:200,My Song!,Ann,",
      `spotify:episode:${id("e")},Talk,,`,
    ];
    const { entries } = onlyList(await importOne("a.csv", [header, ...rows].join("\n")));
    expect(inWords(entries)).toEqual([
      "local My Song! · Ann · spotify:local:Ann:Record:My+Song%21:200",
      `episode Talk ·  · spotify:episode:${id("e")}`,
    ]);
  });

  it.each(["Liked Songs.csv", "Liked_Songs.csv", "liked.csv", "liked songs.CSV"])(
    "are the likes in a file called %s",
    async (name) => {
      const list = onlyList(await importOne(name, `${WATSONBOX}\n${WATSONBOX_ROW}`));
      expect([list.kind, list.entries.length]).toEqual(["likes", 1]);
      expect(list.entries[0]).not.toHaveProperty("addedBy");
    },
  );
});

describe("tables of TuneMyMusic", () => {
  const header = "Track name,Artist name,Album,Playlist name,Type,ISRC,Spotify - id";

  it("hold likes, playlists, albums with their UPC, and artists", async () => {
    const rows = [
      `"One","Ann","Record","Favorite Songs","Favorite","USABC1200001","${id("a")}"`,
      `"Two","Bob","Record","Trip","Playlist","","${id("b")}"`,
      `"Two","Bob","Record","Trip","Playlist","","${id("b")}"`,
      `"Record","Ann","Record","Favorite Albums","Album","648401032666","${id("c")}"`,
      `"Ann","","","Favorite Artists","Artist","","${id("d")}"`,
    ];
    const { lists, preview } = await importOne("My Library.csv", [header, ...rows].join("\n"));
    expect(preview.files).toMatchObject([{ format: "TuneMyMusic CSV", lists: 4, rows: 5 }]);
    expect(lists.map(({ kind, name, entries }) => [kind, name, inWords(entries)])).toEqual([
      ["likes", "", [`track One · Ann · spotify:track:${id("a")}`]],
      ["albums", "", [`album Record · Ann · spotify:album:${id("c")}`]],
      ["artists", "", [`artist Ann ·  · spotify:artist:${id("d")}`]],
      ["playlists", "Trip", Array(2).fill(`track Two · Bob · spotify:track:${id("b")}`)],
    ]);
    expect(lists[1]?.entries[0]).toMatchObject({ item: { upc: "648401032666" } });
  });

  it("are read without ISRCs, and with the ids of another service, which say nothing here", async () => {
    const older = header.replace(",ISRC,Spotify - id", ",Apple - id");
    const { entries } = onlyList(
      await importOne("a.csv", `${older}\nOne,Ann,Record,Trip,Playlist,1440`),
    );
    expect(inWords(entries)).toEqual(["track One · Ann · "]);
  });
});

describe("other tables", () => {
  it("tables that name their separator in the first line, for Excel, are read", async () => {
    for (const first of ["sep=;", '"sep=;"', "SEP=;\n"]) {
      const text = `${first}\nTitle;Artist\nOne;Ann, and others\nsep=;Bob\n`;
      const { entries } = onlyList(await importOne("Trip.csv", text));
      expect(inWords(entries)).toEqual(["track One · Ann, and others · ", "track sep= · Bob · "]);
    }
  });

  it("tables of Soundiiz are read with semicolons and with commas", async () => {
    const semicolons = `title;artist;album;isrc;addedDate;addedBy;duration;url\nOne;Ann;Record;usabc1200001;2021-02-03;x;225s;https://open.spotify.com/track/${id("a")}`;
    const first = await importOne("Trip.csv", semicolons);
    expect(first.preview.files[0]?.format).toBe("Soundiiz CSV");
    expect(onlyList(first).entries).toMatchObject([
      {
        addedAt: "2021-02-03",
        item: { isrc: "USABC1200001", durationMs: 225_000, refs: { spotify: URI } },
      },
    ]);
    const commas = `title,artist,album,isrc,platform,trackId,duration,addedDate,url\nOne,Ann,Record,,spotify,${id("a")},3:45,,\nTwo,Bob,,,deezer,123,,,https://www.deezer.com/track/123`;
    const { entries } = onlyList(await importOne("Trip.csv", commas));
    expect(inWords(entries)).toEqual([`track One · Ann · ${URI}`, "track Two · Bob · "]);
  });

  it("tables of three columns keep their words, whatever the line breaks", async () => {
    const text = "Song Name,Artist,Album\r\nЁлка,Ann,Record\r\n\r\nTwo,Bob,\r\n";
    const imported = await importOne("x.csv", text);
    expect(inWords(onlyList(imported).entries)).toEqual([
      "track Ёлка · Ann · ",
      "track Two · Bob · ",
    ]);
    expect(imported.preview.missing).toEqual({ references: 2, isrcs: 2, dates: 2, contents: 0 });
  });

  it("are the likes when somebody says so", async () => {
    const text = "title,artist\nOne,Ann\nTwo,Bob\n";
    const list = onlyList(await importOne("x.csv", text, { as: "likes", order: "oldest-first" }));
    expect([list.kind, inWords(list.entries)]).toEqual([
      "likes",
      ["track Two · Bob · ", "track One · Ann · "],
    ]);
  });
});
