import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { type Row, readCsvRows } from "../../src/import/csv.ts";
import { createEntryCollector, joinEntries, reverseEntries } from "../../src/import/entries.ts";
import { IMPORT_LIMITS, type ImportFile } from "../../src/import/file.ts";
import { importFiles } from "../../src/import/import.ts";
import { decodeText, encodingOf } from "../../src/import/text.ts";
import type { Entry } from "../../src/model/records.ts";
import { seeds } from "../support/seeds.ts";
import { file, id } from "./files.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A file that arrives in these pieces. */
function inPieces(name: string, pieces: readonly Uint8Array[]): ImportFile {
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  return {
    label: name,
    name,
    size,
    async *open() {
      yield* pieces;
    },
  };
}

/** `bytes`, cut at these places. */
function cut(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length];
  const sorted = at.sort((a, b) => a - b);
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

const text = fc
  .array(fc.constantFrom(...('"""aé日🎧,,;\r\n\n\uFEFF '.match(/./gsu) ?? [])), { maxLength: 60 })
  .map((pieces) => pieces.join(""));
const places = fc.array(fc.nat(), { maxLength: 6 });

const whole = async (of: ImportFile) => {
  return (await Array.fromAsync(decodeText(of, await encodingOf(of)))).join("");
};

describe("a file that arrives piece by piece", () => {
  it("has the same text wherever it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(text, places, async (words, at) => {
        const expected = words.replace(/\r\n?/g, "\n").replace(/(^|\n)\uFEFF+/g, "$1");
        expect(await whole(inPieces("a.csv", cut(bytesOf(words), at)))).toBe(expected);
      }),
      { numRuns: seeds(200, 20_000) },
    );
  });

  it("has the rows that a reader of the whole text finds, or is refused as it refuses it", async () => {
    const form = { header: ["h", "i", "j", "k", "l", "m"], by: ",", rowLength: 1_000 };
    await fc.assert(
      fc.asyncProperty(text, places, async (words, at) => {
        const plain = words.replaceAll(/[\r\uFEFF]/g, "");
        const source = inPieces("a.csv", cut(bytesOf(plain), at));
        const { data, errors } = Papa.parse<string[]>(plain, { delimiter: ",", newline: "\n" });
        const isOdd =
          errors.some(({ type }) => type === "Quotes") ||
          data.some((cells) => cells.slice(6).some((cell) => cell !== ""));
        const read = Array.fromAsync(readCsvRows(source, decodeText(source, "utf-8"), form));
        if (isOdd) await expect(read).rejects.toMatchObject({ code: "import/damaged" });
        else {
          const rows = data.filter((cells) => cells.some((cell) => cell.trim() !== ""));
          expect((await read).map(({ cells }: Row) => cells)).toEqual(rows);
        }
      }),
      { numRuns: seeds(300, 50_000) },
    );
  });

  it("gives its first rows before it has ended, and names the line of each", async () => {
    const asked: number[] = [];
    const pieces = async function* () {
      for (let at = 0; at < 100; at += 1) {
        asked.push(at);
        yield `${at},"a\nb"\n`;
      }
    };
    const form = { header: ["n", "text"], by: ",", rowLength: 1_000 };
    const lines: number[] = [];
    for await (const { line, cells } of readCsvRows(file("a.csv", ""), pieces(), form)) {
      expect(asked.length).toBeLessThanOrEqual(Number(cells[0]) + 1);
      lines.push(line);
    }
    expect(lines).toEqual(Array.from({ length: 100 }, (_, at) => 1 + 2 * at));
  });

  it("ends at a row that no snapshot holds, however long it goes on", async () => {
    let asked = 0;
    const endless = (piece: string): ImportFile => ({
      ...file("a.csv", ""),
      async *open() {
        for (asked = 0; ; asked += 1) yield bytesOf(asked === 0 ? `title,artist\n${piece}` : piece);
      },
    });
    for (const [piece, code] of [
      [`"${"a".repeat(9_999)}`, "import/damaged"],
      ["a".repeat(10_000), "import/too-large"],
    ] as const) {
      const source = endless(piece);
      const form = { header: ["title", "artist"], by: ",", rowLength: 100_000 };
      await expect(
        Array.fromAsync(readCsvRows(source, decodeText(source, "utf-8"), form)),
      ).rejects.toMatchObject({ code, message: expect.stringContaining("a.csv, line 2: ") });
      expect(asked).toBeLessThan(20);
    }
  });
});

describe("a long list", () => {
  const entry = (at: number): Entry => ({
    type: "track",
    addedAt: null,
    item: { title: `Song ${at}`, artists: [{ name: "Änn", refs: {} }], durationMs: 0, refs: {} },
  });

  it("keeps its order in both directions, packed or not", async () => {
    for (const length of [0, 1, 499, 500, 501, 2_234]) {
      const collector = createEntryCollector();
      const all = Array.from({ length }, (_, at) => entry(at));
      for (const each of all) await collector.add(each);
      const list = joinEntries([collector.entries(), collector.entries()]);
      const read = async (entries: typeof list) => (await Array.fromAsync(entries.pages())).flat();
      expect(await read(list)).toEqual([...all, ...all]);
      expect(await read(reverseEntries(list))).toEqual([...all, ...all].toReversed());
      expect(await read(reverseEntries(reverseEntries(list)))).toEqual([...all, ...all]);
    }
  });
});

describe("limits", () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, at) => `spotify:track:${id(`${at}`)},Song ${at},Ann\n`);
  const table = bytesOf(`Track URI,Track Name,Artist Name(s)\n${rows(3_000).join("")}`);
  const limits = { ...IMPORT_LIMITS, wholeBytes: 10_000, rows: 3_000 };

  it("of files that are loaded whole do not hold for tables", async () => {
    const source = { label: "liked.csv", files: [file("liked.csv", table)] };
    const { lists, preview } = await importFiles([source], { limits, order: "oldest-first" });
    expect(table.length).toBeGreaterThan(10 * limits.wholeBytes);
    expect(preview.rows).toBe(3_000);
    for await (const [last] of lists[0]?.entries.pages() ?? []) {
      expect(last).toMatchObject({ item: { title: "Song 2999" } });
      break;
    }
    const json = file("a.json", JSON.stringify({ playlists: "x".repeat(100_000) }));
    await expect(importFiles([{ label: "a", files: [json] }], { limits })).rejects.toMatchObject({
      code: "import/too-large",
      message: "a.json is too large.",
    });
  });

  it("of rows hold for one table and for all of them together", async () => {
    const liked = file("liked.csv", table);
    const most = { ...limits, rows: 2_999 };
    await expect(
      importFiles([{ label: "x", files: [liked] }], { limits: most }),
    ).rejects.toMatchObject({
      code: "import/too-large",
      message: "liked.csv, line 3001: there are more than 2999 rows.",
    });
    const other = file("b.csv", "title,artist\nOne,Ann\n");
    await expect(
      importFiles([{ label: "x", files: [other, liked] }], { limits }),
    ).rejects.toMatchObject({ message: "liked.csv: there are more than 3000 rows." });
  });
});
