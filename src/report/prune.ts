import type { AppError } from "../errors.ts";
import { plainLines } from "../safe-text.ts";
import { errorText } from "./error.ts";
import { alert, bullets, codeBlock, codeSpan, folded, markdownPage } from "./markdown.ts";
import { counted } from "./text.ts";

/** A plan to prune, as far as a report needs it. */
export interface PruneReport {
  readonly kept: readonly { readonly name: string; readonly reasons: readonly string[] }[];
  readonly removed: readonly { readonly name: string }[];
  /** The branch whose history goes as well; `null`: it stays, or there is none. */
  readonly rewrite: { readonly branch: string; readonly others: readonly string[] } | null;
}

/** The plan as JSON, newest first. */
export function pruneJson({ kept, removed, rewrite }: PruneReport) {
  return {
    kept: kept.map(({ name, reasons }) => ({ name, reasons })).toReversed(),
    removed: removed.map(({ name }) => ({ name })).toReversed(),
    rewrite: rewrite && { branch: rewrite.branch, others: rewrite.others },
  };
}

/** The plan as a person reads it, newest first. */
export function pruneText({ kept, removed, rewrite }: PruneReport): string {
  const rows = [
    ...kept.map(({ name, reasons }) => ({ name, reasons })),
    ...removed.map(({ name }) => ({ name, reasons: null })),
  ].sort((a, b) => (a.name < b.name ? 1 : -1));
  return plainLines([
    ...rowLines(rows),
    `${counted(kept.length, "snapshot stays", "snapshots stay")}, ${counted(removed.length, "goes", "go")}.`,
    ...(rewrite === null ? [] : rewriteLines(rewrite)),
  ]);
}

/** The sentence about planned snapshots that somebody else had removed by then; "": there are none. */
export function goneText(names: readonly string[]): string {
  if (names.length === 0) return "";
  const those = counted(names.length, "of them was", "of them were");
  return `${those} gone already: another prune removed the same, and nothing else is missing.`;
}

/** A snapshot of the plan. `reasons`: why it stays; `null`: it goes. */
interface PlannedSnapshot {
  readonly name: string;
  readonly reasons: readonly string[] | null;
}

/** The most snapshots in a row that go and are named one by one. */
const GOING_AT_MOST = 3;

/** A line for each row. A long run of snapshots that go is named by its newest and its oldest. */
function rowLines(rows: readonly PlannedSnapshot[]): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < rows.length; ) {
    const stays = rows.findIndex(({ reasons }, place) => place >= at && reasons !== null);
    const going = rows.slice(at, stays === -1 ? rows.length : stays);
    lines.push(...goingLines(going));
    at += going.length;
    const row = rows[at];
    if (row?.reasons == null) continue;
    lines.push(`  ${row.name}  stays: ${reasonsText(row.reasons)}`);
    at += 1;
  }
  return lines;
}

function goingLines(going: readonly PlannedSnapshot[]): readonly string[] {
  if (going.length <= GOING_AT_MOST) return going.map(({ name }) => `  ${name}  goes`);
  return [
    `  ${going[0]?.name}  goes`,
    `    and ${going.length - 2} more`,
    `  ${going.at(-1)?.name}  goes`,
  ];
}

/** The largest number of other files that are named. */
const OTHERS_AT_MOST = 10;

function rewriteLines({ branch, others }: NonNullable<PruneReport["rewrite"]>): readonly string[] {
  const named = others.slice(0, OTHERS_AT_MOST).join(", ");
  const more = others.length > OTHERS_AT_MOST ? ", …" : "";
  return [
    `All commits of the branch ${branch} are replaced by one. Nothing brings back what only they hold.`,
    ...(others.length === 0
      ? []
      : [`Other files on the branch stay, and lose their history, too: ${named}${more}.`]),
  ];
}

/**
 * Plans, one for each account, as Markdown for the summary of a workflow's run. `dryRun`: they were
 * not carried out.
 */
export function pruneSummary(
  plans: readonly PruneReport[],
  { dryRun }: { readonly dryRun: boolean },
): string {
  const kept = plans.flatMap((plan) => plan.kept).toReversed();
  const removed = plans.flatMap((plan) => plan.removed).toReversed();
  return markdownPage([
    `## Prune: ${removed.length === 0 ? "nothing to remove" : removedText(removed.length, dryRun)}`,
    `${counted(kept.length, "snapshot stays", "snapshots stay")}.`,
    removed.length === 0 ? "" : alert("NOTE", dryRun ? DRY_RUN : STILL_THERE),
    folded(
      dryRun ? "Snapshots that would go" : "Snapshots that were removed",
      listOf(removed.map(({ name }) => codeSpan(name))),
    ),
    folded(
      "Snapshots that stay, and why",
      listOf(kept.map(({ name, reasons }) => `${codeSpan(name)}: ${reasonsText(reasons)}`)),
    ),
  ]);
}

/** A pruning that has to wait for a restore, as Markdown for the summary of a workflow's run. */
export function unprunedSummary(error: AppError): string {
  return markdownPage(["## Prune: waits for a restore", codeBlock(errorText(error))]);
}

function removedText(number: number, dryRun: boolean): string {
  const snapshots = counted(number, "snapshot");
  return dryRun ? `${snapshots} would go` : `${snapshots} removed`;
}

const DRY_RUN = "This was a dry run. Nothing was removed. Set `dry-run` to `false` to remove them.";

const STILL_THERE =
  "The history of the branch still holds the removed snapshots. `docs/action.md` says how to remove them from the history as well.";

/** The longest list that a summary shows. */
const LISTED_AT_MOST = 1000;

function listOf(lines: readonly string[]): string {
  const more = lines.length - LISTED_AT_MOST;
  return bullets([
    ...lines.slice(0, LISTED_AT_MOST),
    ...(more > 0 ? [`and ${counted(more, "more", "more")}`] : []),
  ]);
}

function reasonsText(reasons: readonly string[]): string {
  return reasons.map(reasonOf).join(", ");
}

function reasonOf(reason: string): string {
  return Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? reason) : reason;
}

const REASONS: Readonly<Record<string, string>> = {
  newest: "newest complete one",
  latest: "latest",
  "before-shrunk": "last one before lists became much shorter",
  restore: "a restore in progress uses it",
  "not-proved": "not proved to be yours",
  unreadable: "damaged or newer",
};
