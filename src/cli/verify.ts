import type { Command } from "commander";
import { NotFoundError } from "../errors.ts";
import { createTrust, findUnfinished, verifySnapshots } from "../index.ts";
import { exitOfVerified, verifiedJson, verifiedText } from "../report/snapshots.ts";
import { unfinishedJson, unfinishedLines } from "../report/unfinished.ts";
import type { Definer } from "./command.ts";
import { type KeyIdFlags, readProofs, withKeyId } from "./proofs.ts";
import { openSource, type SourceFlags } from "./source.ts";

/** `tracksafe verify DIR`: whether every byte is as it was written. */
export function verifyCommand({ define }: Definer): Command {
  const command = define<SourceFlags & KeyIdFlags>(
    "verify",
    "Check every byte of snapshots",
    async ({ terminal, world }, flags, [path = ""]) => {
      const trust = createTrust(await readProofs(terminal, world, flags), world);
      await using source = await openSource(path, { terminal, world, branch: flags.branch });
      const verified = await verifySnapshots(source.store, source.selection, trust);
      if (verified.length === 0) {
        // Nothing to find fault with must never read as nothing wrong.
        throw new NotFoundError("snapshot/not-found", `There are no snapshots in ${path}.`, {
          hint: "Name the directory that `tracksafe backup --out` wrote to.",
        });
      }
      const unfinished = await findUnfinished(source.store, source.selection);
      return {
        exit: exitOfVerified(verified),
        text: [...unfinishedLines(unfinished), verifiedText(verified)].join("\n"),
        json: { ...verifiedJson(verified), unfinished: unfinishedJson(unfinished) },
      };
    },
  );
  return withKeyId(command)
    .argument("<source>", "a snapshot or a directory of snapshots, or github:owner/repo")
    .option("--branch <name>", "branch of the repository (default: its default branch)");
}
