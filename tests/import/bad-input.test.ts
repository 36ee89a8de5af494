import { BlobWriter, TextReader, ZipWriter } from "@zip.js/zip.js";
import { describe, expect, it } from "vitest";
import { IMPORT_LIMITS } from "../../src/import/file.ts";
import { id, importOne, inWords, onlyList } from "./files.ts";

const CSV = `Track URI,Track Name,Artist Name(s),Added At\nspotify:track:${id("a")},One,Ann,\n`;
const ONE = `track One · Ann · spotify:track:${id("a")}`;

async function zip(
  files: Readonly<Record<string, string>>,
  options: { readonly password?: string } = {},
): Promise<Uint8Array> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false, ...options });
  for (const [name, text] of Object.entries(files)) await writer.add(name, new TextReader(text));
  return new Uint8Array(await (await writer.close()).arrayBuffer());
}

function utf16(text: string, isBig: boolean): Uint8Array {
  const units = [0xfeff, ...Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))];
  return Uint8Array.from(
    units.flatMap((unit) => (isBig ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8])),
  );
}

/** Lets the paths that begin with `up/up/` lead out of the archive. */
function climb(archive: Uint8Array): void {
  for (let at = archive.length; at >= 0; at -= 1) {
    const path = new TextDecoder().decode(archive.subarray(at, at + 6));
    if (path === "up/up/") archive.set(new TextEncoder().encode("../../"), at);
  }
}

describe("archives", () => {
  it("hold many files, of which only the names matter", async () => {
    const bytes = await zip({ "dir/One.csv": CSV, "dir/Two.csv": CSV, "note.pdf": "%PDF" });
    const { lists, preview } = await importOne("all.zip", bytes);
    expect(lists.map(({ name }) => name)).toEqual(["One", "Two"]);
    expect(preview.files.map(({ label }) => label)).toEqual([
      "all.zip (file 1)",
      "all.zip (file 2)",
    ]);
    expect(preview.leftOut).toEqual([{ reason: "files", count: 1 }]);
  });

  it("with paths that lead out of them are refused", async () => {
    const bytes = await zip({ "up/up/etc/One.csv": CSV });
    climb(bytes);
    await expect(importOne("all.zip", bytes)).rejects.toMatchObject({
      code: "import/damaged",
      message: "all.zip holds a file whose path leads out of the archive.",
    });
  });

  it("with a password are refused", async () => {
    const bytes = await zip({ "One.csv": CSV }, { password: "secret" });
    await expect(importOne("all.zip", bytes)).rejects.toMatchObject({ code: "import/encrypted" });
  });

  it("archives that unpack to too much are refused, whatever sizes they name", async () => {
    const limits = { ...IMPORT_LIMITS, wholeBytes: 1024 * 1024 };
    const bomb = await zip({ "One.csv": "a".repeat(limits.wholeBytes + 1) });
    expect(bomb.length).toBeLessThan(10_000);
    await expect(importOne("all.zip", bomb, { limits })).rejects.toMatchObject({
      code: "import/too-large",
    });
    // The sizes are at offset 22 of the file's own header, and at offset 24 of the central directory.
    const view = new DataView(bomb.buffer);
    for (let at = 0; at < bomb.length - 4; at += 1) {
      const mark = view.getUint32(at, true);
      if (mark === 0x04034b50) view.setUint32(at + 22, 10, true);
      if (mark === 0x02014b50) view.setUint32(at + 24, 10, true);
    }
    await expect(importOne("all.zip", bomb, { limits })).rejects.toMatchObject({
      code: expect.stringMatching(/^import\/(?:too-large|damaged)$/),
    });
  });

  it("archives of too many files are refused before all their names are read", async () => {
    const bytes = await zip({ "One.csv": CSV, "Two.csv": CSV, "up/up/etc/Six.csv": CSV });
    climb(bytes);
    const limits = { ...IMPORT_LIMITS, files: 1 };
    await expect(importOne("all.zip", bytes, { limits })).rejects.toMatchObject({
      code: "import/too-large",
      message: "all.zip holds too many files.",
    });
  });

  it("archives that are cut or changed are refused", async () => {
    const bytes = await zip({ "One.csv": CSV.repeat(50) });
    await expect(importOne("all.zip", bytes.subarray(0, bytes.length - 30))).rejects.toMatchObject({
      code: "import/damaged",
    });
    const changed = bytes.slice();
    changed[60] = (changed[60] ?? 0) ^ 255;
    await expect(importOne("all.zip", changed)).rejects.toMatchObject({ code: "import/damaged" });
  });

  it("with nothing to import are refused", async () => {
    await expect(importOne("all.zip", await zip({ "a.pdf": "%PDF" }))).rejects.toMatchObject({
      code: "import/unknown",
    });
  });
});

