import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { view } from "../app/view.ts";
import { NotFoundError } from "../errors.ts";
import { EXIT } from "../report/exit.ts";
import { openBrowser } from "./browser.ts";
import type { Definer } from "./command.ts";
import { BRANCH } from "./github.ts";
import { openSource, type SourceFlags } from "./snapshot-source.ts";

const EXAMPLES = `
Examples:
  tracksafe view ./backups
  tracksafe view github:owner/backups --no-browser`;

interface ViewFlags extends SourceFlags {
  readonly browser: boolean;
}

/** `tracksafe view SOURCE`: shows the history in the browser of this machine, until Ctrl-C. */
export function viewCommand({ define }: Definer): Command {
  return define<ViewFlags>(
    "view",
    "Look at the snapshots in your browser, and compare and search them",
    async ({ terminal, output, world }, flags, [path = ""]) => {
      const page = await readPage();
      await using source = await openSource(path, {
        terminal,
        output,
        world,
        branch: flags.branch,
      });
      await using server = await view(source.store, page, world);
      output.say(
        [
          "Open this address in a browser on this machine. It works once:",
          "",
          `    ${server.url}`,
          "",
          "The page asks for your key, which stays in the page. Ctrl-C ends this.",
        ].join("\n"),
      );
      if (flags.browser) openBrowser(server.url, terminal.env);
      await stopped(world.signal);
      return { exit: EXIT.done, text: "", json: { location: source.store.location } };
    },
  )
    .argument("<source>", "a directory of snapshots, one snapshot, or github:owner/repo")
    .option(...BRANCH)
    .option("--no-browser", "print the address to open, and do not start a browser")
    .addHelpText("after", EXAMPLES);
}

/** The page that belongs to this program. Throws `NotFoundError` `usage/page`. */
async function readPage(): Promise<string> {
  // The sources and the built program are both two folders below it.
  const path = new URL("../../docs/tracksafe.html", import.meta.url);
  return await readFile(path, "utf8").catch((cause) => {
    throw new NotFoundError("usage/page", "The file docs/tracksafe.html is missing.", {
      cause,
      hint: "It belongs to tracksafe. Get it back with git restore docs/tracksafe.html.",
    });
  });
}

function stopped(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener("abort", () => resolve(), { once: true });
  });
}
