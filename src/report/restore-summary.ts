import { plainLines } from "../plain.ts";
import { errorText } from "./error.ts";
import { EXIT } from "./exit.ts";
import { codeBlock, codeSpan, markdownTable } from "./markdown.ts";
import {
  exitOfPreview,
  type PreviewReport,
  previewText,
  proofLines,
  type RestoreReport,
  restoreText,
} from "./restore.ts";
import { count } from "./text.ts";

/** Whether a summary may show names: of the account, of playlists, of tracks. */
export interface NameOptions {
  readonly names: boolean;
}

/** A restore before it happens, as Markdown for the summary of a workflow's run. */
export function previewSummary(
  report: PreviewReport,
  { names, dryRun }: NameOptions & { readonly dryRun: boolean },
): string {
  const title = report.isEmpty
    ? `Restore: ${exitOfPreview(report) === EXIT.done ? "everything is there already" : "nothing can be written now"}`
    : "Restore: planned";
  const { collections, playlists } = report.plan;
  const { unproved } = report;
  const rows = [
    ...collections.map(({ kind, missing, present }) => [
      kind,
      count(missing.length),
      count(present),
    ]),
    [
      "items of playlists",
      count(
        playlists
          .flatMap(({ inserts }) => inserts)
          .reduce((all, { items }) => all + items.length, 0),
      ),
      count(playlists.reduce((all, { present }) => all + present, 0)),
    ],
    ...(unproved.length === 0
      ? []
      : [["files that are NOT PROVED to be yours", count(unproved.length), ""]]),
  ];
  const sections = [`## ${title}`, markdownTable(["", "To add", "There"], rows)];
  const proof = proofLines(report);
  if (names) sections.push(codeBlock(previewText(report)));
  else if (proof.length > 0) sections.push(codeBlock(plainLines(proof)));
  if (dryRun && !report.isEmpty) {
    sections.push(
      "Nothing was written. To restore, run the workflow again with `dry-run` switched off.",
    );
  }
  return `${sections.join("\n\n")}\n`;
}

/** The result of a restore, as Markdown for the summary of a workflow's run. */
export function restoreSummary(
  report: RestoreReport,
  { names, sources }: NameOptions & { readonly sources: readonly string[] },
): string {
  const rows = [
    ["Added", count(report.added)],
    ["There already", count(report.present)],
    ["Left out", count(report.skipped.length)],
    ["Replaced by the same recording", count(report.substituted.length)],
    ["Files that could not be used", count(report.unusable.length)],
    ["Files that the backup read only in part", count(report.incomplete.length)],
    ["Playlists that exist more than once", count(report.doubles.length)],
    ["To do by hand", count(report.todo.length)],
    ["Requests", count(report.requests)],
  ];
  const from = `From ${sources.map(codeSpan).join(", ")}`;
  const sections = [`## Restore: ${report.status}`, from, markdownTable(["", ""], rows)];
  if (names) sections.push(codeBlock(restoreText(report)));
  if (report.error !== null) sections.push(codeBlock(errorText(report.error)));
  return `${sections.join("\n\n")}\n`;
}
