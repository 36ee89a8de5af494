/** The end of a login, or of a token. */
export interface Expiry {
  readonly at: Date;
  /** Whole days until then, rounded down; negative once it has ended. */
  readonly daysLeft: number;
}

/** The person is told this many days before the end. */
const WARNED_DAYS = 30;

/** Whether it has ended, or ends within {@link WARNED_DAYS}. */
export function needsWarning({ daysLeft }: Expiry): boolean {
  return daysLeft <= WARNED_DAYS;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const LOGIN_MONTHS = 6;

/**
 * The end of a login that was made at `since`: six months later by the calendar, however often it
 * was used (Spotify: Blog > Refresh tokens of six months; Web API > Refreshing tokens). From 31
 * August that is the last day of February. Where the calendar leaves a choice, the earlier day is
 * taken.
 */
export function loginExpiry(since: Date, now: Date): Expiry {
  return expiryAt(addMonths(since, LOGIN_MONTHS), now);
}

/** The end at `at`, with the days that are left at `now`. */
export function expiryAt(at: Date, now: Date): Expiry {
  return { at, daysLeft: Math.floor((at.getTime() - now.getTime()) / DAY_MS) };
}

/** The same day and time, `months` later in UTC, or the last day of a month that is too short. */
function addMonths(date: Date, months: number): Date {
  const later = new Date(date);
  later.setUTCDate(1);
  later.setUTCMonth(later.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(later.getUTCFullYear(), later.getUTCMonth() + 1, 0));
  later.setUTCDate(Math.min(date.getUTCDate(), lastDay.getUTCDate()));
  return later;
}
