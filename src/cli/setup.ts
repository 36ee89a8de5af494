import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { loginExpiry, openCredentials } from "../app/credentials.ts";
import { webUrl } from "../app/repository.ts";
import { type SetupRequest, STEPS, type StepName, setUp } from "../app/setup.ts";
import type { World } from "../app/world.ts";
import { UsageError } from "../errors.ts";
import { EXIT } from "../report/exit.ts";
import { setupText } from "../report/setup.ts";
import { Secret } from "../secret.ts";
import { createAsker } from "./asker.ts";
import { parsePort } from "./auth.ts";
import type { CommandContext, Definer } from "./command.ts";
import { isInRepository, readGhToken, readOrigin } from "./external-programs.ts";
import type { CommandResult, Terminal } from "./io.ts";
import { createPrompter } from "./prompt.ts";
import { readSpotifyAddresses, readSpotifyApp } from "./spotify.ts";
import { createPerson } from "./terminal-login.ts";

const EXAMPLES = `
Examples:
  tracksafe setup
  tracksafe setup --repository owner/backups --dry-run
  tracksafe setup --again login`;

interface SetupFlags {
  readonly repository?: string;
  readonly again?: string;
  readonly skip?: string;
  readonly dryRun?: boolean;
  readonly port: string;
  readonly browser: boolean;
}

/** `tracksafe setup`: from a copy of the template to its first snapshot. */
export function setupCommand({ define }: Definer): Command {
  const steps = STEPS.join(",");
  return define<SetupFlags>("setup", "Set up backups that run on GitHub, step by step", run)
    .option("--repository <owner/name>", "your copy of the template (default: setup asks for it)")
    .option("--again <steps>", `repeat these steps even if they are done: ${steps}`)
    .option("--skip <steps>", "leave these steps out")
    .option("--dry-run", "show what would be written, and write nothing")
    .option("--port <port>", "port of this machine that the browser comes back to", "8888")
    .option("--no-browser", "print the address to open, and do not start a browser")
    .addHelpText("after", EXAMPLES);
}

async function run(context: CommandContext, flags: SetupFlags): Promise<CommandResult> {
  const port = parsePort(flags.port);
  const [again, skip] = [parseSteps("--again", flags.again), parseSteps("--skip", flags.skip)];
  using prompter = createPrompter(context);
  const asker = createAsker(context, prompter);
  const person = createPerson(context, prompter, { for: "backup", browser: flags.browser });
  const request: SetupRequest = {
    ...(await readSurroundings(context)),
    repository: flags.repository ?? null,
    port,
    expiry: (since) => loginExpiry(since, context.world.clock.now()),
    again,
    skip,
    dryRun: flags.dryRun === true,
  };
  const result = await setUp(request, { asker, person }, context.world);
  const isFine = result.isComplete || request.dryRun;
  return {
    exit: isFine ? EXIT.done : EXIT.partial,
    text: setupText(result, request.dryRun),
    json: result,
  };
}

/** Reads the settings that this machine has already. */
async function readSurroundings({ terminal, world }: CommandContext) {
  const { env } = terminal;
  const apiUrl = env["GITHUB_API_URL"]?.trim() || undefined;
  const { host } = URL.parse(webUrl(apiUrl)) ?? { host: "" };
  const home = env["HOME"] || homedir();
  return {
    apiUrl,
    token: await readToken(env, host),
    ownRepository: await readOrigin(host, env),
    knownApp: await readKnownApp(env, world),
    spotify: readSpotifyAddresses(env),
    keys: {
      home,
      file: join(home, "tracksafe.key"),
      isInRepository: (path: string) => isInRepository(dirname(path), env),
    },
  };
}

/**
 * The token in the environment, or else the GitHub CLI's for the same host; `null`: it is asked
 * for.
 */
async function readToken(env: Terminal["env"], host: string): Promise<SetupRequest["token"]> {
  const given = env["GITHUB_TOKEN"]?.trim();
  if (given) return { value: new Secret(given), name: "GITHUB_TOKEN" };
  const value = await readGhToken(host, env);
  return value === null ? null : { value, name: "`gh auth token`" };
}

/** The app in the environment, or else that of the stored login; without a secret it is none. */
async function readKnownApp(env: Terminal["env"], world: World): Promise<SetupRequest["knownApp"]> {
  const stored = await openCredentials(env, world)?.read();
  for (const app of [readSpotifyApp(env, world.onSecret), stored]) {
    if (app?.clientSecret) return { clientId: app.clientId, clientSecret: app.clientSecret };
  }
  return null;
}

function parseSteps(flag: string, text = ""): ReadonlySet<StepName> {
  const names = text.split(/[\s,]+/).filter(Boolean);
  const steps = names.map((name) => {
    const step = STEPS.find((known) => known === name);
    if (step !== undefined) return step;
    throw new UsageError("usage/step", `${flag} does not know "${name}".`, {
      hint: `Choose from ${STEPS.join(",")}.`,
    });
  });
  return new Set(steps);
}
