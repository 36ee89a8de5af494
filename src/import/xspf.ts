import { decodeHTMLStrict } from "entities";
import { SaxesParser } from "saxes";
import { toIsrc } from "../match/isrc.ts";
import type { Entry } from "../model/records.ts";
import { damaged, type ImportFile, listNameOf } from "./file.ts";
import { linkedContent } from "./links.ts";
import { artistsOf, type ImportedFile, onlyListOf } from "./list.ts";
import { readTime } from "./times.ts";

/** A playlist has no elements deeper than this. */
const MAX_DEPTH = 16;

/** The texts of one element's children, by their names, in order. */
type Texts = Map<string, string[]>;

/**
 * Reads XSPF; `null`: it is another kind of XML. Entities that a document declares are never
 * expanded. Throws `UsageError` `import/damaged`, with the line, for XML that is not well-formed.
 */
export function readXspf(file: ImportFile, text: string): ImportedFile | null {
  if (!/<(?:\w+:)?playlist[\s>]/.test(text.slice(0, 16_384))) return null;
  const playlist: Texts = new Map();
  const tracks: Texts[] = [];
  const open: string[] = [];
  let content = "";
  let rel = "";
  const parser = new SaxesParser();
  parser.on("error", ({ message }) => {
    throw damaged(file, "the XML is not well-formed", Number(/^(\d+):/.exec(message)?.[1] ?? 1));
  });
  parser.on("opentag", ({ name, attributes }) => {
    open.push(name.replace(/^.*:/, "").toLowerCase());
    if (open.length > MAX_DEPTH) throw damaged(file, "the XML is nested too deeply", parser.line);
    if (open.at(-1) === "track") tracks.push(new Map());
    content = "";
    rel = attributes["rel"] ?? "";
  });
  parser.on("text", (piece) => {
    content += piece;
  });
  parser.on("cdata", (piece) => {
    content += piece;
  });
  parser.on("closetag", () => {
    const name = open.pop() ?? "";
    const parent = open.at(-1);
    const texts = parent === "track" ? tracks.at(-1) : parent === "playlist" ? playlist : undefined;
    const key = name === "meta" ? `meta ${rel}` : name;
    texts?.set(key, [...(texts.get(key) ?? []), readText(content)]);
    content = "";
  });
  parser.write(text).close();
  const [title = ""] = playlist.get("title") ?? [];
  const [annotation] = playlist.get("annotation") ?? [];
  return {
    format: "XSPF",
    lists: [onlyListOf(title || listNameOf(file), tracks.map(toEntry), annotation)],
    leftOut: new Map(),
  };
}

/** Soundiiz escapes its texts twice. */
function readText(content: string): string {
  return decodeHTMLStrict(content.trim());
}

function toEntry(texts: Texts): Entry {
  const first = (name: string) => texts.get(name)?.[0];
  const addedAt = readTime(metaIn(texts, /^meta (?:.*[#/])?(?:date_added|added_at)$/));
  const links = [...(texts.get("identifier") ?? []), ...(texts.get("location") ?? [])];
  const known = linkedContent(links, {
    title: first("title") ?? "",
    artists: artistsOf(first("creator")),
    album: first("album"),
    durationMs: numberIn(first("duration")),
    trackNumber: numberIn(first("tracknum")),
    isrc: toIsrc(first("isrc") ?? metaIn(texts, /^meta .*[#/]isrc$/)) ?? undefined,
  });
  return known === null ? { type: "unavailable", addedAt } : { ...known, addedAt };
}

/** XSPF has no elements for dates and ISRCs, so tools put them into `meta`, under names of their own. */
function metaIn(texts: Texts, name: RegExp): string | undefined {
  return [...texts].find(([key]) => name.test(key))?.[1][0];
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}
