import { MovedError } from "../model/provider.ts";

/** Watches the pages of one walk for signs that the list changed on the way. */
export interface Tally<T> {
  /** Takes the next page in order; throws `MovedError` on another total or an impossible repeat. */
  add(rows: readonly T[], total: number | null): void;
  /** How many rows were taken so far, those skipped included. */
  count(): number;
  /** The walk is over; throws `MovedError` when the rows do not add up to the total. */
  finish(): void;
}

/** Tells rows apart; `undefined` for one that may repeat. */
export type KeyOf<T> = (row: T) => string | undefined;

/** A tally of a list that said it has `total` rows, of which the first `skipped` are not looked at. */
export function createTally<T>(total: number, keyOf: KeyOf<T>, skipped = 0): Tally<T> {
  const seen = new Set<string>();
  let count = skipped;
  return {
    add(rows, pageTotal) {
      if (pageTotal !== null && pageTotal !== total) throw new MovedError("Its total changed.");
      for (const row of rows) {
        const key = keyOf(row);
        if (key === undefined) continue;
        if (seen.has(key)) throw new MovedError("A row came twice.");
        seen.add(key);
      }
      count += rows.length;
    },
    count: () => count,
    finish() {
      if (count !== total) throw new MovedError("The number of rows is not its total.");
    },
  };
}
