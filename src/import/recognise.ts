import { isWithinBounds } from "../json.ts";
import { damaged, IMPORT_LIMITS, type ImportFile, importTooLarge, listNameOf } from "./file.ts";
import { readJspf } from "./jspf.ts";
import type { ImportedFile } from "./list.ts";
import { readSpotifyData } from "./spotify-data.ts";
import { readSpotMyBackup } from "./spotmybackup.ts";
import { decodeText } from "./text.ts";
import { readLines, readM3u } from "./text-lines.ts";
import { readTracks } from "./track-tables.ts";
import { readWebApi } from "./web-api.ts";
import { readXspf } from "./xspf.ts";

/**
 * Reads a file. Its content decides which format it is; `null`: it is none that is known.
 *
 * Throws `UsageError` `import/damaged` for a file of a known format that is broken, and
 * `import/too-large`.
 */
export function recognise(file: ImportFile): ImportedFile | null {
  if (file.bytes.length > IMPORT_LIMITS.fileBytes) throw importTooLarge(file.label, "is too large");
  const text = decodeText(file.bytes);
  const start = text.trimStart().slice(0, 1);
  if (start === "{" || start === "[") return readJson(file, text);
  if (start === "<") return readXspf(file, text);
  return readM3u(file, text) ?? readTracks(file, text) ?? readLines(file, text);
}

function readJson(file: ImportFile, text: string): ImportedFile | null {
  const json = parse(file, text);
  return (
    readSpotifyData(json) ??
    readSpotMyBackup(json) ??
    readJspf(json, listNameOf(file)) ??
    readWebApi(json)
  );
}

function parse(file: ImportFile, text: string): unknown {
  if (!isWithinBounds(file.bytes, IMPORT_LIMITS.json)) {
    throw importTooLarge(file.label, "holds too many values");
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own message quotes the text, which may hold titles.
    const [, line] = /\(line (\d+) /.exec(String(error)) ?? [];
    throw damaged(file, "the JSON is cut off or broken", line ? Number(line) : lastLineOf(text));
  }
}

function lastLineOf(text: string): number {
  return text.trimEnd().split("\n").length;
}
