import type { Command } from "commander";
import { diffSnapshots } from "../app/diff.ts";
import { UsageError } from "../errors.ts";
import { diffJson, diffText, exitOfDiff } from "../report/diff.ts";
import { type AccountFlags, selectionOf, withAccountFlags } from "./account.ts";
import type { Definer } from "./command.ts";
import { readOwnerKeyInputs } from "./owner-keys.ts";
import { openSource } from "./snapshot-source.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

const EXAMPLES = `
Examples:
  tracksafe diff ./backups
  tracksafe diff ./backups --since 30d
  tracksafe diff ./backups 2026-10 latest --json`;

interface DiffFlags extends AccountFlags {
  readonly since?: string;
}

/** `tracksafe diff SOURCE [FROM [TO]]`: what changed between two snapshots. */
export function diffCommand({ define }: Definer): Command {
  const command = define<DiffFlags>(
    "diff",
    "Show what changed between two snapshots",
    async ({ terminal, output, world }, flags, [path = "", from, to]) => {
      const since = readSince(flags.since, from, world.clock.now());
      const keyInputs = await readOwnerKeyInputs(terminal, world, flags);
      await using source = await openSource(path, {
        terminal,
        output,
        world,
        branch: flags.branch,
      });
      const compared = await diffSnapshots(source.store, world, {
        selection: selectionOf(source, flags),
        keyInputs,
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(since !== null && { since }),
      });
      return {
        exit: exitOfDiff(compared),
        text: diffText(compared),
        json: diffJson(compared),
      };
    },
  );
  return withAccountFlags(command)
    .argument("<source>", "a directory of snapshots, one snapshot, or github:owner/repo")
    .argument(
      "[from]",
      "the older snapshot: its name, the beginning of its name, or latest (default: the one before)",
    )
    .argument("[to]", "the newer snapshot, in the same way (default: the newest)")
    .option(
      "--since <when>",
      "compare the newest snapshot with the one from that many days ago (30d), or from a date (2026-10-01)",
    )
    .addHelpText("after", EXAMPLES);
}

/** The time that `--since` means; `null`: it was not given. Throws `UsageError` `usage/since`. */
function readSince(text: string | undefined, from: string | undefined, now: Date): Date | null {
  if (text === undefined) return null;
  if (from !== undefined) {
    throw new UsageError("usage/since", "Both --since and a first snapshot are given.", {
      hint: "Give one of the two.",
    });
  }
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? [];
  if (days !== undefined) return new Date(now.getTime() - Number(days) * DAY_MS);
  const at = new Date(`${text}T00:00:00Z`);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at.getTime());
  if (isDay && at.toISOString().startsWith(text)) return at;
  throw new UsageError("usage/since", "--since is neither a number of days nor a date.", {
    hint: "Write it as 30d or as 2026-10-01.",
  });
}
