import type { Album, Track } from "../model/records.ts";
import { type ArtistAgreement, allArtistsOf, compareArtists } from "./artists.ts";
import { fold, wordsOf } from "./fold.ts";
import { toIsrc } from "./isrc.ts";
import type { Rules } from "./rules.ts";
import { similarity } from "./similarity.ts";
import { readTitle, type Title } from "./title.ts";
import {
  type Agreement,
  compareVersions,
  isCoverArtist,
  type Version,
  versionsOfAlbum,
} from "./versions.ts";

/** The relation between two titles, best first. */
export type TitleAgreement =
  | "exact"
  /** The same name; only guests or notes such as "remastered" differ. */
  | "cleaned"
  /** All but a few letters are the same. */
  | "fuzzy"
  /** One begins with the other. */
  | "contained"
  /** The titles cannot be compared, because they have no script in common. */
  | "other-script"
  | "different";

/** The relation between two albums. */
export type AlbumAgreement =
  | "same"
  | "unknown"
  | "different"
  /** Equal except for a number: two parts of one work. */
  | "other-volume";

/**
 * The facts that speak for or against two recordings being one. They are the same whichever of the
 * two comes first.
 */
export interface Comparison {
  readonly sameIsrc: boolean;
  readonly versions: Agreement;
  readonly title: TitleAgreement;
  readonly artists: ArtistAgreement;
  /** The difference of their lengths, in seconds; `null`: one of them is unknown. */
  readonly lengthGap: number | null;
  readonly album: AlbumAgreement;
  /** Whether only one of them names a partner: `(with …)`. */
  readonly lacksPartner: boolean;
  /** Whether many recordings have the title of one of them, such as `Intro`. */
  readonly isCommonTitle: boolean;
}

const COMMON = new Set(
  "untitled,intro,introduction,outro,interlude,skit,prelude,opening,ending,finale,prologue,epilogue,overture,reprise,theme,main theme,main title,silence,hidden track,bonus track,instrumental".split(
    ",",
  ),
);

const SCRIPTS = ["Latin", "Han", "Kana", "Hangul", "Cyrillic", "Greek", "Arabic", "Hebrew", "Thai"];

const SCRIPT_PATTERNS = SCRIPTS.map((script) =>
  script === "Kana"
    ? /[\p{Script=Hiragana}\p{Script=Katakana}]/u
    : new RegExp(`\\p{Script=${script}}`, "u"),
);

/** Compares two recordings. */
export function compareRecordings(a: Track, b: Track, rules: Rules): Comparison {
  const [left, right] = [
    { track: a, title: readTitle(a.title) },
    { track: b, title: readTitle(b.title) },
  ];
  const isrc = toIsrc(a.isrc);
  return {
    sameIsrc: isrc !== null && isrc === toIsrc(b.isrc),
    versions: compareVersions(
      versionsOf(a, left.title),
      versionsOf(b, left.title.whole === right.title.whole ? left.title : right.title),
    ),
    title: compareTitles(left.title, right.title, rules),
    artists: compareArtists(left, right),
    lengthGap: lengthGapBetween(a, b),
    album: compareAlbums(a.album, b.album),
    lacksPartner: lacksPartner(left, right) || lacksPartner(right, left),
    isCommonTitle: isCommonTitle(left.title) || isCommonTitle(right.title),
  };
}

/** Whether many recordings have this title. */
function isCommonTitle({ core }: Title): boolean {
  return COMMON.has(core) || /^track \d+$/.test(core);
}

/** The difference of two lengths, in seconds; `null`: one of them is unknown. */
export function lengthGapBetween(a: Track, b: Track): number | null {
  if (a.durationMs === 0 || b.durationMs === 0) return null;
  return Math.abs(a.durationMs - b.durationMs) / 1000;
}

/** The versions that a title names, together with those of its album and its artists. */
function versionsOf({ album, artists }: Track, { versions }: Title): readonly Version[] {
  const kinds = new Set(versions.map(({ kind }) => kind));
  const ofAlbum = album === undefined ? [] : versionsOfAlbum(album.title);
  const ofArtists = artists.some(({ name }) => isCoverArtist(name))
    ? [{ kind: "cover", name: "" }]
    : [];
  return [...versions, ...[...ofAlbum, ...ofArtists].filter(({ kind }) => !kinds.has(kind))];
}

function compareTitles(a: Title, b: Title, { fuzzyTitle }: Rules): TitleAgreement {
  if (a.whole === b.whole) return "exact";
  if (a.core === b.core) return "cleaned";
  if (haveNoScriptInCommon(a.core, b.core)) return "other-script";
  if (numbersOf(a.core) !== numbersOf(b.core)) return "different";
  if (similarity(a.core, b.core) >= fuzzyTitle) return "fuzzy";
  return a.core.startsWith(`${b.core} `) || b.core.startsWith(`${a.core} `)
    ? "contained"
    : "different";
}

function haveNoScriptInCommon(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => SCRIPT_PATTERNS.map((script) => script.test(text)));
  const isWritten = [left, right].every((scripts) => scripts?.includes(true));
  return isWritten && !left?.some((has, at) => has && right?.[at]);
}

/** `2`, `ii`: the numbers that tell apart the parts of one work. */
function numbersOf(folded: string): string {
  return wordsOf(folded).filter(isNumber).join(" ");
}

function isNumber(word: string): boolean {
  return /\p{N}/u.test(word) || /^(?=.)x{0,3}(?:ix|iv|v?i{0,3})$/.test(word);
}

function compareAlbums(a: Album | undefined, b: Album | undefined): AlbumAgreement {
  if (a === undefined || b === undefined) return "unknown";
  if (a.upc !== undefined && a.upc === b.upc) return "same";
  const [left, right] = [albumName(a), albumName(b)];
  if (left === "" || right === "") return "unknown";
  if (left === right) return "same";
  const [rest, other] = [left, right].map((name) =>
    wordsOf(name)
      .filter((word) => !isNumber(word))
      .join(" "),
  );
  return rest !== "" && rest === other ? "other-volume" : "different";
}

/**
 * The name of an album for comparing. All editions of an album get one name, and a single gets the
 * name of its song.
 */
function albumName({ title }: Album): string {
  return title.trim() === "" ? "" : fold(readTitle(title).core).replace(/ (?:ep|single)$/, "");
}

function lacksPartner(
  one: { readonly track: Track; readonly title: Title },
  other: { readonly track: Track; readonly title: Title },
): boolean {
  const everybody = allArtistsOf(other.track, other.title);
  return one.title.partners.some((name) => !everybody.has(name));
}
