import type { Command } from "commander";
import { searchHistory } from "../app/find.ts";
import { UsageError } from "../errors.ts";
import { exitOfFound, foundJson, foundText } from "../report/find.ts";
import { type AccountFlags, selectionOf, withAccountFlags } from "./account.ts";
import type { Definer } from "./command.ts";
import { readOwnerKeyInputs } from "./owner-keys.ts";
import { createProgressLine } from "./progress.ts";
import { openSource } from "./snapshot-source.ts";

const EXAMPLES = `
Examples:
  tracksafe find ./backups cafe del mar
  tracksafe find github:owner/backups "summer 2024" --json`;

/** `tracksafe find SOURCE TEXT`: when something was in which list. */
export function findCommand({ define }: Definer): Command {
  const command = define<AccountFlags>(
    "find",
    "Find the snapshots and playlists that a track, artist, album or playlist was in",
    async (context, flags, [path = "", ...words]) => {
      const { terminal, output, world } = context;
      const text = words.join(" ");
      if (text.trim() === "") {
        throw new UsageError("usage/text", "No text to search for is given.", {
          hint: "Give words of a title, an artist, an album or a playlist.",
        });
      }
      const keyInputs = await readOwnerKeyInputs(terminal, world, flags);
      await using source = await openSource(path, {
        terminal,
        output,
        world,
        branch: flags.branch,
      });
      const selection = selectionOf(source, flags);
      const progress = createProgressLine(context, "Searching …");
      const found = await searchHistory(source.store, world, text, {
        selection,
        keyInputs,
        onProgress: (done, total) => {
          progress.update({
            what: "Searching",
            done,
            total,
            parts: ["version of a list", "versions of lists"],
          });
        },
      }).finally(progress.end);
      return {
        exit: exitOfFound(found),
        text: foundText(found),
        json: foundJson(found),
      };
    },
  );
  return withAccountFlags(command)
    .argument("<source>", "a directory of snapshots, one snapshot, or github:owner/repo")
    .argument("<text...>", "words that all have to match, in any case and with any accents")
    .addHelpText("after", EXAMPLES);
}
