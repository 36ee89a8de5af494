import type { Signs } from "./comparison.ts";
import type { Rules } from "./rules.ts";

/** The levels of certainty, best first. Only the first two may be written into an account. */
export const LEVELS = ["certain", "likely", "doubtful", "none"] as const;

/** One of {@link LEVELS}. */
export type Level = (typeof LEVELS)[number];

/**
 * The certainty that two recordings with these signs are one. A wrong song is worse than a gap, so
 * unknown facts count against them.
 */
export function judge(signs: Signs, rules: Rules): Level {
  return signs.sameIsrc ? judgeByIsrc(signs, rules) : judgeByText(signs, rules);
}

/**
 * Judges recordings with an equal ISRC. Labels reuse codes and misreport them, so other signs must
 * agree as well.
 */
function judgeByIsrc(signs: Signs, rules: Rules): Level {
  const { versions, title, artists, gap } = signs;
  const isFar = gap !== null && gap > rules.nearLength;
  if (versions === "different" || isFar) return "doubtful";
  const isSameLength = gap !== null && gap <= rules.sameLength;
  const isShared = artists === "primary" || artists === "shared" || artists === "near";
  if (title === "exact" || title === "cleaned") {
    const isCertain = isSameLength || (gap === null && title === "exact");
    if (isShared && isCertain && versions === "same") return "certain";
    return isShared || isSameLength ? "likely" : "doubtful";
  }
  if (title === "other-script") {
    return gap !== null && gap <= rules.scriptLength && isShared ? "likely" : "doubtful";
  }
  const isSimilar = title === "fuzzy" || title === "contained";
  return isSimilar && isShared && isSameLength ? "likely" : "doubtful";
}

/** Judges by text alone, which is never `certain`. */
function judgeByText(signs: Signs, rules: Rules): Level {
  if (isRefused(signs, rules)) return "none";
  const { title, artists, gap, album, isCommon } = signs;
  if (isDoubted(signs, rules)) return "doubtful";
  if (isCommon && album !== "same") return "doubtful";
  if (gap !== null) return "likely";
  return album === "same" && title === "exact" && artists === "primary" ? "likely" : "doubtful";
}

function isRefused({ versions, title, artists, gap }: Signs, { nearLength }: Rules): boolean {
  return (
    versions === "different" ||
    title === "different" ||
    title === "other-script" ||
    artists === "none" ||
    artists === "namesake" ||
    (gap !== null && gap > nearLength)
  );
}

function isDoubted(signs: Signs, { sameLength }: Rules): boolean {
  const { versions, title, gap, album, lacksPartner } = signs;
  return (
    versions === "vague" ||
    title === "fuzzy" ||
    title === "contained" ||
    lacksPartner ||
    album === "other-volume" ||
    (gap !== null && gap > sameLength)
  );
}
