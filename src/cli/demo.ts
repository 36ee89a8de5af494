import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { ALL_SCOPES, type Emulator, generateLibrary, startEmulator } from "../../emulator/index.ts";
import { backup } from "../app/backup.ts";
import { listSnapshots, verifySnapshots } from "../app/history.ts";
import { connectSpotify } from "../app/session.ts";
import { openStore } from "../app/store.ts";
import { UsageError } from "../errors.ts";
import { backupJson, backupText } from "../report/backup.ts";
import { EXIT, exitOfBackup } from "../report/exit.ts";
import {
  problemsOf,
  snapshotsJson,
  snapshotsText,
  verifiedJson,
  verifiedText,
} from "../report/snapshots.ts";
import { plainLine } from "../safe-text.ts";
import { Secret } from "../secret.ts";
import type { CommandContext, Definer } from "./command.ts";
import type { CommandResult } from "./io.ts";
import { isEmptyDirectory } from "./no-snapshots.ts";

const EXAMPLES = `
Examples:
  tracksafe demo
  tracksafe demo --out ./demo`;

interface DemoFlags {
  readonly out?: string;
}

/** `tracksafe demo`: makes, lists and verifies a backup of an emulated Spotify. */
export function demoCommand({ define }: Definer): Command {
  return define<DemoFlags>("demo", "Try it on an emulated Spotify, without an account", run)
    .option(
      "--out <dir>",
      "directory for the snapshots (default: a new one among the temporary files)",
    )
    .addHelpText("after", EXAMPLES);
}

async function run({ world }: CommandContext, flags: DemoFlags): Promise<CommandResult> {
  const out = flags.out ?? (await mkdtemp(join(tmpdir(), "tracksafe-demo-")));
  if (!(await isEmptyDirectory(out))) {
    throw new UsageError("usage/out", `The directory ${out} is not empty.`, {
      hint: "The demo makes up a library, and its snapshots must not get among real ones. Name an empty directory, or one that does not exist yet.",
    });
  }
  const store = openStore(out, world);
  const emulator = await startEmulator({ accounts: [demoLibrary()] });
  try {
    await using session = connectSpotify(demoLogin(emulator), world);
    const result = await backup(session, store, world, { covers: true, newUser: true });
    const { snapshots } = await listSnapshots(store, world);
    const { snapshots: verified } = await verifySnapshots(store, world);
    return {
      exit: problemsOf(verified).length > 0 ? EXIT.integrity : exitOfBackup(result),
      text: [
        "The demo backed up an emulated Spotify:",
        backupText(result),
        "",
        snapshotsText(snapshots),
        "",
        verifiedText(verified),
        "",
        `The files are in ${plainLine(out)}`,
      ].join("\n"),
      json: {
        directory: out,
        backup: backupJson(result),
        snapshots: snapshotsJson(snapshots),
        verify: verifiedJson(verified),
      },
      error: result.error,
    };
  } finally {
    await emulator.close();
  }
}

function demoLogin({ apiUrl, accountsUrl, app, accounts, issueRefreshToken }: Emulator) {
  const token = issueRefreshToken(accounts[0]?.accountId ?? "", ALL_SCOPES);
  return {
    apiUrl,
    accountsUrl,
    clientId: app.clientId,
    clientSecret: new Secret(app.clientSecret),
    refreshToken: new Secret(token),
  };
}

function demoLibrary() {
  return generateLibrary({
    seed: 1,
    likes: 420,
    playlists: 24,
    itemsPerPlaylist: 60,
    followed: 2,
    albums: 30,
    artists: 25,
    shows: 6,
    episodes: 12,
    audiobooks: 3,
  });
}
