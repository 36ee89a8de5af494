import type { AppError } from "../errors.ts";
import { type Expiry, needsWarning } from "../model/login-expiry.ts";
import { KINDS } from "../model/records.ts";
import type { Metadata, Warning } from "../snapshot/metadata.ts";
import { countNameOnly } from "../snapshot/summary.ts";
import {
  type BackupReport,
  filesWithProblems,
  NAMED_AT_MOST,
  nameOnlyText,
  stateText,
  warningText,
} from "./backup.ts";
import { numberTable, stateLine } from "./backup-state.ts";
import { likesLine } from "./block-line.ts";
import { type Changes, type ComparedEntries, changesOf } from "./changes.ts";
import { diffSections } from "./diff.ts";
import { errorText } from "./error.ts";
import { adviceFor, loginAdvice } from "./error-advice.ts";
import { alert, bullets, codeLines, codeSpan, folded, link, markdownPage } from "./markdown.ts";
import { withoutIds } from "./redact.ts";
import { counted, duration } from "./text.ts";

/** The facts that a summary needs about a backup. The result of the use case has them all. */
export interface SummarizedBackup extends BackupReport {
  /** The commit that holds the snapshot. */
  readonly commit: string | null;
  readonly previous: { readonly name: string; readonly metadata: Metadata } | null;
  /** The entries that came and went since then; `null`: they were not compared. */
  readonly changes: ComparedEntries | null;
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
  /** The likes of the last 30 days, oldest first. */
  readonly likes: readonly number[];
  /** A key id that a person has to put on record; `null`: none. */
  readonly unrecordedKeyId: string | null;
  /** The page of the repository that runs the workflows; `null`: not known. */
  readonly repositoryUrl: string | null;
}

/** The most lines of a list that are shown. */
const LINES_AT_MOST = 20;

/** A backup as Markdown, for the summary of a workflow's run. Ends with a line break. */
export function backupSummary(backup: SummarizedBackup, options: SummaryOptions): string {
  const { error, files, previous, snapshot, status, warnings } = backup;
  const before = previous?.metadata.files ?? null;
  const changes = changesOf(files, before);
  const compared = { backup, changes, before, entries: backup.changes };
  const name = (id: string) => nameOf(id, backup.titles, options);
  const isStored = snapshot !== null;
  return markdownPage([
    `## Backup: ${status}`,
    stateLine(compared),
    error === null
      ? ""
      : alert(status === "failed" ? "CAUTION" : "WARNING", ending(error, options)),
    isStored ? numberTable(compared) : "",
    likesLine(options.likes),
    nameOnlyText(countNameOnly(files)),
    alert("WARNING", listed("Lists that could not be read", problemLines(backup, name))),
    alert(
      "WARNING",
      listed(
        "Warnings",
        warnings.map((warning) => warningLine(warning, name)),
      ),
    ),
    alert("IMPORTANT", keyRecord(options)),
    alert("IMPORTANT", renewal(options)),
    folded("What changed", changedText(backup, options)),
    folded(
      "Details",
      bullets([
        ...(isStored ? [sinceText(changes, previous?.name)] : []),
        ...facts(backup, options),
      ]),
    ),
  ]);
}

/** The entries that came and went, by name, for those who may read the library. */
function changedText({ changes }: SummarizedBackup, { isPublic, names }: SummaryOptions): string {
  if (changes === null || isPublic || !names) return "";
  const { diff, unread } = changes;
  const missing =
    unread.length === 0
      ? ""
      : `${counted(unread.length, "changed list")} could not be compared entry by entry, because this run does not have the earlier content.`;
  return [diffSections(diff, LINES_AT_MOST), missing].filter(Boolean).join("\n\n");
}

function listed(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  const more = lines.length - LINES_AT_MOST;
  const rest = more > 0 ? [`and ${counted(more, "more", "more")}`] : [];
  return `**${title}**\n\n${bullets([...lines.slice(0, LINES_AT_MOST), ...rest])}`;
}

function sinceText({ changed }: Changes, previous: string | undefined): string {
  if (previous === undefined) return "This is the first snapshot.";
  return `${changed ? "Compared with" : "Nothing changed since"} ${codeSpan(previous)}.`;
}

/** The error that ended the run, and what to do about it. */
function ending(error: AppError, { isPublic, repositoryUrl }: SummaryOptions): string {
  const text = codeLines(isPublic ? withoutIds(errorText(error)) : errorText(error));
  const { advice } = adviceFor(error.code, repositoryUrl);
  return `${text}\n\n${advice}`;
}

function problemLines(backup: BackupReport, name: (id: string) => string): readonly string[] {
  const troubles = Map.groupBy(filesWithProblems(backup), (file) => {
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

/** The advice for a login that ends soon; empty while it does not. */
function renewal({ login, repositoryUrl }: SummaryOptions): string {
  if (login === null || !needsWarning(login)) return "";
  return `**Renew the login**\n\n${loginAdvice(repositoryUrl)}`;
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
