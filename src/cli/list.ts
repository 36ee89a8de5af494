import type { Command } from "commander";
import { createTrust, findUnfinished, listSnapshots } from "../index.ts";
import { EXIT } from "../report/exit.ts";
import { snapshotsJson, snapshotsText } from "../report/snapshots.ts";
import { unfinishedJson, unfinishedLines } from "../report/unfinished.ts";
import type { Definer } from "./command.ts";
import { type KeyIdFlags, readProofs, withKeyId } from "./proofs.ts";
import { openSource, type SourceFlags } from "./source.ts";

/** `tracksafe list DIR`: the snapshots in a directory. */
export function listCommand({ define }: Definer): Command {
  const command = define<SourceFlags & KeyIdFlags>(
    "list",
    "List the snapshots that there are",
    async ({ terminal, world }, flags, [path = ""]) => {
      const trust = createTrust(await readProofs(terminal, world, flags), world);
      await using source = await openSource(path, { terminal, world, branch: flags.branch });
      const snapshots = await listSnapshots(source.store, source.selection, trust);
      const unfinished = await findUnfinished(source.store, source.selection);
      return {
        exit: EXIT.done,
        text: [snapshotsText(snapshots), ...unfinishedLines(unfinished)].join("\n"),
        json: [...snapshotsJson(snapshots), ...unfinishedJson(unfinished)],
      };
    },
  );
  return withKeyId(command)
    .argument("<source>", "directory of snapshots, or of one user's, or github:owner/repo")
    .option("--branch <name>", "branch of the repository (default: its default branch)");
}
