const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" });
const TIME = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric" });

/** The time in the name of a snapshot, which is in UTC. */
export function timeOf(name: string): Date {
  return new Date(`${name.slice(0, 10)}T${name.slice(11, 19).replaceAll("-", ":")}Z`);
}

/** The day of a snapshot where the person is: `27 October 2026`. */
export function dayText(name: string): string {
  return DAY.format(timeOf(name));
}

/** Its time of day: `03:17`. */
export function clockText(name: string): string {
  return TIME.format(timeOf(name));
}

/** Its month: `October 2026`. */
export function monthText(name: string): string {
  return MONTH.format(timeOf(name));
}
