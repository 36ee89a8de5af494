import type { AppError } from "../errors.ts";
import { type Expiry, expiryAt, needsWarning } from "../model/login-expiry.ts";
import { KINDS } from "../model/records.ts";
import type { Status, Warning } from "../snapshot/metadata.ts";
import { errorText } from "./error.ts";
import { adviceFor, loginAdvice } from "./error-advice.ts";
import { bullets, codeLines, link } from "./markdown.ts";
import { withoutIds } from "./redact.ts";
import { count } from "./text.ts";

/** The text of the one issue, where a person will see it. */
export interface Notice {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/** The findings of a run that somebody may have to be told. */
export interface NoticeInput {
  readonly now: Date;
  /** `null` for a run that was no backup. */
  readonly status: Status | null;
  /** The error that ended the run early. */
  readonly error: AppError | null;
  readonly warnings: readonly Warning[];
  /** The number of snapshots that are not proved to be the owner's; `null`: the warnings say it. */
  readonly foreign: number | null;
  /** The number of newest snapshots in a row that are partial. */
  readonly partialsInARow: number;
  /** When the newest snapshot was made; `null` when there is none, or it is not known. */
  readonly newestSnapshotAt: Date | null;
  /** When the login ends; `null` when that is not known. */
  readonly login: Expiry | null;
  /** When the token that renews logins ends; `null` when there is none, or it does not end. */
  readonly secretsTokenEndsAt: Date | null;
  /** The error of that token; `null`: it works, there is none, or that is not known. */
  readonly secretsTokenError: AppError | null;
  /** The page of the repository that runs the workflows; `null`: not known. */
  readonly repositoryUrl: string | null;
  /** The page of the run, for who wants to know more. */
  readonly runUrl: string | null;
}

const TOLERATED_PARTIALS = 2;
/** A schedule of once a week and a day to spare. */
const STALE_AFTER_MS = 8 * 24 * 60 * 60 * 1000;

/**
 * Puts all reasons, most urgent first, into one notice; `null`: all is well. Except for the link to
 * the run, the text stays the same from day to day while the reasons do. It holds no titles, ids or
 * secrets: an issue may be public.
 */
export function decideNotice(input: NoticeInput): Notice | null {
  const reasons = RULES.flatMap((rule) => rule(input) ?? []);
  const [first, ...others] = reasons;
  if (first === undefined) return null;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  const sections = reasons.map(({ title, body }) => `## ${title}\n\n${body}`);
  return {
    title: `tracksafe: ${first.title}${more}`,
    body: [...sections, footer(input)].join("\n\n"),
  };
}

type Rule = (input: NoticeInput) => Notice | null;

/** Most urgent first. */
const RULES: readonly Rule[] = [
  failed,
  loginEnded,
  recipientsChanged,
  keyChanged,
  foreign,
  shrunk,
  stale,
  loginReplaced,
  partialAgain,
  loginEnding,
  secretsTokenRefused,
  secretsTokenEnding,
];

function failed({ status, error, repositoryUrl }: NoticeInput): Notice | null {
  if (error === null ? status !== "failed" : status === "partial") return null;
  const code = error?.code ?? "internal/unexpected";
  const said = error === null ? "" : `${codeLines(withoutIds(errorText(error)))}\n\n`;
  const { title, advice } = adviceFor(code, repositoryUrl);
  return { title, body: `${said}${advice}` };
}

function loginEnded({ login, error, repositoryUrl }: NoticeInput): Notice | null {
  if (login === null || login.daysLeft >= 0 || error?.code === "auth/expired") return null;
  return {
    title: "the Spotify login has reached its end",
    body: `According to \`SPOTIFY_AUTHORIZED_AT\`, the login was made more than six months ago. It ended on ${day(login.at)} or may end at any moment.\n\n${loginAdvice(repositoryUrl)}`,
  };
}

function recipientsChanged({ warnings }: NoticeInput): Notice | null {
  if (!has(warnings, "recipients-changed")) return null;
  return {
    title: "the recipients of the snapshots have changed",
    body: "The recipients in `AGE_RECIPIENTS` are not those of the previous snapshot. If you changed them, you need not do anything; the next run closes this issue. If not, somebody else can open the backups from now on, and perhaps you cannot. Set your recipient again, and find out who can change the settings of the repository.",
  };
}

function keyChanged({ warnings }: NoticeInput): Notice | null {
  if (!has(warnings, "key-changed")) return null;
  return {
    title: "the key id of the snapshots has changed",
    body: "The key id belongs to a key that is derived from the app's client secret. If you changed the app or its secret, add the new key id to the variable `TRACKSAFE_KEY_ID`, after the old one; the summary of the run shows it. If not, find out who can change the settings of the repository.",
  };
}

function foreign({ warnings, foreign: found }: NoticeInput): Notice | null {
  const number = found ?? warnings.find(({ code }) => code === "foreign")?.now ?? 0;
  if (number === 0) return null;
  const are = number === 1 ? "1 snapshot is" : `${count(number)} snapshots are`;
  return {
    title: "some snapshots are not proved to be yours",
    body: `${are} not proved to be from your own backups: not sealed although others are, with another key id, changed, moved, or dated in the future. No backup builds on them, and no restore uses them unless you name them. \`tracksafe list\` shows which ones they are. If you started to seal or changed the app since the last backup, you need not do anything. If not, find out who can write to the repository, and delete these snapshots.`,
  };
}

function shrunk({ warnings }: NoticeInput): Notice | null {
  const lines = warnings.filter(({ code }) => code === "shrunk").map(shrunkLine);
  if (lines.length === 0) return null;
  return {
    title: "the library has lost many entries",
    body: `${bullets(lines)}\n\nIf you removed them yourself, you need not do anything. If not, check the account first. The previous snapshot still has everything, and \`latest\` stays at that one.`,
  };
}

/** The file of a playlist bears its id, so it is not named. */
function shrunkLine({ file = "", was = 0, now = 0 }: Warning): string {
  const what = file === "playlists" ? "The number of playlists" : "";
  const isCollection = KINDS.some((kind) => kind === file);
  const name = what || (isCollection ? `Saved ${file}` : "A playlist");
  return `${name}: from ${count(was)} to ${count(now)}`;
}

function stale({
  newestSnapshotAt,
  now,
  status,
  error,
  repositoryUrl,
}: NoticeInput): Notice | null {
  if (newestSnapshotAt === null) return null;
  if (now.getTime() - newestSnapshotAt.getTime() <= STALE_AFTER_MS) return null;
  const from = `The newest snapshot is from ${day(newestSnapshotAt)}.`;
  const title = "the newest snapshot is old";
  if (status === null) return { title, body: `${from} ${SEE_SCHEDULE}` };
  const why = status === "partial" && error !== null ? ` ${whyBlocked(error, repositoryUrl)}` : "";
  return {
    title,
    body: `${from} Backups run, but none of them has made a snapshot since then.${why}`,
  };
}

const SEE_SCHEDULE =
  "Check under Actions whether the backup workflow still runs. GitHub switches schedules off in public repositories after 60 days without activity. The page of the workflow shows if it is switched off.";

/** Without the time to come back, which is another one every day. */
function whyBlocked({ code }: AppError, repositoryUrl: string | null): string {
  const { title, advice } = adviceFor(code, repositoryUrl);
  return `The reason for the last one: ${title} (\`${code}\`). ${advice}`;
}

function loginReplaced({ warnings, repositoryUrl }: NoticeInput): Notice | null {
  if (!has(warnings, "login-replaced")) return null;
  return {
    title: "Spotify replaced the login",
    body: `The login in the secret may no longer work, and the new one could not be stored there. To avoid this, put a token that may write the secrets of the repository into \`SECRETS_TOKEN\`: see the input \`secrets-token\`.\n\n${loginAdvice(repositoryUrl)}`,
  };
}

function partialAgain({ partialsInARow, status }: NoticeInput): Notice | null {
  if (status !== "partial" || partialsInARow <= TOLERATED_PARTIALS) return null;
  return {
    title: "the last three backups are not complete",
    body: "A part of the library could not be read in at least three runs in a row. Its last good content is kept. The summary of the run says which part it is, and why.",
  };
}

function loginEnding({ login, repositoryUrl }: NoticeInput): Notice | null {
  if (login === null || login.daysLeft < 0 || !needsWarning(login)) return null;
  return {
    title: "the Spotify login ends soon",
    body: `The login ends on ${day(login.at)}, six months after it was made, however often it is used. Backups stop then, unless you log in again before that day.\n\n${loginAdvice(repositoryUrl)}`,
  };
}

function secretsTokenRefused({ secretsTokenError }: NoticeInput): Notice | null {
  if (secretsTokenError === null) return null;
  return {
    title: "the token in `secrets-token` cannot be used",
    body: `${codeLines(errorText(secretsTokenError))}\n\nBackups go on without it, but a login that Spotify replaces cannot be stored. Use a fine-grained token for this repository only, with "Secrets: Read and write" and "Variables: Read and write".`,
  };
}

function secretsTokenEnding({ secretsTokenEndsAt, now }: NoticeInput): Notice | null {
  if (secretsTokenEndsAt === null) return null;
  if (!needsWarning(expiryAt(secretsTokenEndsAt, now))) return null;
  return {
    title: "the token in `secrets-token` expires soon",
    body: `The token expires on ${day(secretsTokenEndsAt)}. After that day a login that Spotify replaces cannot be stored. Make a new token with the same permissions, and put it into the same secret.`,
  };
}

function has(warnings: readonly Warning[], wanted: string): boolean {
  return warnings.some(({ code }) => code === wanted);
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function footer({ runUrl, status }: NoticeInput): string {
  const run = runUrl === null ? "" : `${link("The last run", runUrl)} · `;
  const next = status === null ? "run" : "complete backup";
  return `---\n${run}tracksafe updates this issue, and closes it after the next ${next} without a problem.`;
}
