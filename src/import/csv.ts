import Papa from "papaparse";
import { damaged, type ImportFile } from "./file.ts";
import { lineAt } from "./text.ts";

/** One row of a table, with the number of the line in which it begins, from 1. */
export interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** A table of text. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly Row[];
}

const DELIMITERS = [",", ";", "\t"];

/**
 * The cells of the first line that is not blank, split by the separator that splits it into most.
 */
export function readHeader(text: string): {
  readonly cells: readonly string[];
  readonly by: string;
} {
  const start = /^(?:[^\S\n]*\n)*/.exec(text)?.[0].length ?? 0;
  const readings = DELIMITERS.map((by) => ({
    cells: (
      Papa.parse<string[]>(text.slice(start, start + 16_384), { delimiter: by, preview: 1 })
        .data[0] ?? []
    ).map((cell) => cell.trim()),
    by,
  }));
  return readings.reduce((best, each) => (each.cells.length > best.cells.length ? each : best));
}

/**
 * The table in `text`, without blank rows, and without repeated headers in joined files.
 *
 * Throws `UsageError` `import/damaged`, with the line, for a quote without an end and for a row
 * with more cells than the header.
 */
export function readTable(file: ImportFile, text: string, by: string): Table {
  let header: readonly string[] = [];
  let from = 0;
  let line = 1;
  const rows: Row[] = [];
  const take = (cells: readonly string[], end: number) => {
    const start = line;
    line += text.slice(from, end).split("\n").length - 1;
    from = end;
    const names = cells.map((cell) => cell.trim());
    if (names.every((name) => name === "")) return;
    if (header.length === 0) header = names;
    else if (names.join(by) !== header.join(by)) rows.push({ cells, line: start });
  };
  Papa.parse<string[]>(text, {
    delimiter: by,
    newline: "\n",
    step: ({ data, errors, meta }) => {
      const [error] = errors;
      if (error?.type === "Quotes") {
        throw damaged(
          file,
          "a quotation mark is not closed, or is in the wrong place",
          lineAt(text, error.index ?? from),
        );
      }
      take(data, meta.cursor);
    },
  });
  return { header, rows };
}
