import { plainLines } from "../safe-text.ts";
import {
  alert,
  bullets,
  codeBlock,
  codeSpan,
  folded,
  link,
  markdownPage,
  markdownTable,
  shortSpan,
} from "./markdown.ts";
import { outcomeTable, reviewTable } from "./recordings.ts";
import { CONTINUES, isWhole, type PlannedPlaylist, type PreviewReport } from "./restore.ts";
import {
  DATES_OF_ITEMS,
  DATES_OF_LIKES,
  incompleteLines,
  plain,
  REASONS,
  SHOWN,
  skippedItemLines,
  timeText,
  todoLines,
  unusableLines,
  whyNotLatest,
} from "./restore-lines.ts";
import { count, counted } from "./text.ts";

/** The limits of what the summary of a preview may show, and the facts that it adds. */
export interface PreviewOptions {
  /** Whether it may show names: of the account, of playlists, of tracks. */
  readonly names: boolean;
  readonly dryRun: boolean;
  /** The page of the workflow that restores; `null`: not known. */
  readonly workflowUrl: string | null;
  /** Gives the page of what a reference names. */
  readonly link: (reference: string) => string | null;
}

/** The most playlists that are named one by one. */
const NAMED_AT_MOST = 100;

/** A restore before it happens, as Markdown for the summary of a workflow's run. */
export function previewSummary(report: PreviewReport, options: PreviewOptions): string {
  const { names } = options;
  return markdownPage([
    `## ${titleOf(report, options)}`,
    headline(report, options),
    ...proofAlerts(report, options),
    markdownTable(["", "to add", "there", "left out"], kindRows(report.plan)),
    bullets(outlook(report)),
    newerTable(report),
    names ? folded("Playlists, one by one", playlistTable(report)) : "",
    reasonTable(report),
    outcomeTable(report.recordings),
    names
      ? folded("What is not certain, to decide", reviewTable(report.recordings, options.link))
      : "",
    names
      ? folded("What is left out, by name", textBlock(skippedItemLines(skippedOf(report))))
      : "",
    alert("WARNING", unreadText(report, options)),
    names
      ? folded("What is left for you to do by hand", textBlock(todoLines(report.plan.todo)))
      : todoCount(report),
    report.isEmpty || !options.dryRun ? "" : nextStep(options),
  ]);
}

function titleOf(report: PreviewReport, { dryRun }: PreviewOptions): string {
  if (!report.isEmpty) return dryRun ? "Restore: a dry run" : "Restore: planned";
  return isWhole(report)
    ? "Restore: everything is there already"
    : "Restore: nothing can be written now";
}

/** One line of what would be done, and where from and to. */
function headline(report: PreviewReport, { names, dryRun }: PreviewOptions): string {
  const { account, isSameAccount, sources, continues, plan } = report;
  const parts = [
    ...plan.collections.map(({ kind, missing }) => amount(missing.length, kind)),
    amount(toMake(plan.playlists).length, "playlists"),
    amount(itemsToAdd(plan.playlists), "items in playlists"),
  ].filter(Boolean);
  const into = names
    ? `Into the account ${codeSpan(account.displayName)}${isSameAccount ? ", from which it came" : ""}. `
    : "";
  const lines = [
    parts.length === 0
      ? ""
      : `**${dryRun ? "Would be added" : "To add"}: ${parts.join(", ")}.**${dryRun ? " Nothing was written." : ""}`,
    `${into}From ${sources.map(codeSpan).join(", ")}.`,
    continues ? CONTINUES : "",
  ];
  return lines.filter(Boolean).join("\n\n");
}

function amount(number: number, what: string): string {
  return number === 0 ? "" : `${count(number)} ${number === 1 ? what.replace(/s\b/, "") : what}`;
}

/** The playlists that the account does not have, and gets. */
function toMake(playlists: readonly PlannedPlaylist[]): readonly PlannedPlaylist[] {
  return playlists.filter(
    ({ id, failed, action, skipped }) =>
      id === null && failed === null && !(action === "follow" && skipped.length > 0),
  );
}

