import type { Command } from "commander";
import { showList, showSnapshot } from "../app/show.ts";
import {
  shownJson,
  shownListJson,
  shownListText,
  shownText,
  skippedOf,
  skippedSnapshot,
} from "../report/show.ts";
import { exitOfAnswer } from "../report/skipped-snapshots.ts";
import { type AccountFlags, selectionOf, withAccountFlags } from "./account.ts";
import type { Definer } from "./command.ts";
import { readOwnerKeyInputs } from "./owner-keys.ts";
import { openSource } from "./snapshot-source.ts";

const EXAMPLES = `
Examples:
  tracksafe show ./backups
  tracksafe show ./backups likes
  tracksafe show github:owner/backups "Summer 2024" --snapshot 2026-10 --json`;

interface ShowFlags extends AccountFlags {
  readonly snapshot?: string;
}

/** `tracksafe show SOURCE [WHAT]`: the lists of a snapshot, or the entries of one of them. */
export function showCommand({ define }: Definer): Command {
  const command = define<ShowFlags>(
    "show",
    "Show the lists of a snapshot, or what is in one of them",
    async ({ terminal, world, output }, flags, [path = "", ...words]) => {
      const keyInputs = await readOwnerKeyInputs(terminal, world, flags);
      await using source = await openSource(path, {
        terminal,
        world,
        output,
        branch: flags.branch,
      });
      const request = {
        selection: selectionOf(source, flags),
        keyInputs,
        ...(flags.snapshot !== undefined && { snapshot: flags.snapshot }),
      };
      if (words.length === 0) {
        const shown = await showSnapshot(source.store, world, request);
        return {
          exit: exitOfAnswer(skippedOf(shown)),
          text: shownText(shown),
          json: shownJson(shown),
        };
      }
      const shown = await showList(source.store, world, words.join(" "), request);
      return {
        exit: exitOfAnswer(skippedSnapshot(shown.snapshot)),
        text: shownListText(shown),
        json: shownListJson(shown),
      };
    },
  );
  return withAccountFlags(command)
    .argument("<source>", "a directory of snapshots, one snapshot, or github:owner/repo")
    .argument("[what...]", "a kind (likes), or the name or id of a playlist; default: all lists")
    .option(
      "--snapshot <name>",
      "the snapshot: its name, the beginning of its name, or latest (default: latest)",
    )
    .addHelpText("after", EXAMPLES);
}
