import type { Catalogue } from "../model/catalogue.ts";
import { plainLine, shorten } from "../safe-text.ts";
import type { FoundRecording } from "./finding.ts";
import type { Resolution } from "./resolve.ts";

/** The first line of a review. `readReview` knows by it what it reads. */
export const REVIEW_HEAD = "tracksafe review 1";

/** A recording of a library, with the lists that it is in. */
export interface Reviewed {
  readonly resolution: Resolution;
  readonly places: readonly Place[];
}

/** A place in a list. */
export interface Place {
  /** The id of its file: `likes`, `playlist_…`. */
  readonly file: string;
  /** The name of the playlist; `null`: it is in none. */
  readonly playlist: string | null;
  /** From 1. */
  readonly position: number;
}

/** The number of places that a block names. */
const PLACES = 5;

/** The longest name that is shown, in characters. */
const LONGEST_NAME = 100;

/**
 * The recordings that a person has to decide about, and those about which they decided, as a text to
 * edit. Names are in lines that decide nothing, whatever is in them.
 */
export function reviewText(reviewed: readonly Reviewed[], link: Catalogue["link"]): string {
  const isOpen = ({ resolution }: Reviewed) =>
    resolution.outcome === "doubtful" || resolution.outcome === "none";
  const isDecided = ({ resolution }: Reviewed) =>
    resolution.outcome === "chosen" || resolution.outcome === "skipped";
  const open = reviewed.filter(isOpen);
  const decided = reviewed.filter(isDecided);
  return [
    REVIEW_HEAD,
    "",
    `# Recordings to decide about: ${open.length}. Nothing is written for them before you decide.`,
    "# In each block, do one of these:",
    "#   - put an x into the brackets of the right recording: [x]",
    "#   - paste a link to the right recording behind other:",
    "#   - put an x into the brackets of skip, and nothing is written in its place",
    "# Save the file, and give it back with --review. Your decisions are kept.",
    "# A block without a mark stays undecided. Lines that begin with # are remarks.",
    ...open.flatMap((each) => blockOf(each, link)),
    ...(decided.length === 0 ? [] : ["", `# Decided: ${decided.length}. You can still change it.`]),
    ...decided.flatMap((each) => blockOf(each, link)),
    "",
  ].join("\n");
}

function blockOf({ resolution, places }: Reviewed, link: Catalogue["link"]): string[] {
  const { wanted, outcome, reference, finding } = resolution;
  const { title, artists, album, durationMs } = wanted.track;
  const names = artists.map(({ name }) => name);
  const words = describe({ title, artists: names, album: album?.title ?? null, durationMs });
  const candidates = finding?.candidates ?? [];
  const isListed = candidates.some((each) => each.reference === reference);
  const other = reference === null || isListed ? "" : (link(reference) ?? reference);
  return [
    "",
    `--- ${wanted.key}`,
    `# ${words}`,
    ...placeLines(places),
    `# ${undecidedReason(resolution)}`,
    ...candidates.flatMap((each) => [
      `${mark(each.reference === reference)} ${link(each.reference) ?? each.reference}  ${describe(each)}`,
      `#     ${each.level}: ${each.reasons.join(", ")}`,
    ]),
    `${mark(outcome === "skipped")} skip`,
    `${mark(other !== "")} other: ${other}`.trimEnd(),
  ];
}

function mark(isChosen: boolean): string {
  return isChosen ? "[x]" : "[ ]";
}

function placeLines(places: readonly Place[]): string[] {
  if (places.length === 0) return [];
  const more = places.length - PLACES;
  const named = places.slice(0, PLACES).map(placeText).join("; ");
  return [`# In: ${named}${more > 0 ? `; and ${more} more` : ""}`];
}

function placeText({ file, playlist, position }: Place): string {
  return `${playlist === null ? file : short(playlist)}, number ${position}`;
}

/** The reason for which it is a person who decides. */
export function undecidedReason({ outcome, finding }: Resolution): string {
  switch (outcome) {
    case "chosen":
      return "You chose this recording.";
    case "skipped":
      return "You decided to skip it.";
    case "unasked":
      return "The provider did not answer. The next run asks again.";
    case "none":
      return finding === null || finding.candidates.length === 0
        ? "Nothing was found."
        : "Nothing was found that may be it. These are the closest ones.";
    default:
      return finding?.isClose
        ? "Two different recordings are equally close."
        : "The best candidate is not certain.";
  }
}

type Words = Pick<FoundRecording, "title" | "artists" | "album" | "durationMs">;

/** `Blue Monday, by New Order, on Substance (7:29)` */
function describe({ title, artists, album, durationMs }: Words): string {
  const by = artists.length === 0 ? "" : `, by ${short(artists.join(", "))}`;
  const on = album === null || album === "" ? "" : `, on ${short(album)}`;
  const seconds = Math.round(durationMs / 1000);
  const length = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return `${short(title) || "(no title)"}${by}${on}${seconds === 0 ? "" : ` (${length})`}`;
}

function short(text: string): string {
  return shorten(plainLine(text).trim(), LONGEST_NAME);
}
