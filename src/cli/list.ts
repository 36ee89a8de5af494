import type { Command } from "commander";
import { listSnapshots } from "../index.ts";
import { EXIT } from "../report/exit.ts";
import { snapshotsJson, snapshotsText } from "../report/snapshots.ts";
import type { Definer } from "./command.ts";
import { openSource, type SourceFlags } from "./source.ts";

/** `tracksafe list DIR`: the snapshots in a directory. */
export function listCommand({ define }: Definer): Command {
  return define<SourceFlags>(
    "list",
    "List the snapshots that there are",
    async ({ terminal, world }, { branch }, [path = ""]) => {
      await using source = await openSource(path, { terminal, world, branch });
      const snapshots = await listSnapshots(source.store, source.selection);
      return {
        exit: EXIT.done,
        text: snapshotsText(snapshots),
        json: snapshotsJson(snapshots),
      };
    },
  )
    .argument("<source>", "directory of snapshots, or of one user's, or github:owner/repo")
    .option("--branch <name>", "branch of the repository (default: its default branch)");
}