/** The number of items that go into `playlists`. */
export function itemsToAdd(playlists: readonly PlannedPlaylist[]): number {
  return sum(playlists.flatMap(({ inserts }) => inserts.map(({ items }) => items.length)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

/** A row for each kind: its name, and the numbers to add, there, and left out. */
function kindRows(plan: PreviewReport["plan"]): readonly (readonly string[])[] {
  return kindNumbers(plan).map(([what, ...numbers]) => [what, ...numbers.map(count)]);
}

/** The name of each kind of which there is anything, and its numbers to add, there, and left out. */
export function kindNumbers({
  collections,
  playlists,
}: PreviewReport["plan"]): readonly (readonly [string, number, number, number])[] {
  const made = toMake(playlists).length;
  const there = playlists.filter(({ id }) => id !== null).length;
  const copies = playlists.filter(({ action }) => action !== "follow");
  const rows = [
    ...collections.map(({ kind, missing, present, skipped }) => {
      return [kind, missing.length, present, skipped.length] as const;
    }),
    ["playlists", made, there, playlists.length - made - there] as const,
    [
      "in playlists",
      itemsToAdd(copies),
      sum(copies.map(({ present }) => present)),
      sum(copies.map(({ skipped }) => skipped.length)),
    ] as const,
  ];
  return rows.filter(([, ...numbers]) => numbers.some((number) => number > 0));
}

/** Sentences about the time that the restore takes, and about the dates. */
function outlook({ plan, isEmpty, requestsToCome }: PreviewReport): readonly string[] {
  if (isEmpty) return [];
  const hasLikes = plan.collections.some(({ kind, missing }) => {
    return kind === "likes" && missing.length > 0;
  });
  return [
    timeText(requestsToCome),
    ...(hasLikes ? [DATES_OF_LIKES] : []),
    ...(itemsToAdd(plan.playlists) > 0 ? [DATES_OF_ITEMS] : []),
  ];
}

/** The alerts about whose snapshots these are. They tell nothing of the content. */
function proofAlerts(
  { unrecordedKeyIds, passedOver, unproved }: PreviewReport,
  { names }: PreviewOptions,
): readonly string[] {
  const files = unproved.slice(0, SHOWN).map(({ file }) => codeSpan(file));
  const more = unproved.length > files.length ? ", …" : "";
  return [
    alert(
      "CAUTION",
      unproved.length === 0
        ? ""
        : `**${counted(unproved.length, "file is", "files are")} NOT PROVED to be yours**, and would be restored, since \`unproved\` is set${names ? `: ${files.join(", ")}${more}` : "."}`,
    ),
    // A key that only the snapshots themselves name is no proof against who replaces all of them.
    ...unrecordedKeyIds.map((keyId) =>
      alert(
        "IMPORTANT",
        `The key of these snapshots is ${codeSpan(keyId)}. It is not recorded as yours. If it is yours, put it into the variable \`TRACKSAFE_KEY_ID\`.`,
      ),
    ),
    alert(
      "WARNING",
      passedOver === 0
        ? ""
        : `${counted(passedOver, "newer snapshot is", "newer snapshots are")} not proved to be yours, and not taken.`,
    ),
  ];
}

function newerTable({ newer }: PreviewReport): string {
  if (newer.length === 0) return "";
  const rows = newer
    .toReversed()
    .slice(0, SHOWN)
    .map(({ name, reason }) => {
      const why = whyNotLatest(reason);
      return [codeSpan(name), why === reason ? codeSpan(why) : why];
    });
  const more = newer.length - rows.length;
  return [
    "There are newer snapshots. None of them was chosen:",
    markdownTable(["newer", "why not"], rows),
    more > 0 ? `and ${counted(more, "more", "more")}` : "",
  ]
    .filter(Boolean)
    .join("\n\n");
}

function playlistTable({ plan }: PreviewReport): string {
  // The plan begins with the last of the list.
  const all = plan.playlists.toReversed();
  const rows = all.slice(0, NAMED_AT_MOST).map((one) => {
    const items = itemsToAdd([one]);
    return [
      shortSpan(plain(one.wanted.source.playlist.name)),
      whatHappens(one),
      items === 0 ? "" : `+${count(items)}`,
    ];
  });
  const more = all.length - rows.length;
  if (rows.length === 0) return "";
  const table = markdownTable(["playlist", "", "items"], rows);
  return more === 0 ? table : `${table}\n\nand ${counted(more, "more", "more")}`;
}

/** The step that a restore takes for a playlist, in a word or two. */
export function whatHappens({ action, id, inserts, failed, skipped }: PlannedPlaylist): string {
  if (failed !== null) return "left alone";
  if (action === "follow") {
    if (id !== null) return "there";
    return skipped.length > 0 ? "left out" : "follow";
  }
  if (action === "return") return "bring back";
  if (action === "create" || id === null) return "new";
  return inserts.length > 0 ? "complete" : "there";
}

type Skips = PlannedPlaylist["skipped"];

function skippedOf({ plan }: PreviewReport): Skips {
  return [...plan.collections, ...plan.playlists].flatMap(({ skipped }) => skipped);
}

function reasonTable(report: PreviewReport): string {
  const skipped = skippedOf(report);
  const rows = Object.entries({ ...REASONS, local: "local files" }).flatMap(([reason, text]) => {
    const number = skipped.filter((one) => one.reason === reason).length;
    return number === 0 ? [] : [[text, count(number)]];
  });
  return rows.length === 0 ? "" : markdownTable(["What cannot be restored", ""], rows);
}

/** Names the files of the snapshot and the lists of the account that could not be read. */
function unreadText(report: PreviewReport, { names }: PreviewOptions): string {
  const { plan, unusable, incomplete } = report;
  const failed = [...plan.collections, ...plan.playlists].flatMap((one) => one.failed ?? []);
  const sentences = [
    sentence(unusable.length, "file of the snapshot", "cannot be used, and is left out."),
    sentence(incomplete.length, "file of the snapshot", "was not read to its end by the backup."),
    sentence(failed.length, "list of the account", "cannot be looked at now, and is left alone."),
  ].filter(Boolean);
  const lines = [...unusableLines(unusable), ...incompleteLines(incomplete)].slice(0, SHOWN);
  const codes = [...new Set(failed)].map((code) => `  ${code}`);
  const named = names && lines.length + codes.length > 0;
  return [...sentences, named ? textBlock([...lines, ...codes]) : ""].filter(Boolean).join("\n\n");
}

function sentence(number: number, what: string, verb: string): string {
  if (number === 0) return "";
  const plural = verb.replace(/\bis\b/, "are").replace(/\bwas\b/, "were");
  const [noun = "", ...rest] = what.split(" ");
  const many = [`${noun}s`, ...rest].join(" ");
  return number === 1 ? `1 ${what} ${verb}` : `${count(number)} ${many} ${plural}`;
}

function todoCount({ plan }: PreviewReport): string {
  const { length } = plan.todo;
  return length === 0 ? "" : `${counted(length, "step is", "steps are")} left to do by hand.`;
}

function nextStep({ workflowUrl }: PreviewOptions): string {
  const again = workflowUrl === null ? "run it again" : link("run the workflow again", workflowUrl);
  return `**To restore, ${again} with \`dry-run\` off.**`;
}

function textBlock(lines: readonly string[]): string {
  return lines.length === 0 ? "" : codeBlock(plainLines(lines.map((line) => line.slice(2))));
}
