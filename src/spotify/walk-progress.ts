import { MovedError, type WalkReport } from "../model/provider.ts";
import type { Page, Settled } from "./page.ts";

/** Gives the key of a row, which should be unique; `undefined` for a row that may repeat. */
export type KeyOf<T> = (row: T) => string | undefined;

/**
 * After this number of pages in a row without anything new the list has ended, whatever its total
 * says.
 */
const IDLE_PAGES = 3;

/** Watches the pages of one walk for repeats, changes and the end. */
export interface WalkProgress<T> {
  /**
   * Takes the next page, which begins after `place` rows, and returns its rows. Throws `MovedError`
   * if the total changed, unless the figures of an earlier page were inconsistent anyway; and as
   * {@link Page.decode} does.
   */
  take(page: Settled<Page<T>>, place: number): readonly T[];
  /** Whether enough pages in a row had nothing new, so that the walk can stop. */
  isIdle(): boolean;
  report(): WalkReport;
}

export function createWalkProgress<T>(keyOf: KeyOf<T>): WalkProgress<T> {
  const seen = new Set<string>();
  const report = { disagreeing: 0, repeats: 0, malformed: 0 };
  let total: number | null = null;
  let idle = 0;
  let last = "";

  /** Whether one of the rows after `place` was not there before. */
  function isNew(rows: readonly T[], place: number): boolean {
    const keys = rows.map(keyOf);
    const fresh = keys.filter((key) => key === undefined || !seen.has(key));
    for (const key of keys) {
      if (key === undefined) continue;
      if (seen.has(key)) report.repeats += 1;
      seen.add(key);
    }
    // Rows that may repeat count as new until the total is reached.
    if (total !== null && place < total) return fresh.length > 0;
    const before = last;
    last = JSON.stringify(rows);
    return fresh.length > 0 && last !== before;
  }

  return {
    take(page, place) {
      if (!page.agrees) report.disagreeing += 1;
      const isOther = total !== null && page.total !== null && page.total !== total;
      if (isOther && report.disagreeing === 0) throw new MovedError("Its total changed.");
      total ??= page.total;
      const { rows, malformed } = page.decode();
      report.malformed += malformed;
      idle = isNew(rows, place) ? 0 : idle + 1;
      return rows;
    },
    isIdle: () => idle >= IDLE_PAGES,
    report: () => ({ ...report }),
  };
}
