import { namesIn } from "./artist-names.ts";
import { fold } from "./fold.ts";
import { readRemark, type Version } from "./versions.ts";

/** The parts of a title. All of them are folded. */
export interface Title {
  /** The whole title. */
  readonly whole: string;
  /** The name of the song: without guests, versions and notes. */
  readonly core: string;
  /** The guests that it credits: `feat. …`. */
  readonly guests: readonly string[];
  /** The partners that it names: `(with …)`. Such a song often exists without them as well. */
  readonly partners: readonly string[];
  readonly versions: readonly Version[];
}

const OPEN = "([{【〔《〈";
const CLOSE = ")]}】〕》〉";
const GUESTS = /^(?:feat\.?|ft\.?|featuring)\s+(.+)$/iu;
const PARTNERS = /^(?:with|w\/)\s*(.+)$/iu;
const GUESTS_INLINE = /^(.+?)\s(?:feat\.?|ft\.|featuring)\s+(.+)$/iu;
const ENDS_IN_VERSION = /\b(?:remix|edit|version|dub)\s*$/iu;
const DASH = /\s[-–—]\s/u;

interface Parts {
  readonly text: string;
  readonly guests: string[];
  readonly partners: string[];
  readonly versions: Version[];
}

/** Takes a title apart. Words of unknown meaning are a part of the song's name. */
export function readTitle(title: string): Title {
  const parts: Parts = { text: "", guests: [], partners: [], versions: [] };
  const outside = withoutGroups(title.normalize("NFKC"), (group) => takeRemark(group, parts));
  const name = withoutTails(outside, parts);
  const core = fold(name) || fold(title);
  return {
    whole: fold(title),
    core,
    guests: parts.guests,
    partners: parts.partners,
    versions: parts.versions,
  };
}

/** Whether `remark` is not a part of the song's name. If so, it is added to `parts`. */
function takeRemark(remark: string, parts: Parts): boolean {
  const text = remark.trim();
  const isVersion = ENDS_IN_VERSION.test(text);
  const guests = isVersion ? null : GUESTS.exec(text);
  const partners = isVersion ? null : PARTNERS.exec(text);
  if (guests !== null) parts.guests.push(...namesIn(guests[1] ?? ""));
  else if (partners !== null) parts.partners.push(...namesIn(partners[1] ?? ""));
  else {
    const read = readRemark(text);
    if (read === null) return false;
    if (read.says === "versions") parts.versions.push(...read.versions);
  }
  return true;
}

/** `title` without the bracketed groups that `isTaken`. A group at its beginning always stays. */
function withoutGroups(title: string, isTaken: (group: string) => boolean): string {
  let kept = "";
  let start = -1;
  let depth = 0;
  for (let at = 0; at < title.length; at += 1) {
    const character = title[at] ?? "";
    if (OPEN.includes(character)) {
      if (depth === 0) start = at;
      depth += 1;
    } else if (CLOSE.includes(character) && depth > 0) {
      depth -= 1;
      if (depth > 0) continue;
      const group = title.slice(start + 1, at);
      const isTitle = kept.trim() === "" || !isTaken(group);
      kept += isTitle ? ` ${group} ` : " ";
    } else if (depth === 0) kept += character;
  }
  return depth > 0 ? `${kept}${title.slice(start)}` : kept;
}

/** `text` without remarks after a dash, and without guests at its end. */
function withoutTails(text: string, parts: Parts): string {
  const pieces = text.split(DASH);
  while (pieces.length > 1) {
    const tail = pieces.at(-1) ?? "";
    if (fold(tail) !== "" && !takeTail(tail, parts)) break;
    pieces.pop();
  }
  const name = pieces.join(" - ");
  const inline = GUESTS_INLINE.exec(name);
  if (inline === null) return name;
  parts.guests.push(...namesIn(inline[2] ?? ""));
  return inline[1] ?? name;
}

function takeTail(tail: string, parts: Parts): boolean {
  return !PARTNERS.test(tail.trim()) && takeRemark(tail, parts);
}
