import type { Command } from "commander";
import { openCredentials, readDay } from "../app/credentials.ts";
import { type DoctorLogin, type DoctorRequest, runDoctor } from "../app/doctor.ts";
import { statesDirectory } from "../app/state.ts";
import { UsageError } from "../errors.ts";
import { doctorJson, doctorText, exitOfDoctor } from "../report/doctor.ts";
import { shellQuoted } from "../safe-text.ts";
import type { CommandContext, Definer } from "./command.ts";
import { BRANCH, parseGitHubAddress, readGitHubAccess } from "./github.ts";
import type { CommandResult } from "./io.ts";
import { readOwnerKeyInputs } from "./owner-keys.ts";
import { readIdentityText, readRecipientSettings } from "./settings.ts";
import { openSource, type SourceFlags } from "./snapshot-source.ts";
import { readSpotifyLogin } from "./spotify.ts";

const EXAMPLES = `
Examples:
  tracksafe doctor
  tracksafe doctor ./backups
  tracksafe doctor github:owner/backups --json`;

/** `tracksafe doctor [LOCATION]`: whether backups run and will go on, and what to do if not. */
export function doctorCommand({ define }: Definer): Command {
  return define<SourceFlags>(
    "doctor",
    "Check whether backups run, and whether they will go on",
    run,
  )
    .argument(
      "[location]",
      "directory of snapshots, or github:owner/repo: the repository that makes or holds them (default: check only the login)",
    )
    .option(...BRANCH)
    .addHelpText("after", EXAMPLES);
}

async function run(
  context: CommandContext,
  { branch }: SourceFlags,
  [location]: readonly string[],
): Promise<CommandResult> {
  const { terminal, world } = context;
  const request: DoctorRequest = {
    again: [
      "tracksafe doctor",
      location && shellQuoted(location),
      branch && `--branch ${shellQuoted(branch)}`,
    ]
      .filter(Boolean)
      .join(" "),
    login: () => readLogin(context),
    recipients: () => readRecipientSettings([], terminal.env),
    identity: () => readIdentityText(terminal.env, world.onSecret),
    keyInputs: () => readOwnerKeyInputs(terminal, world, {}),
    states: statesDirectory(terminal.env, process.platform),
    access: () => readGitHubAccess(terminal.env),
    location: location === undefined ? null : locationOf(location, context, branch),
  };
  const examined = await runDoctor(request, world);
  return {
    exit: exitOfDoctor(examined),
    text: doctorText(examined),
    json: doctorJson(examined),
  };
}

function locationOf(
  location: string,
  { terminal, output, world }: CommandContext,
  branch: string | undefined,
): DoctorRequest["location"] {
  const address = parseGitHubAddress(location);
  if (address === null) {
    const open = () => openSource(location, { terminal, output, world, branch });
    return { kind: "directory", path: location, open };
  }
  const { repository, path, user } = address;
  return { kind: "repository", name: repository, branch, path, user };
}

/** The login that every command here uses, and when it was made. */
async function readLogin({ terminal, world }: CommandContext): Promise<DoctorLogin> {
  const { env } = terminal;
  const login = await readSpotifyLogin(terminal, world);
  if (login.storeToken === undefined) {
    const at = readDate(env["SPOTIFY_AUTHORIZED_AT"]?.trim());
    const made = at && { at, knownFrom: "SPOTIFY_AUTHORIZED_AT" };
    return { settings: login.settings, from: "the environment", made };
  }
  const stored = (await openCredentials(env, world)?.read()) ?? null;
  const made = stored && { at: stored.authorizedAt, knownFrom: "the stored login" };
  return { ...login, from: "the settings directory, where `tracksafe auth` stored it", made };
}

function readDate(text: string | undefined): Date | null {
  if (!text) return null;
  const date = readDay(text);
  if (date !== null) return date;
  throw new UsageError("config/invalid", "SPOTIFY_AUTHORIZED_AT is not a date.", {
    hint: "Give the day of the login, such as 2026-11-22, or leave it out.",
  });
}
