import { fold } from "./fold.ts";

/** One sign that a recording differs from the one that the title alone stands for. */
export interface Version {
  /** `live`, `remix`, `instrumental`, … */
  readonly kind: string;
  /**
   * The one of its kind, folded: `billy esteban` of a remix, `wembley` of a concert; empty: not
   * said.
   */
  readonly name: string;
}

/**
 * The meaning of a group of words behind a title: a version, a note that changes nothing, or
 * neither.
 */
export type Remark =
  | { readonly says: "versions"; readonly versions: readonly Version[] }
  | { readonly says: "note" };

/**
 * Words of folded text → the kind of version they mean. The first pattern that fits uses up its
 * words.
 */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ["karaoke", /\b(?:karaoke|backing track|sing ?along|minus one|playback)\b/],
  ["cover", /\b(?:cover|tribute|(?:originally performed|made famous) by|in the style of)\b/],
  ["acapella", /\b(?:acappella|a ?capp?ella|vocals? only)\b/],
  ["instrumental", /\b(?:instrumental|inst)\b/],
  ["extended", /\b(?:extended|12 inch|12|club|long|maxi)(?: (?:mix|version|edit))\b|\bextended\b/],
  ["edit", /\b(?:radio|single|video|tv|short)(?: (?:mix|version|edit|cut))\b|^(?:radio|edit)$/],
  ["vip", /\bvip(?: (?:mix|edit))?\b/],
  ["dub", /\bdub(?: (?:mix|version))?\b/],
  ["remix", /\b(?:re ?mix(?:ed)?|rmx|re ?work(?:ed)?|bootleg|flip|re ?edit|refix|mashup)\b/],
  ["edit", /\bedit\b/],
  ["live", /\b(?:live|unplugged|in concert)\b/],
  ["acoustic", /\bacoustic\b/],
  ["demo", /\bdemos?\b/],
  ["alternate", /\b(?:alternat(?:e|ive)|alt|outtake|rehearsal|early version|rough mix|take \d+)\b/],
  ["re-recorded", /\bre ?record(?:ed|ing)\b|\b\w+s version\b/],
  ["speed", /\b(?:sped ?up|speed up|nightcore|slowed(?: (?:down|and reverb))?|8d audio|screwed)\b/],
  ["language", languagePattern()],
  ["arrangement", arrangementPattern()],
  ["mix", /\bmix\b/],
  ["version", /\b(?:version|ver|rendition|arrangement|cut|session)$/],
];

/** Kinds whose words may also be a part of a title. They count only if they stand alone. */
const WHOLE = new Set(["live", "language", "arrangement", "cover", "dub"]);

/** Kinds whose words are the name as well: `japanese`, `piano`. */
const NAMING = new Set(["language", "arrangement"]);

/** The kinds that an album's title may say of all its tracks. */
const OF_ALBUMS = new Set(["live", "karaoke", "cover", "instrumental", "acoustic", "acapella"]);

const NOTES: readonly RegExp[] = [
  /^(?:music |theme |taken |song )?from (?:the |an? )?.*$/,
  /\b(?:digital(?:ly)? )?re ?master(?:ed|ing)?(?: version| edition)?\b/,
  /\b(?:mono|stereo)(?: (?:mix|version))?\b/,
  /\b(?:album|lp|original|standard|main|full|complete)(?: (?:mix|version|edit|edition|length))\b/,
  /\b(?:super )?(?:deluxe|expanded|anniversary|special|collectors|limited)(?: edition| version)?\b/,
  /\b(?:bonus(?: track)?|explicit|clean|dirty)(?: version)?\b/,
  /\bofficial(?: (?:music|lyrics?|hd))?(?: (?:video|audio|visuali[sz]er))?\b|\blyrics? video\b/,
  /\b(?:original )?(?:motion picture |film |movie |game )?sound ?track\b|\bost\b/,
];

/** Words without a meaning of their own once a version or note is known. */
const FILLERS =
  /\b(?:the|a|an|at|in|on|from|of|by|and|version|ver|edition|recording|recorded|performance|video|audio|music|mix|remaster|digital|new|\d{1,3}th)\b/g;

/**
 * Reads `text`, the inside of a bracket or the words after a dash; `null`: it is a part of the
 * title.
 */
export function readRemark(text: string): Remark | null {
  const folded = fold(text);
  const rest = NOTES.reduce((left, note) => left.replace(note, " "), folded);
  const hasNote = rest !== folded;
  const versions = readVersions(rest);
  if (versions.length > 0) return { says: "versions", versions };
  const left = rest.replace(FILLERS, " ").replace(/\b(?:19|20)\d\d\b/g, " ");
  const isYear = /^(?:19|20)\d\d$/.test(folded);
  return (hasNote || isYear) && left.trim() === "" ? { says: "note" } : null;
}

