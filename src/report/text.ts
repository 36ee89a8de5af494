import { plainLine } from "../safe-text.ts";
import { columnsOf, padEnd, padStart } from "./columns.ts";

/** `n` with thousands set off: `12,345`. */
export function count(n: number): string {
  // Asking for a locale costs more time than the rest of a short command.
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 file`, `2 files`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** A size in the unit that fits: `812 B`, `1.4 MB`. */
export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** A duration in the unit that fits: `0.8 s`, `3 min 5 s`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/**
 * Rows in columns, the first `left` columns to the left and the others to the right. Each is one
 * line. A column in which no row has anything is left out.
 */
export function table(cells: readonly (readonly string[])[], left = 1): readonly string[] {
  const rows = cells.map((row) => row.map(plainLine));
  const widths = rows.reduce<number[]>(
    (all, row) => row.map((cell, column) => Math.max(all[column] ?? 0, columnsOf(cell))),
    [],
  );
  return rows.map((row) =>
    row
      .flatMap((cell, column) => {
        const width = widths[column] ?? 0;
        if (width === 0) return [];
        return [column < left ? padEnd(cell, width) : padStart(cell, width)];
      })
      .join("  ")
      .trimEnd(),
  );
}

/** The narrowest terminal that text is still wrapped for. */
const MIN_WIDTH = 40;

/**
 * `text` with lines of at most `width` columns, broken between words. A word that is longer stays
 * whole, so that an address can still be copied. The next line is indented: below
 * the last column of a table, or two columns deeper than an indented line.
 */
export function wrap(text: string, width: number): string {
  const most = Math.max(width, MIN_WIDTH);
  return text
    .split("\n")
    .flatMap((line) => wrapLine(line, most))
    .join("\n");
}

function wrapLine(line: string, width: number): readonly string[] {
  if (columnsOf(line) <= width) return [line];
  const column = columnOf(line, width);
  const margin = line.length - line.trimStart().length;
  const begin = line.slice(0, column ?? margin);
  const indent = " ".repeat(column === null ? (margin === 0 ? 0 : margin + 2) : columnsOf(begin));
  const [first = "", ...words] = line.slice(begin.length).split(" ");
  const lines: string[] = [];
  let current = begin + first;
  for (const word of words) {
    if (columnsOf(current) + 1 + columnsOf(word) <= width) {
      current += ` ${word}`;
    } else {
      lines.push(current);
      current = indent + word;
    }
  }
  return [...lines, current];
}

/**
 * The place where the last column of a table row begins, if it is in the left half; else `null`.
 */
function columnOf(line: string, width: number): number | null {
  const gap = [...line.slice(0, width / 2).matchAll(/\S {2,}(?=\S)/g)].at(-1);
  return gap === undefined ? null : gap.index + gap[0].length;
}
