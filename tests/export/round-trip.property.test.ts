import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ExportOptions, exportLists, type LibraryList } from "../../src/export/export.ts";
import { FORMATS, type FormatName } from "../../src/export/formats.ts";
import type { Artist, Entry, Playlist, Track } from "../../src/model/records.ts";
import { plainLine } from "../../src/safe-text.ts";
import { file, importAll, type WholeImport, type WholeList } from "../import/files.ts";
import { seeds } from "../support/seeds.ts";

/** Text that a format may trip over. */
const ODD = [
  ...['"', '""', ",", ", ", ";", "; ", "\n", "\t", "'", "''", "&", "<b>", "]]>", "|", "#", "\\"],
  ...["=1+1", "+", "-", " - ", "@SUM(A1)", "＝", " =", ":", "/", "..", "…", "%2C", "\u200d"],
  ...["🎧", "👩🏽‍🎤", "e\u0301", "שלום", "مرحبا", "日本語", "\u2028", "a", "Song", "CON", "x.csv"],
];

const text = (odd: readonly string[]) =>
  fc
    .array(fc.oneof(fc.constantFrom(...odd), fc.string({ maxLength: 4 })), {
      minLength: 1,
      maxLength: 5,
    })
    // Spaces around a name are not part of it. Some readers decode `&lt;` twice.
    .map((pieces) =>
      pieces
        .join("")
        .replaceAll(/&(?=[\w#])/g, "& ")
        .trim(),
    )
    .filter((words) => words !== "");

const title = text(ODD);

/** Tools join artists by semicolons and mark commas by backslashes, so their names have neither. */
const artistName = text(ODD.filter((piece) => !/[;\\]/.test(piece))).map(
  (name) => name.replaceAll(/[;\\]/g, "").trim() || "Ann",
);

const id = fc.nat({ max: 10_000_000 }).map((number) => String(number).padStart(22, "0"));
const refsOf = (kind: string) => id.map((each) => ({ spotify: `spotify:${kind}:${each}` }));

const artists: fc.Arbitrary<readonly Artist[]> = fc.array(
  fc.record({ name: artistName, refs: refsOf("artist") }),
  { minLength: 1, maxLength: 3 },
);

const album = fc.record({
  title,
  artists,
  releaseDate: fc.constantFrom("1999", "2001-02", "2026-01-31"),
  refs: refsOf("album"),
});

const track: fc.Arbitrary<Track> = fc.record(
  {
    title,
    artists,
    album,
    durationMs: fc.nat({ max: 10_000_000 }),
    isrc: fc.nat({ max: 9_999_999 }).map((code) => `USABC${String(code).padStart(7, "0")}`),
    discNumber: fc.nat({ max: 9 }),
    trackNumber: fc.nat({ max: 99 }),
    explicit: fc.boolean(),
    refs: refsOf("track"),
  },
  { requiredKeys: ["title", "artists", "durationMs", "refs"] },
);

/** A local file is known by its URI, which has all of its words. */
const local: fc.Arbitrary<Track> = fc
  .record({ title, artist: artistName, album: title, seconds: fc.nat({ max: 9_999 }) })
  .map(({ title, artist, album, seconds }) => ({
    title,
    artists: [{ name: artist, refs: {} }],
    album: { title: album, artists: [], refs: {} },
    durationMs: seconds * 1000,
    refs: {
      spotify: `spotify:local:${[artist, album, title].map(encodeURIComponent).join(":")}:${seconds}`,
    },
  }));

const episode = fc.record({
  title,
  show: fc.record({ title, refs: refsOf("show") }),
  durationMs: fc.nat({ max: 10_000_000 }),
  refs: refsOf("episode"),
});

const addedAt = fc.option(
  fc
    .date({ noInvalidDate: true, min: new Date("2006-01-01"), max: new Date("2030-01-01") })
    .map((date) => `${date.toISOString().slice(0, 19)}Z`),
);

const like: fc.Arbitrary<Entry> = fc.record({
  type: fc.constant("track" as const),
  item: track,
  addedAt,
});

const added = { addedAt, addedBy: fc.option(fc.constant("spotify:user:somebody")) };

const row: fc.Arbitrary<Entry> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ ...added, type: fc.constant("track" as const), item: track }),
  },
  fc.record({ ...added, type: fc.constant("local" as const), item: local }),
  fc.record({ ...added, type: fc.constant("episode" as const), item: episode }),
  fc.record({ ...added, type: fc.constant("unavailable" as const) }),
  fc.record({
    ...added,
    type: fc.constant("unavailable" as const),
    known: fc.record({ type: fc.constant("track" as const), item: track }),
  }),
);

