import stringWidth from "string-width";
import { cutAfter } from "../safe-text.ts";

/** The columns of a terminal that `text` takes: two for a wide character, none for an accent. */
export function columnsOf(text: string): number {
  return stringWidth(text);
}

const graphemes = new Intl.Segmenter();

/**
 * The beginning of `text`, in at most `most` columns with the mark of what is left out. A
 * character that a reader sees as one is kept or left out as a whole.
 */
export function fitColumns(text: string, most: number): string {
  if (columnsOf(text) <= most) return text;
  let columns = 0;
  let characters = 0;
  for (const { segment } of graphemes.segment(text)) {
    columns += columnsOf(segment);
    if (columns > most - 1) break;
    characters += [...segment].length;
  }
  return cutAfter(text, characters);
}

/** `text` with spaces behind it, so that it takes `width` columns. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - columnsOf(text)));
}

/** `text` with spaces before it, so that it takes `width` columns. */
export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - columnsOf(text))) + text;
}
