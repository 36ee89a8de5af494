import { isWithinBounds } from "../json.ts";
import { damaged, type ImportFile, type ImportLimits, importTooLarge, listNameOf } from "./file.ts";
import { readJspf } from "./jspf.ts";
import type { ImportedFile } from "./list.ts";
import { readSpotifyData } from "./spotify-data.ts";
import { readSpotMyBackup } from "./spotmybackup.ts";
import { countLineBreaks, firstTextOf, loadText, type WholeText } from "./text.ts";
import { beginsWithLine, readLines, readM3u } from "./text-lines.ts";
import { readTracks } from "./track-tables.ts";
import { readWebApi } from "./web-api.ts";
import { readXspf } from "./xspf.ts";

/**
 * Reads a file. Its content decides which format it is; `null`: it is none that is known. A table is
 * read piece by piece, everything else as a whole.
 *
 * Throws `UsageError` `import/damaged` for a file of a known format that is broken, and
 * `import/too-large`.
 */
export async function recognise(
  file: ImportFile,
  limits: ImportLimits,
): Promise<ImportedFile | null> {
  const start = await firstTextOf(file);
  const whole = () => loadText(file, limits.wholeBytes);
  const [first = ""] = start.trimStart();
  if ("{[".includes(first) && first !== "") return readJson(file, await whole(), limits);
  if (first === "<") return readXspf(file, (await whole()).text);
  if (start.startsWith("#EXTM3U")) return readM3u(file, (await whole()).text);
  const tracks = await readTracks(file, start, limits);
  if (tracks !== null || !beginsWithLine(start)) return tracks;
  return readLines(file, (await whole()).text);
}

function readJson(file: ImportFile, whole: WholeText, limits: ImportLimits): ImportedFile | null {
  const json = parse(file, whole, limits);
  return (
    readSpotifyData(json) ??
    readSpotMyBackup(json) ??
    readJspf(json, listNameOf(file)) ??
    readWebApi(json, listNameOf(file))
  );
}

function parse(file: ImportFile, { bytes, text }: WholeText, { json }: ImportLimits): unknown {
  if (!isWithinBounds(bytes, json)) throw importTooLarge(file.label, "holds too many values");
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own message quotes the text, which may hold titles.
    const [, line] = /\(line (\d+) /.exec(String(error)) ?? [];
    const last = countLineBreaks(text.trimEnd()) + 1;
    throw damaged(file, "the JSON is cut off or broken", line ? Number(line) : last);
  }
}
