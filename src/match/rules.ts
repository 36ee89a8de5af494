/** The numbers that a match is judged by. Each one decides a case of `tests/match/cases.json`. */
export interface Rules {
  /** Two recordings this many seconds apart may be one: services measure silence differently. */
  readonly sameLength: number;
  /** This many seconds apart they may be one only if the code says so, or a person. */
  readonly nearLength: number;
  /** The same for titles that nobody can compare, since their scripts differ. */
  readonly scriptLength: number;
  /** So alike titles may be one title with a typing mistake. See `similarity`. */
  readonly fuzzyTitle: number;
}

/** The numbers that are used. */
export const RULES: Rules = { sameLength: 3, nearLength: 7, scriptLength: 2, fuzzyTitle: 0.9 };

/** Changes whenever an answer may: what was not found by an older matcher is looked for again. */
export const MATCHER_VERSION = 1;
