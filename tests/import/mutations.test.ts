import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportLists } from "../../src/export/export.ts";
import { FORMATS, type FormatName } from "../../src/export/formats.ts";
import type { Entry } from "../../src/model/records.ts";
import { seeds } from "../support/seeds.ts";
import { id, importOne, type WholeImport } from "./files.ts";

const NAMES = ["Anchor", "Beacon", "Candle", "Dragon", "Ember", "Falcon"];
const uri = (at: number) => `spotify:track:${id(`${at + 1}`)}`;

const entries: readonly Entry[] = NAMES.map((title, at) => ({
  type: "track",
  addedAt: `2024-01-0${at + 1}T00:00:00Z`,
  item: {
    title,
    artists: [{ name: `By ${title}`, refs: { spotify: `spotify:artist:${id(`${at + 1}`)}` } }],
    durationMs: 1_000 * (at + 1),
    isrc: `USABC000000${at}`,
    refs: { spotify: uri(at) },
  },
}));

function exported(format: FormatName): string {
  const playlist = {
    name: "Trip",
    description: null,
    visibility: "unknown",
    collaborative: false,
    owner: { name: "", refs: {} },
    relation: "owned",
    refs: {},
  } as const;
  const { files } = exportLists([{ kind: "playlists", playlist, entries }], { format });
  return files[0]?.text() ?? "";
}

const lines = (value: unknown) => JSON.stringify(value, null, 1);

/** A file of each format with the same songs in the same order. */
const FILES: readonly (readonly [string, string])[] = [
  ...(Object.keys(FORMATS) as FormatName[]).map((format) => [format, exported(format)] as const),
  ["plain columns", ["title,artist", ...NAMES.map((name) => `${name},By ${name}`), ""].join("\n")],
  ["links", NAMES.map((_, at) => uri(at)).join("\n")],
  ["words", NAMES.map((name) => `By ${name} - ${name}`).join("\n")],
  [
    "spotmybackup",
    lines({ playlists: {}, saved: NAMES.map((name, at) => ({ name, uri: uri(at) })) }),
  ],
  [
    "data export",
    lines({
      playlists: [
        {
          name: "Trip",
          items: NAMES.map((trackName, at) => ({
            track: { trackName, artistName: `By ${trackName}`, trackUri: uri(at) },
            addedDate: `2024-01-0${at + 1}`,
          })),
        },
      ],
    }),
  ],
];

/** One thing that happens to a file. */
const mutation = fc.record({
  what: fc.constantFrom("remove", "repeat", "swap", "cut", "insert", "replace"),
  at: fc.nat(),
  to: fc.nat(),
  piece: fc.oneof(
    fc.constantFrom(...['"', ",", ";", "\t", "\n", "{", "]", "<", "&", "'", "=", "\uFEFF", "\0"]),
    fc.string({ maxLength: 3, unit: "binary" }),
  ),
});

function mutate(
  text: string,
  { what, at, to, piece }: typeof mutation extends fc.Arbitrary<infer T> ? T : never,
): string {
  const all = text.split("\n");
  const [line, other] = [at % all.length, to % all.length];
  const place = at % (text.length + 1);
  switch (what) {
    case "remove":
      return all.toSpliced(line, 1).join("\n");
    case "repeat":
      return all.toSpliced(line, 0, all[line] ?? "").join("\n");
    case "swap":
      return all
        .with(line, all[other] ?? "")
        .with(other, all[line] ?? "")
        .join("\n");
    case "cut":
      return text.slice(0, place);
    case "insert":
      return text.slice(0, place) + piece + text.slice(place);
    default:
      return text.slice(0, place) + piece + text.slice(place + 1);
  }
}

/** The import, or the code of its refusal. */
async function read(content: string | Uint8Array): Promise<WholeImport | string> {
  try {
    return await importOne("Trip.csv", content, { order: "newest-first" });
  } catch (error) {
    if (error instanceof Error && "code" in error) return String(error.code);
    throw error;
  }
}

/** Whether all of `some` are in `all`, in that order. */
function isInOrder(some: readonly string[], all: readonly string[]): boolean {
  let at = 0;
  return some.every((each) => {
    at = all.indexOf(each, at) + 1;
    return at > 0;
  });
}

/** Expects that all of a list stands in the text, in the same order. */
function expectSaid(list: readonly Entry[], text: string): void {
  const said = text.match(/(?<![0-9A-Za-z])[0-9A-Za-z]{22}(?![0-9A-Za-z])/g) ?? [];
  const rows = list.flatMap((entry) => (entry.type === "unavailable" ? [] : [entry.item]));
  const ids = rows.map(({ refs }) => refs["spotify"]?.split(":")[2] ?? "");
  expect({
    ids,
    isInOrder: isInOrder(
      ids.filter(({ length }) => length === 22),
      said,
    ),
  }).toEqual({
    ids,
    isInOrder: true,
  });
  for (const row of rows) {
    const title = "title" in row ? row.title : row.name;
    if (/^\w+$/.test(title)) expect(text).toContain(title);
    if ("isrc" in row) expect(text.toUpperCase().replaceAll(/[-\s]/g, "")).toContain(row.isrc);
  }
}

describe("a file that something happened to", () => {
  it.each(FILES)("is read as it says, or refused: %s", async (_, text) => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
        const changed = mutations.reduce(mutate, text);
        const result = await read(changed);
        if (typeof result === "string") expect(result).toMatch(/^import\//);
        else for (const list of result.lists) expectSaid(list.entries, changed);
      }),
      { numRuns: seeds(60, 20_000) },
    );
  });

  it("is nothing but bytes", async () => {
    const starts = ["", "{", "[", "<", "#EXTM3U\n", "title,artist\n", "PK\u0003\u0004", "\xff\xfe"];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...starts),
        fc.uint8Array({ maxLength: 200 }),
        async (start, rest) => {
          const head = Uint8Array.from(start, (char) => char.charCodeAt(0));
          const result = await read(Uint8Array.from([...head, ...rest]));
          if (typeof result === "string") expect(result).toMatch(/^import\//);
        },
      ),
      { numRuns: seeds(300, 100_000) },
    );
  });
});
