const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const MONTH = `(?<month>${MONTHS.join("|")})`;
const TIME = "(?<hour>[01]\\d|2[0-3]):(?<minute>[0-5]\\d):(?<second>[0-5]\\d|60)";

const GRAMMARS = [
  `^(?:mon|tue|wed|thu|fri|sat|sun), (?<day>\\d{2}) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`,
  `^(?:mon|tues|wednes|thurs|fri|satur|sun)day, (?<day>\\d{2})-${MONTH}-(?<year>\\d{2}) ${TIME} GMT$`,
  `^(?:mon|tue|wed|thu|fri|sat|sun) ${MONTH} (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`,
].map((grammar) => new RegExp(grammar, "i"));

/**
 * The moment that an HTTP date names, in any of its three grammars (RFC 9110, 5.6.7: IMF-fixdate,
 * the one of RFC 850, asctime); `null` when `text` is none of them or names no day of the calendar.
 * `now` decides the century of a year of two digits. The name of the weekday is not checked.
 */
export function parseHttpDate(text: string, now: Date): Date | null {
  for (const grammar of GRAMMARS) {
    const fields = grammar.exec(text)?.groups;
    if (fields) return toDate(fields, now);
  }
  return null;
}

function toDate(fields: Readonly<Record<string, string>>, now: Date): Date | null {
  const field = (name: string): number => Number(fields[name]);
  const year =
    fields["year"]?.length === 2 ? fullYear(field("year"), now.getUTCFullYear()) : field("year");
  const date = new Date(0);
  // Not Date.UTC, which moves the years 0 to 99 into the twentieth century.
  date.setUTCFullYear(year, MONTHS.indexOf(fields["month"]?.toLowerCase() ?? ""), field("day"));
  if (date.getUTCDate() !== field("day")) return null;
  date.setUTCHours(field("hour"), field("minute"), field("second"));
  return date;
}

/** A year of two digits is never more than 50 years ahead (RFC 9110, 5.6.7). */
function fullYear(twoDigits: number, thisYear: number): number {
  const year = thisYear - (thisYear % 100) + twoDigits;
  if (year > thisYear + 50) return year - 100;
  return year <= thisYear - 50 ? year + 100 : year;
}
