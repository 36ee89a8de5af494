import type { Track } from "../model/records.ts";
import { type Comparison, compareRecordings, lengthGapBetween } from "./comparison.ts";
import { toIsrc } from "./isrc.ts";
import { judgeComparison, LEVELS, type Level } from "./judge.ts";
import { RULES, type Rules } from "./rules.ts";

/** One candidate, and the certainty that it is the wanted recording. */
export interface Verdict {
  readonly candidate: Track;
  readonly level: Level;
  readonly comparison: Comparison;
}

/** The result of looking for a recording. */
export interface MatchAnswer {
  /** The certainty of {@link best}; `none` if there is none. */
  readonly level: Level;
  /**
   * The best candidate that may be it, `null`: there is none. It may be written if certain or
   * likely.
   */
  readonly best: Verdict | null;
  /** The best candidate that is another recording than {@link best}. */
  readonly runnerUp: Verdict | null;
  /** Whether the only reason for doubt is that the runner-up is just as good. */
  readonly isClose: boolean;
  /** All candidates, the best one first. */
  readonly ranked: readonly Verdict[];
}

const TITLES: readonly Comparison["title"][] = [
  "exact",
  "cleaned",
  "fuzzy",
  "contained",
  "other-script",
  "different",
];

const ARTISTS: readonly Comparison["artists"][] = ["primary", "shared", "near", "namesake", "none"];

/**
 * Looks for `wanted` among `candidates`. A length of 0 means that it is unknown. The order of the
 * candidates does not change the answer.
 */
export function match(wanted: Track, candidates: readonly Track[], rules = RULES): MatchAnswer {
  const ranked = candidates
    .map((candidate): Verdict => {
      const comparison = compareRecordings(wanted, candidate, rules);
      return { candidate, level: judgeComparison(comparison, rules), comparison };
    })
    .toSorted((a, b) => compare(wanted, a, b));
  const [first] = ranked;
  if (first === undefined || first.level === "none") {
    return { level: "none", best: null, runnerUp: first ?? null, isClose: false, ranked };
  }
  const others = ranked.slice(1).filter((each) => !areOne(first.candidate, each.candidate, rules));
  const isClose = first.level === "likely" && others.some((other) => isRival(first, other));
  return {
    level: isClose ? "doubtful" : first.level,
    best: first,
    runnerUp: others[0] ?? null,
    isClose,
    ranked,
  };
}

/**
 * Whether the words of `wanted` are enough for an answer that may be written. Title and artist alone
 * are not: a new recording by the same artist has both.
 */
export function canBeSureOf({ durationMs, album }: Track): boolean {
  return durationMs !== 0 || (album !== undefined && album.title.trim() !== "");
}

/** Whether two candidates, each of which may be the wanted recording, are one recording. */
function areOne(a: Track, b: Track, { sameLength }: Rules): boolean {
  const isrc = toIsrc(a.isrc);
  if (isrc !== null && isrc === toIsrc(b.isrc)) return true;
  const lengthGap = lengthGapBetween(a, b);
  return lengthGap !== null && lengthGap <= sameLength;
}

/** Whether `other` is likely as well, and nothing puts `first` before it. */
function isRival(first: Verdict, other: Verdict): boolean {
  if (other.level !== "likely" || first.comparison.sameIsrc) return false;
  return (
    measures.some((measure) => measure(other.comparison) < measure(first.comparison)) ||
    measures.every((measure) => measure(other.comparison) === measure(first.comparison))
  );
}

/** The measures in which one of two likely recordings may be better; less is better. */
const measures: readonly ((comparison: Comparison) => number)[] = [
  ({ title }) => TITLES.indexOf(title),
  ({ artists }) => ARTISTS.indexOf(artists),
  ({ album }) => (album === "same" ? 0 : 1),
];

/** Orders candidates by certainty, then by how close they are, and last by anything stable. */
function compare(wanted: Track, a: Verdict, b: Verdict): number {
  const [left, right] = [rank(wanted, a), rank(wanted, b)];
  const at = left.findIndex((value, index) => value !== right[index]);
  if (at === -1) return 0;
  return (left[at] ?? 0) < (right[at] ?? 0) ? -1 : 1;
}

function rank(
  wanted: Track,
  { candidate, level, comparison }: Verdict,
): readonly (number | string)[] {
  const { album, explicit, trackNumber, discNumber } = candidate;
  const hasSame = (isSame: boolean) => (isSame ? 0 : 1);
  return [
    LEVELS.indexOf(level),
    hasSame(comparison.sameIsrc),
    ...measures.map((measure) => measure(comparison)),
    hasSame(album?.upc !== undefined && album.upc === wanted.album?.upc),
    hasSame(explicit === wanted.explicit),
    hasSame(trackNumber === wanted.trackNumber && discNumber === wanted.discNumber),
    comparison.lengthGap ?? Number.MAX_VALUE,
    hasSame(album?.type === wanted.album?.type),
    JSON.stringify(candidate.refs),
    JSON.stringify(candidate),
  ];
}
