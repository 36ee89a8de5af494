import { plainLine, plainLines } from "../safe-text.ts";
import { fitColumns } from "./columns.ts";
import { EXIT } from "./exit.ts";
import {
  exitOfAnswer,
  type SkippedLine,
  skippedSnapshotLines,
  withoutRepeats,
} from "./skipped-snapshots.ts";
import { counted } from "./text.ts";

/** A name that is longer is cut, so that the times beside it are still seen. */
const NAME_AT_MOST = 48;

/** The result of a search, as far as a report needs it. */
export interface FoundReport {
  readonly matches: readonly FoundLine[];
  readonly searched: number;
  readonly skipped: readonly SkippedLine[];
  /** The number of sealed snapshots that need a key to be searched. */
  readonly locked: number;
}

/** Something that was found. */
export interface FoundLine {
  readonly type: string;
  readonly title: string;
  readonly artists: readonly string[];
  readonly refs: Readonly<Record<string, string>>;
  readonly spans: readonly SpanLine[];
}

/** A time during which it was in one list. */
export interface SpanLine {
  readonly in: string;
  readonly file: string;
  readonly addedAt: string | null;
  readonly from: string;
  readonly until: string | null;
}

/** The result as JSON. */
export function foundJson({ matches, searched, locked, skipped }: FoundReport) {
  return { matches, snapshots: searched, locked, skipped: withoutRepeats(skipped) };
}

/** The exit code of a search: that of a partial answer where something was not searched. */
export function exitOfFound({ locked, skipped }: FoundReport): number {
  return locked === 0 ? exitOfAnswer(skipped) : EXIT.partial;
}

/** The result as a person reads it. */
export function foundText({ matches, searched, locked, skipped }: FoundReport): string {
  const found = counted(matches.length, "match", "matches");
  return plainLines([
    ...matches.flatMap((match) => [headingOf(match), ...spanLines(match.spans)]),
    `${found} in ${counted(searched, "snapshot")}.`,
    ...(locked === 0 ? [] : [lockedLine(locked)]),
    ...skippedSnapshotLines(skipped),
  ]);
}

function lockedLine(locked: number): string {
  return `${counted(locked, "snapshot is", "snapshots are")} sealed and could not be searched. Set AGE_IDENTITY to your key or to the path of its file to search titles, artists, albums and playlists.`;
}

function headingOf({ type, title, artists }: FoundLine): string {
  const name = plainLine([title, ...artists.slice(0, 3)].filter(Boolean).join(" – "));
  return `${fitColumns(name, NAME_AT_MOST)} (${type})`;
}

/** The name of each list on a line of its own, so that the times below it fit 80 columns. */
function spanLines(spans: readonly SpanLine[]): readonly string[] {
  return spans.flatMap((span, at) => {
    const before = spans[at - 1];
    const isSameList = before?.file === span.file && before.in === span.in;
    return [...(isSameList ? [] : [listLine(span)]), lifeLine(span)];
  });
}

function listLine({ in: list }: SpanLine): string {
  return `  ${fitColumns(plainLine(list), NAME_AT_MOST)}`;
}

function lifeLine({ addedAt, from, until }: SpanLine): string {
  const added = addedAt === null ? "" : `added ${addedAt.slice(0, 10)}: `;
  const life = until === null ? `since ${from}` : `from ${from}, gone since ${until}`;
  return `    ${added}${life}`;
}
