/** The amount that a client may still use, in all: of waiting time, or of requests. */
export interface Budget {
  /** Takes `amount` out of what is left. Returns `false`, and takes nothing, if it is not enough. */
  take(amount: number): boolean;
}

/** A budget of `total` in all. */
export function createBudget(total: number): Budget {
  let left = total;
  return {
    take(amount) {
      if (amount > left) return false;
      left -= amount;
      return true;
    },
  };
}
