/** A pair of equal elements: where it is in the one list, and where in the other. */
export type Pair = readonly [number, number];

/**
 * A longest common subsequence of two lists, as pairs in rising order. Empty strings equal nothing.
 *
 * Bit-parallel (Hyyrö 2004), after what both lists begin and end with alike is taken off: n·m/32
 * steps and bits of memory at worst, 13 MB for two lists of 10,000.
 */
export function commonSubsequence(a: readonly string[], b: readonly string[]): Pair[] {
  const least = Math.min(a.length, b.length);
  const same = (i: number, j: number) => a[i] !== "" && a[i] === b[j];
  let head = 0;
  while (head < least && same(head, head)) head += 1;
  let tail = 0;
  while (tail < least - head && same(a.length - 1 - tail, b.length - 1 - tail)) tail += 1;
  const middle = bitParallel(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return [
    ...Array.from({ length: head }, (_, i): Pair => [i, i]),
    ...middle.map(([i, j]): Pair => [head + i, head + j]),
    ...Array.from({ length: tail }, (_, i): Pair => [a.length - tail + i, b.length - tail + i]),
  ];
}

function bitParallel(a: readonly string[], b: readonly string[]): Pair[] {
  const words = Math.ceil(a.length / 32);
  const positions = new Map<string, number[]>();
  for (const [i, token] of a.entries()) {
    if (token === "") continue;
    const list = positions.get(token);
    if (list) list.push(i);
    else positions.set(token, [i]);
  }
  // Bit i of row j is clear where one more of `a` counts: L(i + 1, j) = L(i, j) + 1.
  const rows: Uint32Array[] = [new Uint32Array(words).fill(0xffff_ffff)];
  for (const [j, token] of b.entries()) {
    rows.push(nextRow(rows[j] ?? new Uint32Array(words), positions.get(token)));
  }
  return trace(rows, a.length, b.length);
}

function nextRow(row: Uint32Array, matches: readonly number[] | undefined): Uint32Array {
  if (matches === undefined) return row;
  const mask = new Uint32Array(row.length);
  for (const i of matches) mask[i >>> 5] = (mask[i >>> 5] ?? 0) | (1 << (i & 31));
  const next = new Uint32Array(row.length);
  let carry = 0;
  for (const [word, bits] of row.entries()) {
    const hits = (bits & (mask[word] ?? 0)) >>> 0;
    const sum = bits + hits + carry;
    carry = sum > 0xffff_ffff ? 1 : 0;
    next[word] = sum | (bits & ~hits);
  }
  return next;
}

function trace(rows: readonly Uint32Array[], lengthA: number, lengthB: number): Pair[] {
  const isSet = (j: number, i: number) => ((rows[j]?.[i >>> 5] ?? 0) >>> (i & 31)) & 1;
  const pairs: Pair[] = [];
  let i = lengthA;
  let j = lengthB;
  while (i > 0 && j > 0) {
    if (isSet(j, i - 1)) {
      i -= 1;
    } else {
      j -= 1;
      if (j > 0 && !isSet(j, i - 1)) continue;
      i -= 1;
      pairs.push([i, j]);
    }
  }
  return pairs.reverse();
}
