/** How long a client may still wait for hosts that want fewer requests, all of it taken together. */
export interface Patience {
  /** Takes a wait out of what is left. `false`, and nothing is taken, where that is not enough. */
  take(ms: number): boolean;
}

/** Patience for `ms` milliseconds in all. */
export function createPatience(ms: number): Patience {
  let left = ms;
  return {
    take(wait) {
      if (wait > left) return false;
      left -= wait;
      return true;
    },
  };
}
