import type { Command } from "commander";
import { listSnapshots } from "../index.ts";
import { EXIT } from "../report/exit.ts";
import { snapshotsJson, snapshotsText } from "../report/snapshots.ts";
import type { Definer } from "./command.ts";
import { openSource } from "./source.ts";

/** `tracksafe list DIR`: the snapshots in a directory. */
export function listCommand({ define }: Definer): Command {
  return define(
    "list",
    "List the snapshots in a directory",
    async ({ world }, _flags, [path = ""]) => {
      const { store, selection } = await openSource(path, world);
      const snapshots = await listSnapshots(store, selection);
      return {
        exit: EXIT.done,
        text: snapshotsText(snapshots),
        json: snapshotsJson(snapshots),
      };
    },
  ).argument("<dir>", "directory of snapshots, or of one user's");
}
