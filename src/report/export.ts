import type { Entry } from "../model/records.ts";
import { plainLine, plainLines } from "../safe-text.ts";
import { fitColumns } from "./columns.ts";
import { doubtSentences } from "./doubts.ts";
import { entryJson, entryText } from "./entry-text.ts";
import { skippedSnapshot } from "./show.ts";
import { type SkippedLine, skippedFiles, skippedSnapshotLines } from "./skipped-snapshots.ts";
import type { SnapshotLine } from "./snapshots.ts";
import { count, counted, size, table } from "./text.ts";

/** The largest number of entries that are named to a person. */
const NAMED_AT_MOST = 20;

/** A name that is longer is cut, so that the table fits 80 columns. */
const NAME_AT_MOST = 50;

/** An export, as far as a report needs it. */
export interface ExportReport {
  readonly snapshot: SnapshotLine;
  readonly out: string;
  readonly files: readonly ExportedFile[];
  readonly leftOutEntries: readonly LeftOutLine[];
  readonly leftOutLists: readonly {
    readonly kind: string;
    readonly title: string;
    readonly reason: "format" | "withheld";
  }[];
  readonly unread: readonly {
    readonly snapshot: string;
    readonly file: string;
    readonly reason: string;
  }[];
}

/** A file with its lists. */
interface ExportedFile {
  readonly name: string;
  readonly bytes: number;
  readonly lists: readonly {
    readonly kind: string;
    readonly title: string;
    readonly entries: number;
  }[];
}

/** An entry that the format cannot hold. */
interface LeftOutLine {
  readonly kind: string;
  readonly list: string;
  readonly at: number;
  readonly entry: Entry;
}

/** Everything of the snapshot that could not be read or is not believed. */
export function notExported({ snapshot, unread }: ExportReport): readonly SkippedLine[] {
  return [...skippedSnapshot(snapshot), ...skippedFiles(unread)];
}

/** An export as JSON. */
export function exportJson(report: ExportReport) {
  const { snapshot, out, files, leftOutEntries, leftOutLists } = report;
  return {
    snapshot: snapshot.name,
    user: snapshot.user,
    out,
    files,
    leftOut: {
      lists: leftOutLists,
      entries: leftOutEntries.map(({ entry, ...place }) => ({ ...place, ...entryJson(entry) })),
    },
    skipped: notExported(report),
  };
}

/** An export as a person reads it. */
export function exportText(report: ExportReport): string {
  const { snapshot, out, files, leftOutEntries, leftOutLists } = report;
  const rows = files.map((file) => [nameOf(file.name), count(entriesIn(file)), size(file.bytes)]);
  const titlesOf = (reason: string) =>
    leftOutLists.flatMap((list) => (list.reason === reason ? [`  ${nameOf(list.title)}`] : []));
  const entries = leftOutEntries.slice(0, NAMED_AT_MOST).map(({ list, at, entry }) => {
    return `  ${nameOf(list)}, ${at + 1}: ${entryText(entry)}`;
  });
  const more = leftOutEntries.length - entries.length;
  return plainLines([
    `${counted(files.length, "file")} from ${snapshot.name} in ${out}:`,
    ...table(rows).map((row) => `  ${row}`),
    ...section("The format cannot hold these lists:", titlesOf("format")),
    ...section("The items of these playlists are not known:", titlesOf("withheld")),
    ...section("The format cannot hold these entries:", [
      ...entries,
      ...(more === 0 ? [] : [`  and ${counted(more, "more", "more")}`]),
    ]),
    ...doubtSentences([snapshot]),
    ...skippedSnapshotLines(notExported(report)),
  ]);
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [heading, ...lines];
}

function entriesIn({ lists }: ExportedFile): number {
  return lists.reduce((all, { entries }) => all + entries, 0);
}

function nameOf(name: string): string {
  return fitColumns(plainLine(name), NAME_AT_MOST);
}
