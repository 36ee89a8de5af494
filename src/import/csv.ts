import Papa from "papaparse";
import { damaged, type ImportFile, importTooLarge } from "./file.ts";
import { countLineBreaks } from "./text.ts";

/** One row of a table, with the number of the line in which it begins, from 1. */
export interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

const DELIMITERS = [",", ";", "\t"];

/** The line `sep=;`, which tells Excel the separator, and the blank lines before a header. */
const BEFORE_HEADER = /^(?:"?sep=[,;\t]"?[^\S\n]*\n)?(?:[^\S\n]*\n)*/i;

/** The cells of the header, split by the separator that splits it into most. */
export function readHeader(text: string): {
  readonly cells: readonly string[];
  readonly by: string;
} {
  const start = BEFORE_HEADER.exec(text)?.[0].length ?? 0;
  const readings = DELIMITERS.map((by) => ({
    cells: (
      Papa.parse<string[]>(text.slice(start, start + 16_384), { delimiter: by, preview: 1 })
        .data[0] ?? []
    ).map((cell) => cell.trim()),
    by,
  }));
  return readings.reduce((best, each) => (each.cells.length > best.cells.length ? each : best));
}

/** The form of a table, as `readHeader` finds it. */
interface TableForm {
  readonly header: readonly string[];
  readonly by: string;
  /** The length of the longest row, in characters. */
  readonly rowLength: number;
}

/**
 * The rows below the header, read while `text` arrives, without blank rows, and without the repeated
 * headers of joined files.
 *
 * Throws `UsageError`, with the line: `import/damaged` for a quote without an end and for a row with
 * more cells than the header, `import/too-large` for a row that is too long.
 */
export async function* readCsvRows(
  file: ImportFile,
  text: AsyncIterable<string>,
  { header, by, rowLength }: TableForm,
): AsyncGenerator<Row> {
  const parser = new Papa.Parser({ delimiter: by, newline: "\n" });
  let rest = "";
  let line = 1;

  function* parse(isLast: boolean): Generator<Row> {
    const { data, errors, meta }: Papa.ParseResult<string[]> = parser.parse(rest, 0, !isLast);
    // The last row may go on in the next piece, and only seem to be wrong.
    const error = errors.find(
      ({ type, row = 0 }) => type === "Quotes" && (isLast || row < data.length),
    );
    for (const [at, cells] of data.entries()) {
      if (at === error?.row) break;
      yield* inTable(cells);
      line += 1 + cells.reduce((sum, cell) => sum + countLineBreaks(cell), 0);
    }
    if (error !== undefined) {
      throw damaged(file, "a quotation mark is not closed, or is in the wrong place", line);
    }
    rest = rest.slice(meta.cursor);
  }

  function* inTable(cells: readonly string[]): Generator<Row> {
    for (const part of withoutJoint(cells, header)) {
      const names = part.map((cell) => cell.trim());
      if (names.every((name) => name === "") || names.join(by) === header.join(by)) continue;
      if (line === 1 && BEFORE_HEADER.exec(`${part.join(by)}\n`)?.[0].trim()) continue;
      if (part.slice(header.length).some((cell) => cell !== "")) {
        throw damaged(file, "the row has more cells than there are columns", line);
      }
      yield { cells: part, line };
    }
  }

  for await (const piece of text) {
    rest += piece;
    yield* parse(false);
    if (rest.length <= rowLength) continue;
    const begun = `${file.label}, line ${line}:`;
    yield* parse(true);
    throw importTooLarge(begun, "the row is longer than a snapshot holds");
  }
  yield* parse(true);
}

/**
 * The rows in `cells`. If files were joined and the first does not end in a line break, its last
 * row and the header of the next one are in one line, with a byte order mark between them.
 */
function withoutJoint(
  cells: readonly string[],
  header: readonly string[],
): readonly (readonly string[])[] {
  const last = header.length - 1;
  const end = `\uFEFF${header[0]}`;
  const isJoint =
    cells.length === 2 * header.length - 1 &&
    (cells[last]?.endsWith(end) ?? false) &&
    header.every((name, at) => at === 0 || cells[last + at]?.trim() === name);
  return isJoint ? [[...cells.slice(0, last), cells[last]?.slice(0, -end.length) ?? ""]] : [cells];
}
