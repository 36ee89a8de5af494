/** The number of snapshots to keep for each reason. 0 keeps none for it. */
export interface KeepRules {
  readonly last: number;
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
  readonly yearly: number;
}

/** The reasons for which {@link KeepRules} keep a snapshot. */
export type KeepReason = keyof KeepRules;

/** The order in which reasons are given. */
export const KEEP_REASONS: readonly KeepReason[] = ["last", "daily", "weekly", "monthly", "yearly"];

/**
 * Finds the snapshots that the rules keep, and the rules that keep each, as restic's `forget` does
 * (restic documentation, "Removing snapshots according to a policy"): of each of the last
 * days, weeks, months or years that have a snapshot, the newest one; the rule gives their number.
 * If there are fewer than that, it keeps the oldest snapshot as well. Days, and weeks by ISO 8601,
 * are those of UTC.
 *
 * `snapshots` are ordered from old to new; the reasons are in the same order, and empty for what no
 * rule keeps.
 */
export function applyKeepRules(
  snapshots: readonly { readonly at: Date }[],
  rules: KeepRules,
): readonly (readonly KeepReason[])[] {
  const left = { ...rules };
  const lastPeriod = new Map<KeepReason, string>();
  const reasons = snapshots.map(() => [] as KeepReason[]);
  for (let number = snapshots.length - 1; number >= 0; number -= 1) {
    const at = snapshots[number]?.at ?? new Date(0);
    for (const reason of KEEP_REASONS) {
      if (left[reason] === 0) continue;
      const period = PERIODS[reason](at, number);
      if (period === lastPeriod.get(reason) && number > 0) continue;
      lastPeriod.set(reason, period);
      left[reason] -= 1;
      reasons[number]?.push(reason);
    }
  }
  return reasons;
}

const PERIODS: Readonly<Record<KeepReason, (at: Date, number: number) => string>> = {
  last: (_at, number) => String(number),
  daily: (at) => at.toISOString().slice(0, 10),
  weekly: isoWeek,
  monthly: (at) => at.toISOString().slice(0, 7),
  yearly: (at) => at.toISOString().slice(0, 4),
};

const DAY_MS = 24 * 60 * 60 * 1000;

/** The week of ISO 8601 as `2026-W48`: the week belongs to the year that its Thursday is in. */
function isoWeek(at: Date): string {
  const weekday = (at.getUTCDay() + 6) % 7;
  const thursday = new Date(at.getTime() + (3 - weekday) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const days = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY_MS);
  return `${year}-W${String(Math.floor(days / 7) + 1).padStart(2, "0")}`;
}
