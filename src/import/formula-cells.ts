/**
 * Cells that a spreadsheet would run as formulas. A cell begins at the beginning of its text, and
 * for a spreadsheet with another separator also within it.
 */

const BEGIN = "(^|[,;\\t\\r\\n])((?:[^\\S\\t\\r\\n]|')*)";
const FORMULA = "(?=[=+\\-@＝＋－＠])";
const FORMULAS = new RegExp(`${BEGIN}${FORMULA}`, "g");
const MARKED = new RegExp(`${BEGIN}'${FORMULA}`, "g");

/** `cell` with an apostrophe before each formula, so that a spreadsheet takes it for text. */
export function markFormulas(cell: string): string {
  return cell.replace(FORMULAS, "$1$2'");
}

/** The cell from which {@link markFormulas} made `cell`. */
export function unmarkFormulas(cell: string): string {
  return cell.includes("'") ? cell.replace(MARKED, "$1$2") : cell;
}
