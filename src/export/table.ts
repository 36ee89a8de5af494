import { markFormulas } from "../import/formula-cells.ts";

/**
 * A table as CSV (RFC 4180), with all cells below the header in quotes. No cell is a formula to a
 * spreadsheet.
 */
export function tableText(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  separator = ",",
): string {
  const lines = rows.map((cells) => cells.map(quoted).join(separator));
  return [header.join(separator), ...lines, ""].join("\r\n");
}

function quoted(cell: string): string {
  return `"${markFormulas(cell).replaceAll('"', '""')}"`;
}
