import { type Command, Option } from "commander";
import { readImport, storeImport } from "../app/import.ts";
import { openStore } from "../app/store.ts";
import { UsageError } from "../errors.ts";
import { EXIT } from "../report/exit.ts";
import { type ImportReport, importJson, importPreviewText, importText } from "../report/import.ts";
import type { CommandContext, Definer } from "./command.ts";
import type { CommandResult } from "./io.ts";
import { recordKnownKey } from "./owner-keys.ts";
import { readRecipientSettings } from "./settings.ts";
import { readContentKeySource } from "./spotify.ts";

const EXAMPLES = `
Examples:
  tracksafe import my_spotify_data.zip --out ./imported
  tracksafe import ./exportify --out ./imported --recipient age1…
  tracksafe import liked.csv --as likes --newest-first --out ./imported`;

interface ImportFlags {
  readonly out?: string;
  readonly recipient?: readonly string[];
  readonly name?: string;
  readonly as?: "likes";
  readonly newestFirst?: boolean;
  readonly oldestFirst?: boolean;
  readonly plain?: boolean;
}

/** `tracksafe import`: files of another tool as one snapshot. */
export function importCommand({ define }: Definer): Command {
  return define<ImportFlags>(
    "import",
    "Make a snapshot of the files that another tool exported",
    run,
  )
    .argument("<file...>", "files, a ZIP or a folder, all of one format")
    .option("--out <dir>", "directory for the snapshots, which are stored as DIR/imported/<time>")
    .option(
      "--recipient <key>",
      "seal the snapshot for this age key; may be given several times",
      (value, before: readonly string[] = []) => [...before, value],
    )
    .option(
      "--name <name>",
      "name of the playlist, if there is only one (default: the name of its file)",
    )
    .addOption(new Option("--as <kind>", "import lists of tracks as likes").choices(["likes"]))
    .addOption(
      new Option(
        "--newest-first",
        "assume that the first like in the files is the newest one",
      ).conflicts("oldestFirst"),
    )
    .option("--oldest-first", "assume that the first like in the files is the oldest one")
    .option("--plain", "allow an unsealed snapshot beside sealed ones")
    .addHelpText("after", EXAMPLES);
}

async function run(
  context: CommandContext,
  flags: ImportFlags,
  paths: readonly string[],
): Promise<CommandResult> {
  if (flags.out === undefined) {
    throw new UsageError("usage/out", "No directory for the snapshot is given.", {
      hint: "Name one, for example: tracksafe import export.zip --out ./imported",
    });
  }
  const report = await importPaths(context, paths, flags.out, flags);
  return { exit: EXIT.done, text: importText(report), json: importJson(report) };
}

/** Makes a snapshot of the exports at `paths`, in the directory `out`. Shows first what it is of. */
export async function importPaths(
  context: CommandContext,
  paths: readonly string[],
  out: string,
  flags: Omit<ImportFlags, "out"> = {},
): Promise<ImportReport> {
  const { terminal, world, output } = context;
  const store = openStore(out, world);
  const recipients = await readRecipientSettings(flags.recipient ?? [], terminal.env);
  const keySource = await readContentKeySource(terminal.env, world);
  const imported = await readImport(paths, world, {
    ...(flags.as && { as: flags.as }),
    ...(flags.newestFirst && { order: "newest-first" }),
    ...(flags.oldestFirst && { order: "oldest-first" }),
    ...(flags.name !== undefined && { name: flags.name }),
  });
  const { preview } = imported;
  output.note(importPreviewText(preview));
  const plain = flags.plain ?? false;
  const stored = await storeImport(imported, store, world, { recipients, keySource, plain });
  await recordKnownKey(stored, context);
  return { ...stored, preview };
}
