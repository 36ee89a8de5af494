import type { Command } from "commander";
import { journalDirectory } from "../app/journal.ts";
import { type KeepReason, type KeepRules, planPruning } from "../app/prune.ts";
import { UsageError } from "../errors.ts";
import { EXIT } from "../report/exit.ts";
import { goneText, pruneJson, pruneText } from "../report/prune.ts";
import { type AccountFlags, selectionOf, withAccountFlags } from "./account.ts";
import { agree, agreeBy } from "./agree.ts";
import type { CommandContext, Definer } from "./command.ts";
import type { CommandResult } from "./io.ts";
import { readOwnerKeyInputs } from "./owner-keys.ts";
import { openSource } from "./snapshot-source.ts";

const EXAMPLES = `
Examples:
  tracksafe prune ./backups --keep-daily 30 --keep-monthly 24 --dry-run
  tracksafe prune github:owner/backups --keep-last 10 --keep-weekly 52 --yes
  tracksafe prune github:owner/backups --keep-daily 90 --rewrite`;

interface PruneFlags extends AccountFlags {
  readonly keepLast?: string;
  readonly keepDaily?: string;
  readonly keepWeekly?: string;
  readonly keepMonthly?: string;
  readonly keepYearly?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly rewrite?: boolean;
}

/** `tracksafe prune SOURCE`: removes the snapshots that no rule keeps. */
export function pruneCommand({ define }: Definer): Command {
  return withAccountFlags(define<PruneFlags>("prune", "Remove old snapshots by rules", run))
    .argument("<source>", "a directory of snapshots, or github:owner/repo")
    .option("--keep-last <n>", "keep the newest n snapshots")
    .option("--keep-daily <n>", "keep the newest snapshot of each of the last n days")
    .option("--keep-weekly <n>", "keep the newest snapshot of each of the last n weeks")
    .option("--keep-monthly <n>", "keep the newest snapshot of each of the last n months")
    .option("--keep-yearly <n>", "keep the newest snapshot of each of the last n years")
    .option(
      "--rewrite",
      "on GitHub, also replace the history of the branch by one commit, which cannot be undone; asks on its own, whatever --yes says",
    )
    .option("--dry-run", "show which snapshots would go, and remove nothing")
    .option("--yes", "do not ask before removing")
    .addHelpText("after", EXAMPLES);
}

async function run(
  context: CommandContext,
  flags: PruneFlags,
  [path = ""]: readonly string[],
): Promise<CommandResult> {
  const { terminal, output, world } = context;
  const rules = readRules(flags);
  const keyInputs = await readOwnerKeyInputs(terminal, world, flags);
  await using source = await openSource(path, { terminal, output, world, branch: flags.branch });
  const planned = await planPruning(source.store, world, {
    selection: selectionOf(source, flags),
    keyInputs,
    rules,
    journals: journalDirectory(terminal.env),
    rewrite: flags.rewrite ?? false,
  });
  const result = { exit: EXIT.done, text: pruneText(planned), json: pruneJson(planned) };
  if (flags.dryRun || (planned.removed.length === 0 && planned.rewrite === null)) return result;
  const yes = flags.yes ?? false;
  if (!yes || planned.rewrite !== null) output.say(result.text);
  if (planned.removed.length > 0) {
    await agree(context, { about: "the removal", declined: "prune/declined", yes });
  }
  if (planned.rewrite !== null) {
    await agreeBy(context, {
      about: "the end of the branch's history",
      declined: "prune/declined",
      word: source.store.location.replace(/^github:/, ""),
      hint: "--yes does not answer this question. Run it on a terminal, or leave --rewrite out.",
    });
  }
  const gone = goneText(await planned.apply());
  return { ...result, text: [result.text, gone].filter(Boolean).join("\n") };
}

function readRules(flags: PruneFlags): KeepRules {
  return {
    last: readCount("last", flags.keepLast),
    daily: readCount("daily", flags.keepDaily),
    weekly: readCount("weekly", flags.keepWeekly),
    monthly: readCount("monthly", flags.keepMonthly),
    yearly: readCount("yearly", flags.keepYearly),
  };
}

/** The number of a rule; 0 if it is not given. Throws `UsageError` `usage/keep`. */
function readCount(rule: KeepReason, text: string | undefined): number {
  if (text === undefined) return 0;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new UsageError("usage/keep", `--keep-${rule} is no whole number.`, {
    hint: `Write it as --keep-${rule} 30.`,
  });
}
