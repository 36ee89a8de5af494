import type { AppError } from "../errors.ts";
import { type Expiry, isEnding } from "../model/login-expiry.ts";
import { KINDS } from "../model/records.ts";
import type { Metadata, Status, Warning } from "../snapshot/metadata.ts";
import { countNameOnly } from "../snapshot/summary.ts";
import {
  type BackupReport,
  NAMED_AT_MOST,
  nameOnlyText,
  problemsOf,
  stateText,
  warningText,
} from "./backup.ts";
import { type Changes, changesOf } from "./changes.ts";
import { errorText } from "./error.ts";
import { loginAdvice } from "./error-advice.ts";
import { bullets, codeBlock, codeSpan, link, markdownTable } from "./markdown.ts";
import { withoutIds } from "./redact.ts";
import { count, counted, duration } from "./text.ts";

/** The facts that a summary needs about a backup. The result of the use case has them all. */
export interface SummarizedBackup extends BackupReport {
  /** The commit that holds the snapshot. */
  readonly commit: string | null;
  readonly previous: { readonly name: string; readonly metadata: Metadata } | null;
  /** The names of playlists by the id of their file. */
  readonly titles: ReadonlyMap<string, string>;
}

/** The limits of what a summary may show, and the facts that it adds. */
export interface SummaryOptions {
  /** Everybody can read it, or may be able to: no titles, no places, and opaque ids only. */
  readonly isPublic: boolean;
  /** Titles are wanted. In public that does nothing. */
  readonly names: boolean;
  /** When the login ends; `null` when that is not known. */
  readonly login: Expiry | null;
  /** A key id that a person has to put on record; `null`: none. */
  readonly unrecordedKeyId: string | null;
  /** The page of the repository that runs the workflows; `null`: not known. */
  readonly repositoryUrl: string | null;
}

/** A backup as Markdown, for the summary of a workflow's run. Ends with a line break. */
export function backupSummary(backup: SummarizedBackup, options: SummaryOptions): string {
  const { error, files, previous, warnings } = backup;
  const changes = changesOf(files, previous?.metadata.files ?? null);
  const name = (id: string) => nameOf(id, backup.titles, options);
  const sections = [
    `## Backup: ${backup.status}`,
    backup.status === "partial" && backup.snapshot === null ? BLOCKED : STATUS_TEXT[backup.status],
    nameOnlyText(countNameOnly(files)),
    error === null ? "" : codeBlock(ending(error, options)),
    ...(backup.snapshot === null ? [] : changesText(changes, previous?.name)),
    section("Problems", problemLines(backup, name)),
    section(
      "Warnings",
      warnings.map((warning) => warningLine(warning, name)),
    ),
    bullets(facts(backup, options)),
    keyRecord(options),
    renewal(options),
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

const STATUS_TEXT = {
  complete: "Everything that was asked for and that the provider shows was read and stored.",
  partial:
    "Not everything could be read this time. The snapshot holds what was read, and the last good content of the rest where there is one. The next run tries again.",
  failed: "The run ended before its work was done. Earlier snapshots are unchanged.",
} as const satisfies Record<Status, string>;

/** A run that was told to wait before it came to the account. */
const BLOCKED =
  "Nothing could be read this time, so there is no new snapshot. Earlier snapshots are unchanged. The next run tries again.";

function ending(error: AppError, { isPublic }: SummaryOptions): string {
  return isPublic ? withoutIds(errorText(error)) : errorText(error);
}

function changesText({ changed, kinds }: Changes, previous: string | undefined): string[] {
  const since = previous === undefined ? null : `since ${codeSpan(previous)}`;
  if (since !== null && !changed) return [`Nothing changed ${since}.`];
  const rows = kinds.map(({ kind, added, changed, removed, before, after }) => [
    kind,
    ...[added, changed, removed].map((files) => (files === 0 ? "" : count(files))),
    kind === "covers" ? "" : count(after),
    kind === "covers" ? "" : difference(after - before),
  ]);
  const head = ["", "new files", "changed", "gone", "entries", "difference"];
  return [
    since === null ? "This is the first snapshot." : `Changes ${since}:`,
    markdownTable(head, rows),
  ];
}

function difference(entries: number): string {
  if (entries === 0) return "";
  return entries > 0 ? `+${count(entries)}` : `−${count(-entries)}`;
}

function problemLines(backup: BackupReport, name: (id: string) => string): readonly string[] {
  const troubles = Map.groupBy(problemsOf(backup), (file) => {
    return `${stateText(file)} (${codeSpan(file.error ?? "unknown")})`;
  });
  return [...troubles].flatMap(([trouble, files]) =>
    files.length > NAMED_AT_MOST
      ? [`${counted(files.length, "file")}: ${trouble}`]
      : files.map(({ id }) => `${name(id)}: ${trouble}`),
  );
}

function warningLine(warning: Warning, name: (id: string) => string): string {
  const { file } = warning;
  return warningText(file === undefined ? warning : { ...warning, file: name(file) });
}

function facts(backup: SummarizedBackup, { isPublic, login }: SummaryOptions): readonly string[] {
  const { snapshot, commit, requests, durationMs } = backup;
  const lines: string[] = [];
  if (snapshot !== null) {
    lines.push(`Snapshot: ${codeSpan(isPublic ? snapshot.name : snapshot.location)}`);
  }
  if (commit !== null) lines.push(`Commit: ${codeSpan(commit)}`);
  lines.push(`${counted(requests, "request")} in ${duration(durationMs)}`);
  if (login !== null) lines.push(loginText(login));
  return lines;
}

/** The pin of a restore has to be where who can write to the snapshots alone cannot change it. */
function keyRecord({ unrecordedKeyId, repositoryUrl }: SummaryOptions): string {
  if (unrecordedKeyId === null) return "";
  const page = `${repositoryUrl}/settings/variables/actions`;
  const where = repositoryUrl === null ? "the repository's variables" : link("the variables", page);
  return `### Record your key id\n\nAdd ${codeSpan(unrecordedKeyId)} at the end of the variable \`TRACKSAFE_KEY_ID\` in ${where}. A restore then uses only snapshots with your key id. If the secret \`SECRETS_TOKEN\` holds a token, backups record the key id themselves.`;
}

/** In good time, and where somebody looks who wonders why it is told. */
function renewal({ login, repositoryUrl }: SummaryOptions): string {
  if (login === null || !isEnding(login)) return "";
  return `### Renew the login\n\n${loginAdvice(repositoryUrl)}`;
}

function loginText({ at, daysLeft }: Expiry): string {
  const date = at.toISOString().slice(0, 10);
  if (daysLeft < 0) return `The login ended on ${date}.`;
  return `The login ends on ${date}, in ${counted(daysLeft, "day")}.`;
}

/** Ids in sealed snapshots: keyed hashes, which say nothing to who does not hold the key. */
const OPAQUE = /^(?:playlist|cover)_[0-9a-f]{24}$/;

/** A file as the readers may know it. */
function nameOf(
  id: string,
  titles: ReadonlyMap<string, string>,
  { isPublic, names }: SummaryOptions,
): string {
  const title = titles.get(id) ?? "";
  if (names && !isPublic && title !== "") return `${codeSpan(title)} (${codeSpan(id)})`;
  const isCollection = id === "playlists" || KINDS.some((kind) => kind === id);
  if (isCollection) return id;
  if (!isPublic || OPAQUE.test(id)) return codeSpan(id);
  return id.startsWith("cover_") ? "a cover" : "a playlist";
}

function section(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `### ${heading}\n\n${bullets(lines)}`;
}
