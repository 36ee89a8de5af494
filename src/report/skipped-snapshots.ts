import { reasonText } from "./doubts.ts";
import { EXIT } from "./exit.ts";
import { counted } from "./text.ts";

/** The largest number of them that are named to a person. */
const NAMED_AT_MOST = 20;

/**
 * A snapshot, or a file of one, that was left out, and the error code, state or doubt that says
 * why.
 */
export interface SkippedLine {
  readonly name: string;
  readonly file?: string;
  readonly reason: string;
}

/** Files of snapshots that say nothing, or not all, as such lines. */
export function skippedFiles(
  unread: readonly { readonly snapshot: string; readonly file: string; readonly reason: string }[],
): readonly SkippedLine[] {
  return unread.map(({ snapshot: name, file, reason }) => ({ name, file, reason }));
}

/** Each of them once. */
export function withoutRepeats(skipped: readonly SkippedLine[]): readonly SkippedLine[] {
  const known = new Map(skipped.map((one) => [[one.name, one.file, one.reason].join(" "), one]));
  return [...known.values()];
}

/** Lines that say what the answer lacks; none when nothing was left out. */
export function skippedSnapshotLines(skipped: readonly SkippedLine[]): readonly string[] {
  const all = withoutRepeats(skipped);
  if (all.length === 0) return [];
  const lines = all.slice(0, NAMED_AT_MOST).map(({ name, file, reason }) => {
    return `  ${name}${file === undefined ? "" : `, ${file}`}: ${reasonText(reason)}`;
  });
  const more = all.length - lines.length;
  return [
    "This answer is incomplete. These snapshots or files could not be read, or are not proved to be yours:",
    ...lines,
    ...(more === 0 ? [] : [`  and ${counted(more, "more", "more")}`]),
  ];
}

/** The exit code of an answer that may lack something. */
export function exitOfAnswer(skipped: readonly SkippedLine[]): number {
  return skipped.length === 0 ? EXIT.done : EXIT.partial;
}
