import type { Entry } from "../model/records.ts";
import { toReference } from "../spotify/references.ts";
import { damaged, type ImportFile, listNameOf } from "./file.ts";
import { linkedContent } from "./links.ts";
import {
  artistsOf,
  type ImportedFile,
  onlyListOf,
  refsOf,
  toLocalTrack,
  trackFromFields,
} from "./list.ts";

const INFO = /^#EXTINF:\s*(-?\d+)[^,]*,(.*)$/;
const PLAYLIST = /^#PLAYLIST:\s*(.+)$/;

/** `Artist - Title`, with a dash of any kind. */
const WORDS = /^(.+?)\s+[-–—]\s+(.+)$/;

/** Reads M3U8; `null`: it is not M3U8. */
export function readM3u(file: ImportFile, text: string): ImportedFile | null {
  if (!text.startsWith("#EXTM3U")) return null;
  let name = listNameOf(file);
  let info: { readonly seconds: number; readonly words: string } | null = null;
  const entries: Entry[] = [];
  for (const line of text.split("\n").map((each) => each.trim())) {
    const [, seconds, words] = INFO.exec(line) ?? [];
    if (seconds !== undefined) info = { seconds: Math.max(0, Number(seconds)), words: words ?? "" };
    name = PLAYLIST.exec(line)?.[1] ?? name;
    if (line === "" || line.startsWith("#")) continue;
    entries.push(toEntry(line, info));
    info = null;
  }
  return { format: "M3U8", lists: [onlyListOf(name, entries)], leftOut: new Map() };
}

function toEntry(
  location: string,
  info: { readonly seconds: number; readonly words: string } | null,
): Entry {
  const [, artist, title] = WORDS.exec(info?.words.trim() ?? "") ?? [];
  const known = linkedContent([location], {
    title: title ?? (info?.words.trim() || nameIn(location)),
    artists: artistsOf(artist),
    durationMs: (info?.seconds ?? 0) * 1000,
  });
  return known === null ? { type: "unavailable", addedAt: null } : { ...known, addedAt: null };
}

/** The name of the file at a path, for a track without other data. A link has no such name. */
function nameIn(location: string): string {
  if (/^[a-z][\w+.-]+:/i.test(location)) return "";
  return (location.split(/[/\\]/).at(-1) ?? "").replace(/\.\w{2,4}$/, "");
}

/** A line for people. The names of some artists begin with `#`, but not with `# `. */
const REMARK = /^#(?:\s|$)/;

/** Whether text may be lines that {@link readLines} reads, judged by the first one that counts. */
export function beginsWithLine(text: string): boolean {
  const first = text.split("\n").find((line) => line.trim() !== "" && !REMARK.test(line.trim()));
  return readLine(first?.trim() ?? "") !== null;
}

/**
 * Reads text with a Spotify link or `Artist - Title` on each line; `null` if the first line is
 * neither. Lines that begin with `# ` are remarks. Throws `UsageError` `import/damaged`, with the
 * line, if a later one is neither.
 */
export function readLines(file: ImportFile, text: string): ImportedFile | null {
  const lines = text
    .split("\n")
    .map((line, at) => ({ line: line.trim(), number: at + 1 }))
    .filter(({ line }) => line !== "" && !REMARK.test(line));
  const entries: Entry[] = [];
  for (const { line, number } of lines) {
    const entry = readLine(line);
    if (entry === null && entries.length === 0) return null;
    if (entry === null)
      throw damaged(file, 'the line is neither a link nor "Artist - Title"', number);
    entries.push(entry);
  }
  if (entries.length === 0) return null;
  return { format: "text", lists: [onlyListOf(listNameOf(file), entries)], leftOut: new Map() };
}

function readLine(line: string): Entry | null {
  const local = toLocalTrack(line);
  if (local !== null) return { type: "local", item: local, addedAt: null };
  const reference = toReference(line);
  const kind = reference?.split(":")[1];
  if (reference !== undefined && kind !== "track" && kind !== "episode") return null;
  const [, artist, title] = WORDS.exec(line) ?? [];
  if (reference === undefined && title === undefined) return null;
  const refs = refsOf(reference);
  if (kind === "episode") {
    return { type: "episode", item: { title: "", durationMs: 0, refs }, addedAt: null };
  }
  const words = reference === undefined ? { title: title ?? "", artists: artistsOf(artist) } : null;
  const item = trackFromFields({ title: "", artists: [], ...words, refs });
  return { type: "track", item, addedAt: null };
}
