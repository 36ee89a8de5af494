import type { Command } from "commander";
import { backup, checkRepositoryPrivacy, KINDS, type Kind } from "../app/backup.ts";
import { isPublic, openRepository } from "../app/repository.ts";
import { openStore } from "../app/store.ts";
import { Disposables } from "../disposables.ts";
import { UsageError } from "../errors.ts";
import { backupJson, backupText } from "../report/backup.ts";
import { exitOfBackup } from "../report/exit.ts";
import { counted } from "../report/text.ts";
import type { CommandContext, Definer } from "./command.ts";
import { BRANCH, openStoreIn, parseGitHubAddress, readGitHubAccess } from "./github.ts";
import type { CommandResult } from "./io.ts";
import { readKnownKeys, recordKnownKey } from "./owner-keys.ts";
import { createProgressLine, type ProgressLine } from "./progress.ts";
import { MAX_REQUESTS, MAX_WAIT, openSession, type SessionFlags } from "./session.ts";
import { readRecipientSettings } from "./settings.ts";
import type { Source } from "./snapshot-source.ts";

const EXAMPLES = `
Examples:
  tracksafe backup --out ./backups
  tracksafe backup --out ./backups --include likes,playlists --covers
  tracksafe backup --to github:owner/backups --recipient age1…`;

interface BackupFlags extends SessionFlags {
  readonly out?: string;
  readonly to?: string;
  readonly branch?: string;
  readonly recipient?: readonly string[];
  readonly include?: string;
  readonly covers?: boolean;
  readonly full?: boolean;
  readonly newUser?: boolean;
  readonly plain?: boolean;
}

/** `tracksafe backup`: one new snapshot of the account that the environment logs in to. */
export function backupCommand({ define }: Definer): Command {
  return define<BackupFlags>("backup", "Back up the library into a new snapshot", run)
    .option("--out <dir>", "directory for the snapshots, which are stored as DIR/<user>/<time>")
    .option("--to <place>", "github:owner/repo: commit the snapshot to a private repository")
    .option(...BRANCH)
    .option(
      "--recipient <key>",
      "seal the snapshot for this age key; may be given several times",
      (value, before: readonly string[] = []) => [...before, value],
    )
    .option(
      "--include <kinds>",
      `what to back up: ${KINDS.join(",")} (default: everything)`,
      (value, before?: string) => (before === undefined ? value : `${before},${value}`),
    )
    .option("--covers", "also back up the cover images that were set for playlists")
    .option("--full", "read everything, not only what changed since the last snapshot")
    .option("--plain", "allow an unsealed snapshot beside sealed ones")
    .option("--new-user", "allow the first backup of a second account in the same place")
    .option(...MAX_WAIT)
    .option(...MAX_REQUESTS)
    .addHelpText("after", EXAMPLES);
}

async function run(context: CommandContext, flags: BackupFlags): Promise<CommandResult> {
  const { terminal, world } = context;
  const include = flags.include === undefined ? KINDS : parseKinds(flags.include);
  const recipients = await readRecipientSettings(flags.recipient ?? [], terminal.env);
  let progress: ProgressLine | null = null;
  await using session = await openSession(context, flags, (until) => progress?.wait(until));
  await using destination = await openDestination(context, flags, recipients.length > 0);
  const known = await readKnownKeys(terminal.env, world);
  const line = createProgressLine(context, "Backing up …");
  progress = line;
  try {
    const result = await backup(session, destination.store, world, {
      include,
      recipients,
      full: flags.full ?? false,
      covers: flags.covers ?? false,
      newUser: flags.newUser ?? false,
      plain: flags.plain ?? false,
      recordedKeyIds: (user) => known.get(user) ?? [],
      onProgress: ({ lists, total, entries, requests }) =>
        line.update({
          what: "Backing up",
          done: lists,
          total,
          parts: ["list", "lists"],
          more: [counted(entries, "entry", "entries"), counted(requests, "request")],
        }),
    });
    await recordKnownKey(result, context);
    return {
      exit: exitOfBackup(result),
      text: backupText(result),
      json: backupJson(result),
      error: result.error,
    };
  } finally {
    line.end();
  }
}

async function openDestination(
  { terminal, output, world }: CommandContext,
  { out, to, branch }: BackupFlags,
  sealed: boolean,
): Promise<Pick<Source, "store"> & AsyncDisposable> {
  if ((out === undefined) === (to === undefined)) {
    throw new UsageError("usage/out", "Name exactly one destination for the snapshot.", {
      hint: "For a directory: tracksafe backup --out ./backups. For a repository: --to github:owner/repo",
    });
  }
  if (out !== undefined) return { store: openStore(out, world), async [Symbol.asyncDispose]() {} };
  const address = parseGitHubAddress(to ?? "");
  if (address === null) {
    throw new UsageError("usage/location", "--to does not name a repository.", {
      hint: "Write it as github:owner/repo. For a directory use --out.",
    });
  }
  // If the person stops the run, the entries read so far are still committed.
  const { signal: _signal, ...uncancelled } = world;
  const access = readGitHubAccess(terminal.env);
  const repository = await openRepository(address.repository, access, uncancelled);
  await using stack = new Disposables();
  stack.use(repository);
  const isSeen = isPublic(repository.facts);
  checkRepositoryPrivacy({ isPublic: isSeen, sealed, allowPublic: false, allowPlain: false });
  const store = await openStoreIn(repository, address, { branch, output });
  const held = stack.move();
  return { store, [Symbol.asyncDispose]: () => held[Symbol.asyncDispose]() };
}

/** Kinds as a flag names them: `likes,playlists`. Throws `UsageError` `usage/include`. */
function parseKinds(value: string): readonly Kind[] {
  const names = value.split(/[\s,]+/).filter(Boolean);
  return names.map((name) => {
    const kind = KINDS.find((known) => known === name);
    if (kind !== undefined) return kind;
    throw new UsageError("usage/include", `--include does not know "${name}".`, {
      hint: `Choose from ${KINDS.join(",")}.`,
    });
  });
}
