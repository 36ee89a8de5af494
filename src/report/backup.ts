import type { AppError } from "../errors.ts";
import { plainLines } from "../safe-text.ts";
import { type FileRecord, isGood, type Status, type Warning } from "../snapshot/metadata.ts";
import { countKinds, countNameOnly, type KindCount } from "../snapshot/summary.ts";
import { errorJson } from "./error.ts";
import { count, counted, duration, size, table } from "./text.ts";

/** The facts that a report needs about a backup. The result of the use case has them all. */
export interface BackupReport {
  readonly status: Status;
  readonly error: AppError | null;
  readonly snapshot: {
    readonly user: string;
    readonly name: string;
    readonly location: string;
  } | null;
  readonly files: readonly FileRecord[];
  readonly warnings: readonly Warning[];
  readonly requests: number;
  readonly durationMs: number;
}

/**
 * The playlists of others that are kept as name and link only, in words; empty when there are none.
 */
export function nameOnlyText(nameOnly: number): string {
  if (nameOnly === 0) return "";
  const playlists = counted(nameOnly, "playlist");
  return `${playlists} of other people: only name and link are kept, because Spotify does not show ${nameOnly === 1 ? "its" : "their"} tracks.`;
}

/** A backup as JSON. */
export function backupJson(report: BackupReport) {
  return {
    status: report.status,
    error: report.error === null ? null : errorJson(report.error),
    snapshot: report.snapshot,
    kinds: countKinds(report.files),
    problems: filesWithProblems(report).map(({ id, state, error }) => ({ file: id, state, error })),
    warnings: report.warnings,
    requests: report.requests,
    durationMs: report.durationMs,
  };
}

/**
 * A backup as a person reads it, without the error that ended it. Files are named by id: titles
 * stay out of terminals and logs.
 */
export function backupText(report: BackupReport): string {
  const lines = [headline(report)];
  const kinds = countKinds(report.files);
  lines.push(...table(kinds.map(kindRow)).map((row) => `  ${row}`));
  const nameOnly = nameOnlyText(countNameOnly(report.files));
  if (nameOnly !== "") lines.push(`  ${nameOnly}`);
  lines.push(...problemLines(filesWithProblems(report)).map((line) => `  ${line}`));
  lines.push(...report.warnings.map((warning) => `  Warning: ${warningText(warning)}`));
  if (report.snapshot !== null) lines.push(`Saved in ${report.snapshot.location}`);
  lines.push(`${counted(report.requests, "request")} in ${duration(report.durationMs)}.`);
  return plainLines(lines);
}

/** The states of a file in words. */
const STATE_TEXT = {
  ok: "read",
  withheld: "withheld by the provider",
  unsupported: "not offered to this account",
  stale: "could not be read; the last good content is kept",
  incomplete: "not read yet",
  failed: "could not be read",
} as const;

/** The state of a file in words. If the store took nothing more, the file could not be written. */
export function stateText({ state, error = "unknown" }: FileRecord): string {
  const text = STATE_TEXT[state];
  return error.startsWith("store/") ? text.replace("be read", "be written") : text;
}

/** The largest number of files with the same problem that are named one by one. */
export const NAMED_AT_MOST = 5;

function problemLines(problems: readonly FileRecord[]): readonly string[] {
  const troubles = Map.groupBy(problems, (file) => {
    return `${stateText(file)} [${file.error ?? "unknown"}]`;
  });
  return [...troubles].flatMap(([trouble, files]) =>
    files.length > NAMED_AT_MOST
      ? [`${counted(files.length, "file")}: ${trouble}`]
      : files.map(({ id }) => `${id}: ${trouble}`),
  );
}

function headline({ status, snapshot }: BackupReport): string {
  return snapshot === null
    ? `The backup is ${status}; it made no snapshot.`
    : `Snapshot ${snapshot.name} is ${status}.`;
}

function kindRow({ kind, files, entries, bytes }: KindCount): readonly string[] {
  if (kind === "covers") return [kind, count(files), "", size(bytes)];
  if (kind === "playlists") {
    return [kind, count(files), `${count(entries)} entries`, size(bytes)];
  }
  return [kind, count(entries), "", size(bytes)];
}

/** The files that could not be read to their end. */
export function filesWithProblems({ files }: Pick<BackupReport, "files">): readonly FileRecord[] {
  return files.filter((file) => !isGood(file));
}

/** A warning as a sentence. */
export function warningText({ code, file, was, now }: Warning): string {
  switch (code) {
    case "shrunk":
      return `${file} shrank from ${count(was ?? 0)} to ${count(now ?? 0)}. If you removed the entries yourself, you need not do anything. \`latest\` stays at the snapshot before.`;
    case "hidden-playlists":
      return `The provider lists ${counted(now ?? 0, "playlist")}, but does not say which ${now === 1 ? "one it is" : "ones they are"}.`;
    case "now-withheld":
      return `The provider now withholds ${file}; its ${count(was ?? 0)} last known entries are kept.`;
    case "count-differs":
      return `The provider says that ${file} has ${counted(was ?? 0, "entry", "entries")}, but shows ${count(now ?? 0)} every time. The shown entries are kept.`;
    case "malformed-rows":
      return `${counted(now ?? 0, "row")} of ${file} could not be read because the provider did not send what it documents. The snapshot keeps only the position of such a row.`;
    case "unsupported":
      return `The provider does not offer ${file} to this account, so the backup has none. This is reported only once.`;
    case "recipients-changed":
      return "The snapshot is sealed for other recipients than the one before. If you did not change the setting, somebody else did.";
    case "login-replaced":
      return "The provider replaced the login during the run, so the login in the settings may no longer work. Log in again and replace it there.";
    case "previous-damaged":
      return `${counted(now ?? 0, "earlier snapshot")} could not be read. Run \`tracksafe verify\`.`;
    case "foreign":
      return `${counted(now ?? 0, "earlier snapshot is", "earlier snapshots are")} not proved to be yours, and nothing was taken from ${now === 1 ? "it" : "them"}. Run \`tracksafe verify\`.`;
    case "key-changed":
      return "The key id of the snapshot is not recorded. It changes with the app or its client secret. If you changed neither, somebody else changed the settings.";
    default:
      return code;
  }
}