/** The versions that the title of an album gives all its tracks. */
export function versionsOfAlbum(title: string): readonly Version[] {
  const folded = fold(title);
  const isLive = /\blive (?:at|in|from|on)\b|\bunplugged\b|\bin concert\b|^live$/.test(folded);
  const found = readVersions(folded).filter(({ kind }) => OF_ALBUMS.has(kind) && kind !== "live");
  const kinds = new Set([...found.map(({ kind }) => kind), ...(isLive ? ["live"] : [])]);
  return [...kinds].map((kind) => ({ kind, name: "" }));
}

/** Whether a name is that of artists who play other people's songs. */
export function isCoverArtist(name: string): boolean {
  return /\b(?:karaoke|tribute|cover band|made famous|lullab(?:y|ies)|8 bit)\b/.test(fold(name));
}

/** The relation between two sets of versions. */
export type Agreement =
  | "same"
  /** They may be the same: one of them does not name its version. */
  | "vague"
  | "different";

/** Compares two sets of versions by kind and name. Their order does not matter. */
export function compareVersions(a: readonly Version[], b: readonly Version[]): Agreement {
  const [left, right] = [inOrder(a), inOrder(b)];
  if (left.length !== right.length) return "different";
  const each = left.map((version, at) => compareVersion(version, right[at] ?? version));
  if (each.includes("different")) return "different";
  return each.includes("vague") ? "vague" : "same";
}

function compareVersion(a: Version, b: Version): Agreement {
  if (a.kind === b.kind && a.name === b.name) return "same";
  if (a.kind === b.kind) return a.name === "" || b.name === "" ? "vague" : "different";
  const isMix = [a.kind, b.kind].every((kind) => kind === "mix" || kind === "remix");
  return isMix && a.name === b.name && a.name !== "" ? "vague" : "different";
}

/** Without repeats, sorted by kind and name; for this, `remix` counts as `mix`. */
function inOrder(versions: readonly Version[]): readonly Version[] {
  const key = ({ kind, name }: Version) => `${kind.replace("remix", "mix")} ${name}`;
  return [...new Map(versions.map((version) => [key(version), version])).values()].toSorted(
    (a, b) => (key(a) < key(b) ? -1 : 1),
  );
}

function readVersions(folded: string): readonly Version[] {
  let rest = folded;
  const kinds: string[] = [];
  for (const [kind, pattern] of KINDS) {
    if (!pattern.test(rest) || kinds.includes(kind) || isPlainMix(kind, kinds)) continue;
    if (WHOLE.has(kind) && !standsAlone(rest, pattern)) continue;
    kinds.push(kind);
    rest = NAMING.has(kind) ? rest : rest.replace(pattern, " ");
  }
  const name = rest.replace(FILLERS, " ").replace(/\s+/g, " ").trim();
  return kinds.map((kind, at) => ({ kind, name: at === 0 ? name : "" }));
}

/** Whether `kind` is only `mix` or `version` while another kind is known already. */
function isPlainMix(kind: string, kinds: readonly string[]): boolean {
  return kinds.length > 0 && (kind === "mix" || kind === "version");
}

/** Whether the matching words begin or end the text: `live at wembley`, not `we live in time`. */
function standsAlone(folded: string, pattern: RegExp): boolean {
  const found = pattern.exec(folded.trim());
  if (found === null) return false;
  return found.index === 0 || found.index + found[0].length === folded.trim().length;
}

function languagePattern(): RegExp {
  const languages =
    "english|spanish|espanol|french|francais|german|deutsch|italian|italiano|portuguese|japanese|korean|chinese|mandarin|cantonese|russian|arabic|turkish|hindi";
  return new RegExp(
    `^(?:${languages})(?: (?:version|ver|language))?$|\\b(?:${languages}) (?:version|ver)\\b`,
  );
}

function arrangementPattern(): RegExp {
  const ways =
    "piano|orchestra(?:l)?|orchestral|symphonic|symphony|stripped(?: down)?|strings?|choir|a?solo|duet|reprise|lullaby|8 bit|lo ?fi|jazz|bossa nova|reggae|metal|techno|trap";
  return new RegExp(
    `^(?:${ways})(?: (?:version|ver|mix|edit))?$|\\b(?:${ways}) (?:version|ver)\\b`,
  );
}
