/** The numbers that decide a match. Each one decides a case of `tests/match/cases.json`. */
export interface Rules {
  /**
   * Two recordings up to this many seconds apart may be one: services measure silence differently.
   */
  readonly sameLength: number;
  /** Up to this many seconds apart they may be one only if the ISRC, or a person, says so. */
  readonly nearLength: number;
  /** The limit in seconds for titles that cannot be compared, because their scripts differ. */
  readonly scriptLength: number;
  /**
   * Titles with at least this similarity may be one title with a typing mistake. See `similarity`.
   */
  readonly fuzzyTitle: number;
}

/** The numbers that are used. */
export const RULES: Rules = { sameLength: 3, nearLength: 7, scriptLength: 2, fuzzyTitle: 0.9 };

/**
 * Changes whenever an answer may change. A recording that an older matcher did not find is looked
 * for again.
 */
export const MATCHER_VERSION = 1;