const playlist: fc.Arbitrary<LibraryList> = fc.record({
  kind: fc.constant("playlists" as const),
  playlist: fc.oneof(title, fc.constantFrom("Liked Songs", "Mix", "mix", "Mix (2)")).map(named),
  entries: fc.array(row, { minLength: 1, maxLength: 6 }),
});

const library: fc.Arbitrary<readonly LibraryList[]> = fc
  .record({
    likes: fc.uniqueArray(like, { minLength: 1, maxLength: 6, selector: referenceOf }),
    playlists: fc.array(playlist, { maxLength: 4 }),
  })
  .map(({ likes, playlists }) => [
    { kind: "likes", playlist: null, entries: likes } as const,
    ...playlists,
  ]);

function named(name: string): Playlist {
  return {
    name,
    description: null,
    visibility: "private",
    collaborative: false,
    owner: { name: "Me", refs: {} },
    relation: "owned",
    refs: {},
  };
}

function referenceOf(entry: Entry): string {
  return entry.type === "unavailable" ? "" : (entry.item.refs["spotify"] ?? "");
}

/** The facts of a row that some format carries. */
interface Row {
  readonly type: string;
  readonly title: string;
  readonly artists: string;
  readonly album: string;
  readonly isrc: string;
  readonly durationMs: number;
  readonly ref: string;
  readonly addedAt: string | null;
}

function rowOf(entry: Entry): Row {
  const known = entry.type === "unavailable" ? entry.known : entry;
  const { addedAt } = entry;
  const nothing = { title: "", artists: "", album: "", isrc: "", durationMs: 0, ref: "" };
  if (known === undefined) return { ...nothing, type: "unavailable", addedAt };
  const ref = known.item.refs["spotify"] ?? "";
  if (known.type === "episode") {
    const { title, durationMs, show } = known.item;
    return {
      ...nothing,
      type: "episode",
      title,
      artists: show?.title ?? "",
      durationMs,
      ref,
      addedAt,
    };
  }
  if (known.type !== "track" && known.type !== "local") throw new Error(known.type);
  const { title, artists, album, isrc = "", durationMs } = known.item;
  return {
    type: known.type,
    title,
    artists: artists.map(({ name }) => name).join(", "),
    album: album?.title ?? "",
    isrc,
    durationMs,
    ref,
    addedAt,
  };
}

/** A row without the facts that a format has no place for. */
type Keep = (row: Row) => Row;

/** Tools that give no references of artists have their names in one text, split at commas. */
const oneText = (artists: string) =>
  artists
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean)
    .join(", ");

const withoutLocal: Keep = (row) => ({
  ...row,
  type: row.type === "unavailable" ? row.type : "track",
  ref: row.type === "local" ? "" : row.ref,
});

const withoutDates: Keep = (row) => ({
  ...withoutLocal(row),
  artists: oneText(row.artists),
  durationMs: 0,
  addedAt: null,
});

const dashes = (words: string) =>
  plainLine(words)
    .trim()
    .replace(/\s+[-–—]\s+/g, " - ");

const KEEPS: Readonly<Record<Exclude<FormatName, "json">, Keep>> = {
  // An episode has no artists and no albums.
  csv: (row) => (row.type === "episode" ? { ...row, artists: "" } : row),
  tunemymusic: withoutDates,
  soundiiz: (row) => ({ ...withoutDates(row), ref: "" }),
  jspf: (row) => row,
  xspf: (row) => row,
  m3u8: (row) => ({
    ...row,
    title: dashes([row.artists, row.title].filter(Boolean).join(" - ")),
    artists: "",
    album: "",
    isrc: "",
    durationMs: Math.round(row.durationMs / 1000) * 1000,
    addedAt: null,
  }),
};

/** The names that the lists have behind an export, in their order. */
function importedNames({ lists }: WholeImport): readonly string[] {
  return lists
    .filter(({ entries }) => entries.length > 0)
    .map(({ kind, name }) => (kind === "likes" ? "Liked Songs" : name));
}

function asLibraryList({ kind, name, entries }: WholeList): LibraryList {
  return { kind, playlist: kind === "playlists" ? named(name) : null, entries };
}

async function roundTrip(lists: readonly LibraryList[], options: ExportOptions) {
  const exported = exportLists(lists, options);
  const files = exported.files.map(({ name, text }) => file(name, text()));
  const imported = await importAll([{ label: "all", files }], { order: "newest-first" });
  return { exported, imported };
}

