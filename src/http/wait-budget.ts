/** The time that a client may still spend, in all, waiting for hosts that want fewer requests. */
export interface WaitBudget {
  /**
   * Takes a wait out of the remaining time. Returns `false`, and takes nothing, if it is not
   * enough.
   */
  take(ms: number): boolean;
}

/** A waiting time of `ms` milliseconds in all. */
export function createWaitBudget(ms: number): WaitBudget {
  let left = ms;
  return {
    take(wait) {
      if (wait > left) return false;
      left -= wait;
      return true;
    },
  };
}
