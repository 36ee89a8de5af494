import type { Command } from "commander";
import { listSnapshots } from "../app/history.ts";
import { EXIT } from "../report/exit.ts";
import {
  snapshotsJson,
  snapshotsText,
  unfinishedJson,
  unfinishedLines,
} from "../report/snapshots.ts";
import type { Definer } from "./command.ts";
import { BRANCH } from "./github.ts";
import { type KeyIdFlags, readOwnerKeyInputs, withKeyId } from "./owner-keys.ts";
import { openSource, type SourceFlags } from "./snapshot-source.ts";

const EXAMPLES = `
Examples:
  tracksafe list ./backups
  tracksafe list github:owner/backups --json`;

/** `tracksafe list SOURCE`: the snapshots in a directory or a repository. */
export function listCommand({ define }: Definer): Command {
  const command = define<SourceFlags & KeyIdFlags>(
    "list",
    "List the snapshots",
    async ({ terminal, output, world }, flags, [path = ""]) => {
      const keyInputs = await readOwnerKeyInputs(terminal, world, flags);
      await using source = await openSource(path, {
        terminal,
        output,
        world,
        branch: flags.branch,
      });
      const { selection } = source;
      const listing = await listSnapshots(source.store, world, { selection, keyInputs });
      const { snapshots, unfinished } = listing;
      return {
        exit: EXIT.done,
        text: [snapshotsText(snapshots), ...unfinishedLines(unfinished)].join("\n"),
        json: { snapshots: snapshotsJson(snapshots), unfinished: unfinishedJson(unfinished) },
      };
    },
  );
  return withKeyId(command)
    .argument(
      "<source>",
      "directory of snapshots, or of the snapshots of one user, or github:owner/repo",
    )
    .option(...BRANCH)
    .addHelpText("after", EXAMPLES);
}
