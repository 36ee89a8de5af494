import { plainLine, shorten } from "../../src/safe-text.ts";

/** A longer text is cut: nobody reads it, and it would make the page slow. */
const AT_MOST = 300;

/** Text of a snapshot as the page shows it: one line that acts on nothing, and not endless. */
export function shownLine(text: string): string {
  return shorten(plainLine(text), AT_MOST);
}
