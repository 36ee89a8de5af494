/**
 * The largest number of pages that are read ahead at a time: one less than the requests that may be
 * in flight, because the page that somebody waits for takes one.
 */
const MOST_AHEAD = 3;

/**
 * Counts the pages that are read ahead: those that were asked for before anybody waits for them.
 * All lists of an account share it. A page that is read ahead stays in memory until its turn comes,
 * so this bounds the memory of a run, however many lists are read at the same time.
 */
export interface ReadAheadBudget {
  /** Whether one more page may be read ahead. If so, it counts until it is given back. */
  take(): boolean;
  /** Gives back this many pages. */
  giveBack(pages: number): void;
}

export function createReadAheadBudget(): ReadAheadBudget {
  let free = MOST_AHEAD;
  return {
    take: () => {
      if (free === 0) return false;
      free -= 1;
      return true;
    },
    giveBack: (pages) => {
      free += pages;
    },
  };
}
