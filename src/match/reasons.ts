import type { Comparison } from "./comparison.ts";
import { RULES } from "./rules.ts";

const TITLES: Readonly<Record<Comparison["title"], string>> = {
  exact: "same title",
  cleaned: "same title except for notes",
  fuzzy: "title a few letters off",
  contained: "one title goes on where the other ends",
  "other-script": "title in another script",
  different: "another title",
};

const ARTISTS: Readonly<Record<Comparison["artists"], string>> = {
  primary: "same artist",
  shared: "one artist in common",
  near: "similar artist",
  none: "another artist",
  namesake: "another artist of the same name",
};

/** The facts that a comparison found, in a few words each, for a person. */
export function reasonsOf(comparison: Comparison): readonly string[] {
  const { sameIsrc, versions, title, artists, lengthGap, album } = comparison;
  const reasons = [
    sameIsrc ? "same ISRC" : "",
    TITLES[title],
    versions === "different" ? "another version" : "",
    versions === "vague" ? "the version may be another" : "",
    ARTISTS[artists],
    lengthText(lengthGap),
    album === "same" ? "same album" : "",
    album === "other-volume" ? "another volume of the album" : "",
    comparison.lacksPartner ? "only one names a partner" : "",
    comparison.isCommonTitle ? "many recordings have this title" : "",
  ];
  return reasons.filter(Boolean);
}

function lengthText(gap: number | null): string {
  if (gap === null) return "a length is not known";
  return gap <= RULES.sameLength ? "same length" : `${Math.round(gap)} seconds apart`;
}
