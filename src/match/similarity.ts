/** Longer titles are compared for equality only. */
const MAX_LENGTH = 200;

/**
 * The similarity of two texts, from 0 to 1: one minus the share of edits in the longer text (a
 * letter added, removed or changed, or two letters swapped).
 */
export function similarity(a: string, b: string): number {
  if (a === b) return 1;
  const [left, right] = [[...a], [...b]];
  const longer = Math.max(left.length, right.length);
  if (longer > MAX_LENGTH) return 0;
  return 1 - distance(left, right) / longer;
}

function distance(left: readonly string[], right: readonly string[]): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let at = 1; at <= right.length; at += 1) {
      const changed = left[row - 1] === right[at - 1] ? 0 : 1;
      const isSwapped =
        row > 1 && at > 1 && left[row - 1] === right[at - 2] && left[row - 2] === right[at - 1];
      current[at] = Math.min(
        cell(last, at) + 1,
        cell(current, at - 1) + 1,
        cell(last, at - 1) + changed,
        isSwapped ? cell(beforeLast, at - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return cell(last, right.length);
}

function cell(row: readonly number[], at: number): number {
  return row[at] ?? Number.POSITIVE_INFINITY;
}
