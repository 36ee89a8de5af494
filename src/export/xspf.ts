import type { Entry } from "../model/records.ts";
import type { ExportFormat } from "./format.ts";
import type { ExportList } from "./list.ts";
import { playableIn, uriOf, urisOf, webPageOf } from "./playable.ts";

/** The names of fields for which XSPF has no element. MusicBrainz uses these names in JSPF. */
const ADDED_AT = "https://musicbrainz.org/doc/jspf#added_at";
const ISRC = "https://musicbrainz.org/doc/jspf#isrc";

/** One playlist as XML, for players. */
export const xspf: ExportFormat = {
  extension: "xspf",
  kinds: ["likes", "playlists", "episodes"],
  canWrite: () => true,
  writeList({ title, playlist, entries }: ExportList) {
    const details = [
      element("title", title),
      element("creator", playlist?.owner.name),
      element("annotation", playlist?.description),
      element("identifier", uriOf(playlist?.refs ?? {})),
    ];
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<playlist version="1" xmlns="http://xspf.org/ns/0/">',
      ...details.filter((each) => each !== ""),
      "<trackList>",
      ...entries.map(trackOf),
      "</trackList>",
      "</playlist>",
      "",
    ].join("\n");
  },
  combined: null,
};

function trackOf(entry: Entry): string {
  const {
    title,
    artists,
    album,
    trackNumber,
    durationMs,
    isrc,
    refs = {},
  } = playableIn(entry) ?? {};
  const elements = [
    element("location", webPageOf(refs)),
    ...urisOf(refs).map((uri) => element("identifier", uri)),
    element("title", title),
    element("creator", artists),
    element("album", album),
    element("trackNum", trackNumber),
    element("duration", durationMs || null),
    element("meta", isrc, ISRC),
    element("meta", entry.addedAt, ADDED_AT),
  ];
  return `<track>${elements.join("")}</track>`;
}

/** An element with this text; empty: there is none. */
function element(name: string, text: string | number | null | undefined, rel?: string): string {
  if (text === null || text === undefined || text === "") return "";
  const attribute = rel === undefined ? "" : ` rel="${rel}"`;
  return `<${name}${attribute}>${escaped(String(text))}</${name}>`;
}

/** The characters that no XML may hold (XML 1.0: `Char`), not even as a reference. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

function escaped(text: string): string {
  return text
    .replace(NOT_XML, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}
