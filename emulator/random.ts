/** A repeatable source of numbers that look random. */
export interface Random {
  /** At least 0, below `limit`. */
  below(limit: number): number;
  /** True about once in `n` times. */
  oneIn(n: number): boolean;
}

/** Numbers that depend on `seed` only (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return { below, oneIn: (n) => below(n) === 0 };
}
