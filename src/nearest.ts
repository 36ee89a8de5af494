/**
 * The candidate that `word` was most likely meant to be; `null` where none is near: a third of the
 * letters are wrong at most, or it is a part of the candidate.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let found: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const [a, b] = [word.toLowerCase(), candidate.toLowerCase()];
    const isPart = a.length >= SHORTEST_PART && b.includes(a);
    const distance = isPart ? 1 : editDistance(a, b);
    if (distance < least) [found, least] = [candidate, distance];
  }
  return found;
}

const SHORTEST_PART = 3;

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
