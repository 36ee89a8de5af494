/** Bytes of which every line ends with a line feed, and where each line begins in them. */
export interface Lines {
  readonly content: Uint8Array;
  readonly starts: readonly number[];
}

/** Lines, and for each of them the number of the same line of an older text. */
export interface AlignedLines extends Lines {
  /** In order; `null`: the line is new, or moved. */
  readonly known: readonly (number | null)[];
}

export const NO_LINES: Lines = { content: new Uint8Array(), starts: [] };

const LINE_FEED = 10;

/** The number of removed lines in a row after which the next line is still found again. */
const MAX_LINES_REMOVED = 64;

/**
 * Finds the lines of `content`, and those of them that `older` has. Shared text is compared in long
 * runs, without a search for line breaks in it.
 */
export function alignLines(content: Uint8Array, older: Lines): AlignedLines {
  const starts: number[] = [];
  const known: (number | null)[] = [];
  const findRun = createRunFinder(content, older);
  let next = 0;
  for (let at = 0; at < content.length; ) {
    const end = content.indexOf(LINE_FEED, at) + 1 || content.length;
    const run = findRun(next, at, end);
    if (run === null) {
      starts.push(at);
      known.push(null);
      at = end;
      continue;
    }
    const begin = older.starts[run.from] ?? 0;
    const shift = at - begin;
    for (next = run.from; next < older.starts.length; next += 1) {
      if (endOf(older, next) - begin > run.length) break;
      starts.push((older.starts[next] ?? 0) + shift);
      known.push(next);
      at = endOf(older, next) + shift;
    }
  }
  return { content, starts, known };
}

/** The bytes of the lines from `from` up to, and without, `to`, without the last line feed. */
export function linesAt(lines: Lines, from: number, to: number): Uint8Array {
  return lines.content.subarray(lines.starts[from], endOf(lines, to - 1) - 1);
}

function endOf({ content, starts }: Lines, line: number): number {
  return starts[line + 1] ?? content.length;
}

/** The same bytes in two texts: from the line `from` of the older one on. */
interface Run {
  readonly from: number;
  readonly length: number;
}

/** Finds the line from `at` to `end` among the lines of `older` from `next` on, and how far they agree. */
function createRunFinder(content: Uint8Array, older: Lines) {
  const [newBytes, oldBytes] = [viewOf(content), viewOf(older.content)];
  return (next: number, at: number, end: number): Run | null => {
    const limit = Math.min(next + MAX_LINES_REMOVED, older.starts.length);
    for (let from = next; from < limit; from += 1) {
      const begin = older.starts[from] ?? 0;
      if (endOf(older, from) - begin !== end - at) continue;
      const length = countSame(oldBytes, begin, newBytes, at);
      if (length >= end - at) return { from, length };
    }
    return null;
  };
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** The number of bytes that are compared at once, which takes a quarter of the time. */
const WORD = 4;

/** The number of bytes that are the same in `a` from `from` on and in `b` from `at` on. */
function countSame(a: DataView, from: number, b: DataView, at: number): number {
  const most = Math.min(a.byteLength - from, b.byteLength - at);
  let same = 0;
  while (same + WORD <= most && a.getInt32(from + same, true) === b.getInt32(at + same, true)) {
    same += WORD;
  }
  while (same < most && a.getUint8(from + same) === b.getUint8(at + same)) same += 1;
  return same;
}