describe("text in other encodings", () => {
  it.each([
    ["UTF-16, little-endian", utf16(CSV, false)],
    ["UTF-16, big-endian", utf16(CSV, true)],
    ["UTF-16 without a mark", utf16(CSV, false).subarray(2)],
    ["UTF-8 with a mark", new TextEncoder().encode(`\uFEFF${CSV}`)],
    [
      "joined files, each with a mark and a header",
      new TextEncoder().encode(`\uFEFF${CSV}\uFEFF${CSV.split("\n")[0]}\n`),
    ],
    [
      "joined files, of which the first does not end in a line break",
      new TextEncoder().encode(`\uFEFF${CSV.trimEnd()}\uFEFF${CSV.split("\n")[0]}\n`),
    ],
  ])("is read: %s", async (_, bytes) => {
    expect(inWords(onlyList(await importOne("a.csv", bytes)).entries)).toEqual([ONE]);
  });

  it("is read as Windows-1252 where it is no UTF-8", async () => {
    const bytes = Uint8Array.from(
      [..."title,artist\nCaf"].map((c) => c.charCodeAt(0)).concat(0xe9, 0x2c, 0x41),
    );
    expect(inWords(onlyList(await importOne("a.csv", bytes)).entries)).toEqual([
      "track Café · A · ",
    ]);
  });
});

describe("text in an encoding that is not known", () => {
  const rows = "title,artist\nOne,Ann\n";
  const utf8 = new TextEncoder().encode(`${rows}Ёлка,Ася\nКанал,Ася`);
  it.each([
    ["Shift-JIS", [...rows].map((c) => c.charCodeAt(0)).concat(0x83, 0x81, 0x2c, 0x82, 0xa0)],
    [
      "Windows-1251",
      [...rows].map((c) => c.charCodeAt(0)).concat(0xb8, 0xeb, 0xea, 0xe0, 0x2c, 0x41),
    ],
    ["UTF-8 that is cut inside of a letter", [...utf8.subarray(0, utf8.length - 1)]],
    ["UTF-8 with a byte of something else", [...utf8.map((byte, at) => (at === 30 ? 0xff : byte))]],
  ])("is refused, as titles would become other titles: %s", async (_, bytes) => {
    await expect(importOne("a.csv", Uint8Array.from(bytes))).rejects.toMatchObject({
      code: "import/damaged",
      message: expect.stringMatching(/^a\.csv, line [34]: the text is not UTF-8, /),
    });
  });
});

describe("files that are broken", () => {
  it.each([
    [
      "a quote that nobody closed",
      "a.csv",
      `${CSV}x,"One,Ann,\ny,Two,Bob,\n`,
      "a.csv, line 3: a quotation mark is not closed, or is in the wrong place.",
    ],
    [
      "a row with more cells than columns",
      "a.csv",
      `${CSV}\nx,One,Ann,,more\n`,
      "a.csv, line 4: the row has more cells than there are columns.",
    ],
    [
      "a row of nothing",
      "a.csv",
      `${CSV},,Ann,\n`,
      "a.csv, line 3: the row has neither a title nor a reference.",
    ],
    [
      "JSON that is cut off",
      "a.json",
      '{"playlists":\n[{"name":"x",\n"items":[',
      "a.json, line 3: the JSON is cut off or broken.",
    ],
    [
      "JSON with a comma too many",
      "a.json",
      '{"playlists":\n[,]}',
      "a.json, line 2: the JSON is cut off or broken.",
    ],
    [
      "XML that is cut off",
      "a.xspf",
      "<playlist>\n<trackList>\n<track>",
      "a.xspf, line 3: the XML is not well-formed.",
    ],
    [
      "a line that is neither link nor words",
      "a.txt",
      "Ann - One\nnothing\n",
      'a.txt, line 2: the line is neither a link nor "Artist - Title".',
    ],
  ])("are refused with the line: %s", async (_, name, text, message) => {
    await expect(importOne(name, text)).rejects.toMatchObject({ code: "import/damaged", message });
  });

  it.each([
    [
      "a web page saved as CSV",
      "<!DOCTYPE html>\n<html><body>Log in</body></html>",
      "a.csv is a web page, not an export.",
    ],
    ["other JSON", '{"a":1}', "a.csv has no format that tracksafe can import."],
    ["an empty file", "", "a.csv is empty."],
    [
      "a table of something else",
      "date,amount\n1,2\n",
      "a.csv has no format that tracksafe can import.",
    ],
  ])("are of no format: %s", async (_, text, message) => {
    await expect(importOne("a.csv", text)).rejects.toMatchObject({
      code: "import/unknown",
      message,
    });
  });

  it("expand no entities of their own, and nest no deeper than a playlist", async () => {
    const entities =
      '<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><playlist><title>&b;</title></playlist>';
    await expect(importOne("a.xspf", entities)).rejects.toMatchObject({ code: "import/damaged" });
    const deep = `<playlist>${"<a>".repeat(1_000)}`;
    await expect(importOne("a.xspf", deep)).rejects.toMatchObject({
      message: "a.xspf, line 1: the XML is nested too deeply.",
    });
    await expect(importOne("a.json", "[".repeat(100_000))).rejects.toMatchObject({
      code: "import/too-large",
    });
  });
});
