/** The time that a command still needs, estimated while it runs. */
export interface TimeLeft {
  /** Notes that `done` parts are done at `at`, in milliseconds. */
  note(done: number, at: number): void;
  /** The milliseconds that `left` parts will take; `null`: too little was measured. */
  estimate(left: number): number | null;
}

/** Nothing is said about the time that is left before so much was measured. */
const MEASURED_MS = 5_000;
const MEASURED_PARTS = 3;

/** A measurement that is older than this counts for about a third of a new one. */
const MEMORY_MS = 20_000;

/** Steps that are shorter are measured together: many parts may be done at once. */
const STEP_MS = 500;

/** Estimates the time from the speed of the last parts. One slow or quick part changes little. */
export function createTimeLeft(): TimeLeft {
  let first: { readonly done: number; readonly at: number } | null = null;
  let last = { done: 0, at: 0 };
  /** Parts in a millisecond. */
  let rate: number | null = null;
  return {
    note(done, at) {
      first ??= { done, at };
      if (first.done === done && first.at === at) last = first;
      const ms = at - last.at;
      if (ms < STEP_MS) return;
      const measured = Math.max(0, done - last.done) / ms;
      const weight = 1 - Math.exp(-ms / MEMORY_MS);
      rate = rate === null ? measured : rate + weight * (measured - rate);
      last = { done, at };
    },
    estimate(left) {
      if (first === null || rate === null || rate === 0) return null;
      const isMeasured =
        last.at - first.at >= MEASURED_MS && last.done - first.done >= MEASURED_PARTS;
      return isMeasured ? left / rate : null;
    },
  };
}

/** A time that is left, in words: `about 3 min`. It claims no more than is known. */
export function aboutText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return "a few seconds";
  if (seconds < 55) return `about ${Math.ceil(seconds / 10) * 10} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${Math.max(1, minutes)} min`;
  return `about ${Math.round(minutes / 60)} h`;
}
