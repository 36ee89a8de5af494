import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { Command } from "commander";
import { journalDirectory } from "../app/journal.ts";
import {
  type BegunRestore,
  namedFiles,
  parseOnly,
  type RestoreProgress,
  type RestoreResult,
  type RestoreSource,
  restore,
  type StoredSource,
} from "../app/restore.ts";
import { readReviewFile, writeNotFoundFile, writeReviewFile } from "../app/review.ts";
import type { Session } from "../app/session.ts";
import { Disposables } from "../disposables.ts";
import { EXIT, exitOf } from "../report/exit.ts";
import { searchText } from "../report/recordings.ts";
import {
  exitOfPreview,
  previewJson,
  previewText,
  restoreJson,
  restoreText,
} from "../report/restore.ts";
import { counted } from "../report/text.ts";
import { agree } from "./agree.ts";
import type { CommandContext, Definer } from "./command.ts";
import { BRANCH } from "./github.ts";
import { importExports } from "./import-exports.ts";
import type { CommandResult } from "./io.ts";
import { readOwnerKeyInputs, withKeyId } from "./owner-keys.ts";
import { createProgressLine, type ProgressLine, type Step } from "./progress.ts";
import { MAX_REQUESTS, MAX_WAIT, openSession } from "./session.ts";
import { openSource, type Source } from "./snapshot-source.ts";

const EXAMPLES = `
Examples:
  tracksafe restore ./backups --dry-run
  tracksafe restore ./backups --only likes --same-account
  tracksafe restore ./backups --only "Summer 2024,Running"
  tracksafe restore github:owner/backups --yes --max-wait 60`;

interface RestoreFlags {
  readonly only?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly sameAccount?: boolean;
  readonly branch?: string;
  readonly user?: string;
  readonly keyId?: string;
  readonly unproved?: boolean;
  readonly maxWait?: string;
  readonly maxRequests?: string;
  readonly review?: string;
  readonly notFound?: string;
}

/** `tracksafe restore`: puts snapshots back into the account that the login is for. */
export function restoreCommand({ define }: Definer): Command {
  return withKeyId(define<RestoreFlags>("restore", "Restore snapshots into an account", run))
    .argument(
      "<source...>",
      "snapshots, directories of snapshots (the latest is used), single files, exports of other tools, or github:owner/repo",
    )
    .option(
      "--only <what>",
      "restore only these kinds, ids of files or names of playlists: likes,playlist_…",
      (value, before?: string) => (before === undefined ? value : `${before},${value}`),
    )
    .option("--dry-run", "show what would be written, and write nothing")
    .option("--yes", "do not ask before writing")
    .option("--same-account", "allow restoring into the account that the snapshot came from")
    .option("--unproved", "also restore files that are not proved to be from your own backups")
    .option("--user <name>", "account whose snapshots to use, if there are several accounts")
    .option(...BRANCH)
    .option(
      "--review <file>",
      "write what is not certain into this file; edit it, and give it back the same way",
    )
    .option("--not-found <file>", "write what was not found into this file, as CSV")
    .option(...MAX_WAIT)
    .option(...MAX_REQUESTS)
    .addHelpText("after", EXAMPLES);
}

async function run(
  context: CommandContext,
  flags: RestoreFlags,
  args: readonly string[],
): Promise<CommandResult> {
  const { terminal, world } = context;
  const named = await importExports(context, args);
  const review = flags.review === undefined ? null : await readReviewFile(flags.review);
  const { open = null, ...keyInputs } = await readOwnerKeyInputs(terminal, world, flags);
  let progress: ProgressLine | null = null;
  await using session = await openSession(context, flags, (until) => progress?.wait(until));
  await using stack = new Disposables();
  const sources = await openSources(context, flags, named, stack);
  progress = createProgressLine(context, "Reading the account …");
  stack.defer(() => progress?.end());
  await using planned = await restore(session, world, {
    sources,
    open,
    only: parseOnly(flags.only ?? ""),
    keyInputs,
    sameAccount: flags.sameAccount ?? false,
    unproved: flags.unproved ?? false,
    journal: journalDirectory(terminal.env),
    dryRun: flags.dryRun ?? false,
    review,
    onProgress: (how) => progress?.update(stepOf(how)),
    onSearch(need, looked) {
      if (looked === 0) context.output.note(searchText(need));
      progress?.update({
        what: "Looking",
        done: looked,
        total: need.recordings,
        parts: ["recording", "recordings"],
      });
    },
  });
  progress.end();
  await writeFiles(flags, planned, session);
  if (flags.dryRun || planned.isEmpty) {
    return {
      exit: exitOfPreview(planned),
      text: previewText(planned),
      json: previewJson(planned),
    };
  }
  context.output.say(previewText(planned));
  const question = { about: "the restore", declined: "restore/declined", yes: flags.yes ?? false };
  await agree(context, question).catch(async (error: unknown) => {
    await planned.withdraw();
    throw error;
  });
  progress = createProgressLine(context, "Restoring …");
  const result = await planned.apply();
  progress.end();
  return resultOf(result);
}

/** Writes the files about recordings that the person wants. */
async function writeFiles(
  { review, notFound }: RestoreFlags,
  { recordings }: BegunRestore,
  session: Session,
): Promise<void> {
  if (review !== undefined) await writeReviewFile(review, recordings, session);
  if (notFound !== undefined) await writeNotFoundFile(notFound, recordings, session);
}

function stepOf({ added, total, requests }: RestoreProgress): Step {
  return {
    what: "Restoring",
    done: added,
    total,
    parts: ["item", "items"],
    more: [counted(requests, "request")],
  };
}

function resultOf(result: RestoreResult): CommandResult {
  const exit = result.status === "complete" ? EXIT.done : EXIT.partial;
  return {
    exit: result.error === null ? exit : exitOf(result.error),
    text: restoreText(result),
    json: restoreJson(result),
    error: result.error,
  };
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}

async function openSources(
  { terminal, output, world }: CommandContext,
  { branch, user }: RestoreFlags,
  args: readonly string[],
  stack: Disposables,
): Promise<readonly (RestoreSource | StoredSource)[]> {
  const sources: (() => RestoreSource | StoredSource)[] = [];
  const loose = new Map<string, Set<string>>();
  for (const arg of args) {
    if (await isFile(arg)) {
      const [directory, name] = [dirname(resolve(arg)), basename(arg)];
      const names = loose.get(directory) ?? new Set<string>();
      if (names.size === 0) sources.push(() => namedFiles(directory, names));
      loose.set(directory, names.add(name));
      continue;
    }
    const source: Source = stack.use(await openSource(arg, { terminal, output, world, branch }));
    const selection = { ...(user === undefined ? {} : { user }), ...source.selection };
    sources.push(() => ({ store: source.store, selection }));
  }
  return sources.map((source) => source());
}
