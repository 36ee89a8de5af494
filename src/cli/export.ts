import { type Command, Option } from "commander";
import { EXPORT_FORMATS, exportSnapshot, type FormatName, parseOnly } from "../app/export.ts";
import { UsageError } from "../errors.ts";
import { exportJson, exportText, notExported } from "../report/export.ts";
import { exitOfAnswer } from "../report/skipped-snapshots.ts";
import { type AccountFlags, selectionOf, withAccountFlags } from "./account.ts";
import type { Definer } from "./command.ts";
import { isEmptyDirectory } from "./no-snapshots.ts";
import { readOwnerKeyInputs } from "./owner-keys.ts";
import { openSource } from "./snapshot-source.ts";

const EXAMPLES = `
Examples:
  tracksafe export ./backups --format csv --out ./csv
  tracksafe export ./backups --format tunemymusic --single --out ./move
  tracksafe export ./backups --format xspf --only "Summer 2024" --out ./player`;

interface ExportFlags extends AccountFlags {
  readonly out?: string;
  readonly format: FormatName;
  readonly only?: string;
  readonly snapshot?: string;
  readonly single?: boolean;
  readonly force?: boolean;
}

/** `tracksafe export SOURCE`: a snapshot as files that other programs read. */
export function exportCommand({ define }: Definer): Command {
  const command = define<ExportFlags>(
    "export",
    "Write a snapshot as files that other programs and services read",
    async ({ terminal, world, output }, flags, [path = ""]) => {
      const out = await chooseDirectory(flags);
      const keyInputs = await readOwnerKeyInputs(terminal, world, flags);
      await using source = await openSource(path, {
        terminal,
        world,
        output,
        branch: flags.branch,
      });
      const exported = await exportSnapshot(source.store, world, {
        selection: selectionOf(source, flags),
        keyInputs,
        out,
        format: flags.format,
        single: flags.single ?? false,
        only: parseOnly(flags.only ?? ""),
        ...(flags.snapshot !== undefined && { snapshot: flags.snapshot }),
      });
      return {
        exit: exitOfAnswer(notExported(exported)),
        text: exportText(exported),
        json: exportJson(exported),
      };
    },
  );
  return withAccountFlags(command)
    .argument("<source>", "a directory of snapshots, one snapshot, or github:owner/repo")
    .addOption(
      new Option("--format <name>", "format of the files")
        .choices(EXPORT_FORMATS)
        .makeOptionMandatory(),
    )
    .option("--out <dir>", "directory for the files; it has to be empty")
    .option(
      "--only <what>",
      "export only these kinds, ids of files or names of playlists: likes,playlist_…",
    )
    .option(
      "--snapshot <name>",
      "the snapshot: its name, the beginning of its name, or latest (default: latest)",
    )
    .option("--single", "write one file with all lists: csv, tunemymusic, json")
    .option(
      "--force",
      "write into a directory that is not empty, and replace files of the same name",
    )
    .addHelpText("after", EXAMPLES);
}

async function chooseDirectory({ out = "", force }: ExportFlags): Promise<string> {
  if (out.trim() === "") {
    throw new UsageError("usage/out", "No directory for the files is given.", {
      hint: "Name one, for example: tracksafe export ./backups --format csv --out ./csv",
    });
  }
  if (!force && !(await isEmptyDirectory(out))) {
    throw new UsageError("usage/out", `The directory ${out} is not empty.`, {
      hint: "Name another one, or add --force: files of the same name are then replaced.",
    });
  }
  return out;
}
