const HOUR_MS = 60 * 60 * 1000;

/** A time that is no longer than this is no gap: a daily run may be late. */
const SHORTEST_MS = 36 * HOUR_MS;

/** The number by which a gap is longer than the times around it. */
const FACTOR = 1.75;

/** The number of times on each side that a gap is compared with. */
const NEIGHBOURS = 3;

/** A time without snapshots that is much longer than the times before it, and after it. */
export interface Gap {
  /** The place of the first snapshot after it, from 0. */
  readonly before: number;
  readonly ms: number;
}

/**
 * The gaps between the times of snapshots, which are in milliseconds, oldest first. The schedule is
 * not known, so too few times have no gaps. If snapshots become rarer with their age, as after a
 * prune, there are none either.
 */
export function findGaps(times: readonly number[]): readonly Gap[] {
  const waits = times.slice(1).map((time, at) => time - (times[at] ?? time));
  if (waits.length <= NEIGHBOURS) return [];
  return waits.flatMap((ms, at) => {
    const earlier = usual(waits.slice(Math.max(0, at - NEIGHBOURS), at));
    const later = usual(waits.slice(at + 1, at + 1 + NEIGHBOURS));
    const isGap = ms > SHORTEST_MS && ms > FACTOR * Math.max(earlier, later);
    return isGap ? [{ before: at + 1, ms }] : [];
  });
}

/** The median; 0 where there are none. */
function usual(waits: readonly number[]): number {
  return waits.toSorted((a, b) => a - b)[Math.floor(waits.length / 2)] ?? 0;
}
