import type { Comparison } from "./comparison.ts";
import type { Rules } from "./rules.ts";

/** The levels of certainty, best first. Only the first two may be written into an account. */
export const LEVELS = ["certain", "likely", "doubtful", "none"] as const;

/** One of {@link LEVELS}. */
export type Level = (typeof LEVELS)[number];

/**
 * The certainty that two recordings with this comparison are one. A wrong song is worse than a
 * missing one, so unknown facts count against them.
 */
export function judgeComparison(comparison: Comparison, rules: Rules): Level {
  return comparison.sameIsrc ? judgeByIsrc(comparison, rules) : judgeByText(comparison, rules);
}

/**
 * Judges recordings with an equal ISRC. Labels reuse codes and misreport them, so other facts must
 * agree as well.
 */
function judgeByIsrc(comparison: Comparison, rules: Rules): Level {
  const { versions, title, artists, lengthGap } = comparison;
  const isFar = lengthGap !== null && lengthGap > rules.nearLength;
  if (versions === "different" || isFar) return "doubtful";
  const isSameLength = lengthGap !== null && lengthGap <= rules.sameLength;
  const isShared = artists === "primary" || artists === "shared" || artists === "near";
  if (title === "exact" || title === "cleaned") {
    const isCertain = isSameLength || (lengthGap === null && title === "exact");
    if (isShared && isCertain && versions === "same") return "certain";
    return isShared || isSameLength ? "likely" : "doubtful";
  }
  if (title === "other-script") {
    return lengthGap !== null && lengthGap <= rules.scriptLength && isShared
      ? "likely"
      : "doubtful";
  }
  const isSimilar = title === "fuzzy" || title === "contained";
  return isSimilar && isShared && isSameLength ? "likely" : "doubtful";
}

/** Judges by text alone, which is never `certain`. */
function judgeByText(comparison: Comparison, rules: Rules): Level {
  if (isRefused(comparison, rules)) return "none";
  const { title, artists, lengthGap, album, isCommonTitle } = comparison;
  if (isDoubted(comparison, rules)) return "doubtful";
  if (isCommonTitle && album !== "same") return "doubtful";
  if (lengthGap !== null) return "likely";
  return album === "same" && title === "exact" && artists === "primary" ? "likely" : "doubtful";
}

function isRefused(
  { versions, title, artists, lengthGap }: Comparison,
  { nearLength }: Rules,
): boolean {
  return (
    versions === "different" ||
    title === "different" ||
    title === "other-script" ||
    artists === "none" ||
    artists === "namesake" ||
    (lengthGap !== null && lengthGap > nearLength)
  );
}

function isDoubted(comparison: Comparison, { sameLength }: Rules): boolean {
  const { versions, title, lengthGap, album, lacksPartner } = comparison;
  return (
    versions === "vague" ||
    title === "fuzzy" ||
    title === "contained" ||
    lacksPartner ||
    album === "other-volume" ||
    (lengthGap !== null && lengthGap > sameLength)
  );
}
