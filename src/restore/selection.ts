import { UsageError } from "../errors.ts";
import { KINDS } from "../model/records.ts";

/**
 * The files of the sources that are restored: those that the person named with `--only`, or all.
 */
export interface Selection {
  has(id: string, kind: string): boolean;
  /** Throws `UsageError` `usage/only` when a name fitted nothing. */
  checkUsed(): void;
}

/** A selection of the kinds and the ids of files in `only`; empty: everything. */
export function createSelection(only: readonly string[]): Selection {
  const unused = new Set(only);
  const known = new Set<string>(KINDS);
  return {
    has(id, kind) {
      // A cover belongs to its playlist.
      const of = id.replace(/^cover_/, "playlist_");
      known.add(of);
      const named = [of, kind === "covers" ? "playlists" : kind].filter((name) =>
        only.includes(name),
      );
      for (const name of named) unused.delete(name);
      return only.length === 0 || named.length > 0;
    },
    checkUsed() {
      if (unused.size === 0) return;
      const words = [...unused].map(quote);
      const meant = [...unused].flatMap((word) => nearest(word, known) ?? []);
      throw new UsageError(
        "usage/only",
        `The snapshot has no kind or file ${words.join(" or ")}.`,
        {
          hint:
            meant.length > 0 && !meant.every((word) => unused.has(word))
              ? `Did you mean ${meant.join(", ")}?`
              : `Give kinds (${KINDS.join(", ")}) or ids of files.`,
        },
      );
    },
  };
}

/** A word that the person gave, such that nothing in it steers a terminal. */
function quote(word: string): string {
  return `"${word.replace(/\p{C}/gu, "")}"`;
}

/**
 * The candidate that `word` was most likely meant to be; `null` where none is near: a third of the
 * letters are wrong at most.
 */
function nearest(word: string, candidates: Iterable<string>): string | null {
  let found: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate);
    if (distance < least) [found, least] = [candidate, distance];
  }
  return found;
}

/** The number of letters to insert, remove, replace, or swap with the next one. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? at(i - 2, j - 2) + 1 : replaced;
      row.push(Math.min(replaced, swapped, at(i - 1, j) + 1, at(i, j - 1) + 1));
    }
  }
  return at(a.length, b.length);
}
