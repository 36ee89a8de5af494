import type { Command } from "commander";
import { UsageError } from "../errors.ts";
import { backup, connectSpotify, KINDS, openStore } from "../index.ts";
import { backupJson, backupText } from "../report/backup.ts";
import { exitOfBackup } from "../report/exit.ts";
import { counted } from "../report/text.ts";
import type { CommandContext, Definer } from "./command.ts";
import type { Outcome } from "./io.ts";
import { createProgressLine } from "./progress.ts";
import { parseKinds, readSpotifySettings } from "./settings.ts";

interface BackupFlags {
  readonly out?: string;
  readonly include?: string;
  readonly covers?: boolean;
  readonly newUser?: boolean;
}

/** `tracksafe backup`: one new snapshot of the account that the environment logs in to. */
export function backupCommand({ define }: Definer): Command {
  return define<BackupFlags>("backup", "Back up the library into a new snapshot", run)
    .option("--out <dir>", "directory for the snapshots: they land in DIR/<user>/<time>")
    .option(
      "--include <kinds>",
      `what to back up: ${KINDS.join(",")} (default: everything)`,
      (value, before?: string) => (before === undefined ? value : `${before},${value}`),
    )
    .option("--covers", "also the cover images set for playlists")
    .option("--new-user", "allow a second account beside the one already backed up there");
}

async function run(context: CommandContext, flags: BackupFlags): Promise<Outcome> {
  const { terminal, world } = context;
  if (flags.out === undefined) {
    throw new UsageError("usage/out", "Where to? Nothing says where the snapshot goes.", {
      hint: "Name a directory: tracksafe backup --out ./backups",
    });
  }
  const include = flags.include === undefined ? KINDS : parseKinds(flags.include);
  const settings = readSpotifySettings(terminal.env, world.onSecret);
  const store = openStore(flags.out, world);
  const session = connectSpotify(settings, world);
  const progress = createProgressLine(context, "Backing up …");
  try {
    const result = await backup(session, store, world, {
      include,
      covers: flags.covers ?? false,
      newUser: flags.newUser ?? false,
      onProgress: ({ files, entries, requests }) =>
        progress.update(
          `Backing up: ${counted(files, "file")}, ${counted(entries, "entry", "entries")}, ${counted(requests, "request")}`,
        ),
    });
    return {
      exit: exitOfBackup(result),
      text: backupText(result),
      json: backupJson(result),
      error: result.error,
    };
  } finally {
    progress.end();
    await session.close();
  }
}
