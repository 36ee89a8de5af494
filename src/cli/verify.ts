import type { Command } from "commander";
import { NotFoundError } from "../errors.ts";
import { verifySnapshots } from "../index.ts";
import { EXIT } from "../report/exit.ts";
import { problemsOf, verifiedJson, verifiedText } from "../report/snapshots.ts";
import type { Definer } from "./command.ts";
import { openSource } from "./source.ts";

/** `tracksafe verify DIR`: whether every byte is as it was written. */
export function verifyCommand({ define }: Definer): Command {
  return define(
    "verify",
    "Check every byte of snapshots",
    async ({ world }, _flags, [path = ""]) => {
      const { store, selection } = await openSource(path, world);
      const verified = await verifySnapshots(store, selection);
      if (verified.length === 0) {
        // Nothing to find fault with must never read as nothing wrong.
        throw new NotFoundError("snapshot/not-found", `There are no snapshots in ${path}.`, {
          hint: "Name the directory that `tracksafe backup --out` wrote to.",
        });
      }
      return {
        exit: problemsOf(verified).length === 0 ? EXIT.done : EXIT.integrity,
        text: verifiedText(verified),
        json: verifiedJson(verified),
      };
    },
  ).argument("<dir>", "a snapshot, or a directory of snapshots");
}
