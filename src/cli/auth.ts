import { type Command, Option } from "commander";
import {
  type Credentials,
  type CredentialsStore,
  openCredentials,
  requireNoClientId,
  requireWellFormed,
} from "../app/credentials.ts";
import { logInToSpotify } from "../app/login.ts";
import type { SpotifySettings } from "../app/session.ts";
import { UsageError } from "../errors.ts";
import { EXIT } from "../report/exit.ts";
import { dateText, loginJson, loginText } from "../report/login.ts";
import { plainLine } from "../safe-text.ts";
import { Secret } from "../secret.ts";
import { authLogoutCommand, authStatusCommand, openStored } from "./auth-stored.ts";
import type { CommandContext, Definer } from "./command.ts";
import type { CommandResult } from "./io.ts";
import { createPrompter, type Prompter } from "./prompt.ts";
import { readSpotifyAddresses, readSpotifyApp } from "./spotify.ts";
import { createPerson } from "./terminal-login.ts";

const EXAMPLES = `
Examples:
  tracksafe auth
  tracksafe auth --for restore --profile restore
  tracksafe auth --print --no-browser`;

interface AuthFlags {
  readonly for: "backup" | "restore";
  readonly port: string;
  readonly print?: boolean;
  readonly browser: boolean;
}

/** `tracksafe auth`: logs in to Spotify, and keeps the login or prints it. */
export function authCommand(definer: Definer): Command {
  return definer
    .define<AuthFlags>("auth", "Log in to Spotify", run)
    .addOption(
      new Option("--for <purpose>", "what the login is for, which decides its permissions")
        .choices(["backup", "restore"])
        .default("backup"),
    )
    .option("--port <port>", "port of this machine that the browser comes back to", "8888")
    .option("--print", "print the login so that you can paste it elsewhere, and store nothing")
    .option("--no-browser", "print the address to open, and do not start a browser")
    .addHelpText("after", EXAMPLES)
    .enablePositionalOptions()
    .addCommand(authStatusCommand(definer))
    .addCommand(authLogoutCommand(definer));
}

async function run(context: CommandContext, flags: AuthFlags): Promise<CommandResult> {
  const { terminal, world } = context;
  const port = parsePort(flags.port);
  const store = flags.print ? openCredentials(terminal.env, world) : openStored(context);
  const known = (await store?.read()) ?? null;
  using prompter = createPrompter(context);
  const app = await readApp(context, prompter, known);
  const login = await logInToSpotify(
    {
      app: { ...app, ...readSpotifyAddresses(terminal.env) },
      purpose: flags.for,
      port,
      known: known?.account ?? null,
    },
    createPerson(context, prompter, flags),
    world,
  );
  const credentials = { ...app, ...login };
  if (store === null || flags.print) return printed(credentials, world.clock.now());
  await store.write(credentials);
  return stored(credentials, store, context);
}

/** Throws `UsageError` `usage/port`. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port > 0 && port < 65_536) return port;
  throw new UsageError("usage/port", "--port is not a port number.", {
    hint: "Give a number up to 65535, such as 8888.",
  });
}

/**
 * The app to log in with: the environment's, the one of the login before, or one that is typed in.
 */
async function readApp(
  { terminal, world }: CommandContext,
  prompter: Prompter,
  known: Credentials | null,
): Promise<Pick<SpotifySettings, "clientId" | "clientSecret">> {
  const given = readSpotifyApp(terminal.env, world.onSecret);
  if (given !== null) return given;
  if (known !== null) {
    const { clientId, clientSecret } = known;
    return { clientId, ...(clientSecret && { clientSecret }) };
  }
  const clientId = prompter.interactive ? await prompter.ask("Client ID of your app: ") : "";
  if (clientId === "") {
    throw new UsageError("config/missing", "SPOTIFY_CLIENT_ID is not set.", {
      hint: "Set SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET to the values of your app in the Spotify dashboard, or run the command in a terminal and type them in.",
    });
  }
  requireWellFormed("The client ID", clientId);
  const typed = await prompter.ask(
    "Client secret (not shown; leave it empty for a login without one): ",
    {
      hidden: true,
    },
  );
  if (typed === "") return { clientId };
  const clientSecret = new Secret(typed);
  world.onSecret(clientSecret);
  requireWellFormed("The client secret", typed);
  requireNoClientId("The client secret", typed, clientId);
  return { clientId, clientSecret };
}

/** As `.env` files and `gh secret set --env-file` take it. */
function printed(credentials: Credentials, now: Date): CommandResult {
  const refreshToken = credentials.refreshToken.reveal();
  return {
    exit: EXIT.done,
    text: [
      `SPOTIFY_REFRESH_TOKEN=${refreshToken}`,
      `SPOTIFY_AUTHORIZED_AT=${dateText(credentials.authorizedAt)}`,
    ].join("\n"),
    json: { ...loginJson(credentials, now), refreshToken },
    reveals: true,
  };
}

function stored(
  credentials: Credentials,
  { path }: CredentialsStore,
  { terminal, world }: CommandContext,
): CommandResult {
  const now = world.clock.now();
  const lines = [loginText(credentials, now), `Stored in ${plainLine(path)}`];
  if (terminal.env["SPOTIFY_REFRESH_TOKEN"]?.trim()) {
    lines.push("The stored login is not used while SPOTIFY_REFRESH_TOKEN is set.");
  }
  return { exit: EXIT.done, text: lines.join("\n"), json: loginJson(credentials, now) };
}
