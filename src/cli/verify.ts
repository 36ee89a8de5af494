import type { Command } from "commander";
import { verifySnapshots } from "../app/history.ts";
import { NotFoundError } from "../errors.ts";
import {
  exitOfVerified,
  unfinishedJson,
  unfinishedLines,
  verifiedJson,
  verifiedText,
} from "../report/snapshots.ts";
import type { Definer } from "./command.ts";
import { BRANCH } from "./github.ts";
import { type KeyIdFlags, readOwnerKeyInputs, withKeyId } from "./owner-keys.ts";
import { createProgressLine } from "./progress.ts";
import { openSource, type SourceFlags } from "./snapshot-source.ts";

const EXAMPLES = `
Examples:
  tracksafe verify ./backups
  tracksafe verify ./backups/0123456789abcdef/2026-11-22T03-17-00
  tracksafe verify github:owner/backups --json`;

/** `tracksafe verify DIR`: whether every byte is as it was written. */
export function verifyCommand({ define }: Definer): Command {
  const command = define<SourceFlags & KeyIdFlags>(
    "verify",
    "Check every byte of snapshots",
    async (context, flags, [path = ""]) => {
      const { terminal, output, world } = context;
      const keyInputs = await readOwnerKeyInputs(terminal, world, flags);
      await using source = await openSource(path, {
        terminal,
        output,
        world,
        branch: flags.branch,
      });
      const { selection } = source;
      const progress = createProgressLine(context, "Verifying …");
      const listing = await verifySnapshots(source.store, world, {
        selection,
        keyInputs,
        onProgress: (done, total) => {
          progress.update({ what: "Verifying", done, total, parts: ["snapshot", "snapshots"] });
        },
      }).finally(progress.end);
      const { snapshots, unfinished } = listing;
      if (snapshots.length === 0) {
        // Checking zero snapshots is not a success.
        throw new NotFoundError("snapshot/not-found", `${path} holds no snapshots.`, {
          hint: "Name the directory that `tracksafe backup --out` wrote to.",
        });
      }
      return {
        exit: exitOfVerified(snapshots),
        text: [...unfinishedLines(unfinished), verifiedText(snapshots)].join("\n"),
        json: { ...verifiedJson(snapshots), unfinished: unfinishedJson(unfinished) },
      };
    },
  );
  return withKeyId(command)
    .argument("<source>", "a snapshot or a directory of snapshots, or github:owner/repo")
    .option(...BRANCH)
    .addHelpText("after", EXAMPLES);
}