/** The entries of each list that the format holds. An empty table is no list to a reader. */
function heldIn(
  lists: readonly LibraryList[],
  { leftOutEntries }: ReturnType<typeof exportLists>,
): readonly (readonly Entry[])[] {
  const leftOut = new Set(leftOutEntries.map(({ entry }) => entry));
  return lists
    .map(({ entries }) => (entries ?? []).filter((entry) => !leftOut.has(entry)))
    .filter(({ length }) => length > 0);
}

describe("an export that is imported again", () => {
  it.each(Object.entries(KEEPS))("has the rows of %s in their order", async (name, keep) => {
    const format = name as keyof typeof KEEPS;
    await fc.assert(
      fc.asyncProperty(library, async (lists) => {
        const { exported, imported } = await roundTrip(lists, { format });
        const found = imported.lists.filter(({ entries }) => entries.length > 0);
        expect(found.map(({ entries }) => entries.map(rowOf).map(keep))).toEqual(
          heldIn(lists, exported).map((entries) => entries.map(rowOf).map(keep)),
        );
      }),
      { numRuns: seeds(30, 5_000) },
    );
  });

  it("has the same records in JSON", async () => {
    const known = (entry: Entry): Entry => {
      if (entry.type !== "unavailable" || entry.known === undefined) return entry;
      const { known, type: _, ...added } = entry;
      return { ...added, ...known };
    };
    for (const single of [false, true]) {
      await fc.assert(
        fc.asyncProperty(library, async (lists) => {
          const { imported } = await roundTrip(lists, { format: "json", single });
          expect(imported.lists.map(({ entries }) => entries)).toEqual(
            lists.map(({ entries }) => (entries ?? []).map(known)),
          );
        }),
        { numRuns: seeds(30, 5_000) },
      );
    }
  });

  it.each(["csv", "tunemymusic", "json"] as const)(
    "has the same lists in one file of %s",
    async (format) => {
      await fc.assert(
        fc.asyncProperty(library, async (lists) => {
          const { exported, imported } = await roundTrip(lists, { format, single: true });
          const [only, ...others] = exported.files;
          expect(others).toEqual([]);
          const titles = only?.lists.filter(({ entries }) => entries > 0).map(({ title }) => title);
          expect(importedNames(imported)).toEqual(titles);
          expect(imported.lists.map(({ entries }) => entries.length)).toEqual(
            heldIn(lists, exported).map(({ length }) => length),
          );
        }),
        { numRuns: seeds(30, 5_000) },
      );
    },
  );

  it("keeps lists of one name apart, and no playlist becomes the likes", async () => {
    await fc.assert(
      fc.asyncProperty(library, async (lists) => {
        for (const format of ["csv", "soundiiz", "json"] as const) {
          const { imported } = await roundTrip(lists, { format });
          expect(imported.lists.filter(({ kind }) => kind === "likes")).toHaveLength(1);
          const names = importedNames(imported).map((name) => name.toLowerCase());
          expect(new Set(names).size).toBe(names.length);
        }
      }),
      { numRuns: seeds(15, 1_000) },
    );
  });

  it.each(Object.keys(FORMATS) as FormatName[])(
    "has the same text in %s when it is exported once more",
    async (format) => {
      // Beside other artists, a comma or blank at the beginning or end of a name is no part of it.
      const isExact = !["tunemymusic", "soundiiz", "m3u8"].includes(format);
      const textsOf = ({ exported }: Awaited<ReturnType<typeof roundTrip>>) =>
        exported.files.flatMap(({ name, lists, text }) => {
          if (lists.every(({ entries }) => entries === 0)) return [];
          // M3U8 has the name of the list on one line, without characters that do not show.
          return [
            [format === "m3u8" ? "" : name, isExact ? text() : text().replaceAll(/[,\s]/g, "")],
          ];
        });
      await fc.assert(
        fc.asyncProperty(library, async (lists) => {
          // A file says nothing about the owner of a playlist that an import could keep.
          const ownerless = lists.map((list) => ({
            ...list,
            playlist: list.playlist && named(list.playlist.name),
          }));
          const first = await roundTrip(ownerless, { format });
          const again = first.imported.lists.map(asLibraryList);
          expect(textsOf(await roundTrip(again, { format }))).toEqual(textsOf(first));
        }),
        { numRuns: seeds(30, 3_000) },
      );
    },
  );
});
