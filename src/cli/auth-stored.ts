import type { Command } from "commander";
import {
  type CredentialsStore,
  listProfiles,
  loginExpiry,
  openCredentials,
  profileOf,
} from "../app/credentials.ts";
import { AppError, AuthError, UsageError } from "../errors.ts";
import { EXIT } from "../report/exit.ts";
import { loginJson, loginText, type OtherLogin, otherLoginText } from "../report/login.ts";
import type { CommandContext, Definer } from "./command.ts";

const STATUS_EXAMPLES = `
Examples:
  tracksafe auth status
  tracksafe auth status --profile restore --json`;

const LOGOUT_EXAMPLES = `
Examples:
  tracksafe auth logout
  tracksafe auth logout --profile restore`;

/** `tracksafe auth status`: whose login is stored, and how long it lasts. Asks nobody. */
export function authStatusCommand({ define }: Definer): Command {
  return define("status", "Show the stored login and when it ends", async (context) => {
    const { terminal, world } = context;
    const profile = profileOf(terminal.env);
    const login = await openStored(context).read();
    const others = await readOthers(context, profile);
    if (login === null) throw noLogin(profile, others);
    const now = world.clock.now();
    const isOver = loginExpiry(login.authorizedAt, now).daysLeft < 0;
    const lines = [loginText(login, now)];
    if (isOver) lines.push("Log in again with `tracksafe auth`.");
    const isUsed = !terminal.env["SPOTIFY_REFRESH_TOKEN"]?.trim();
    if (!isUsed) lines.push("The stored login is not used while SPOTIFY_REFRESH_TOKEN is set.");
    if (others.length > 0) lines.unshift(`Profile: ${profile}`);
    lines.push(...others.map((other) => otherLoginText(other, now)));
    return {
      exit: isOver ? EXIT.auth : EXIT.done,
      text: lines.join("\n"),
      json: {
        ...loginJson(login, now),
        used: isUsed,
        profile,
        others: others.map(({ profile: name, login: stored }) => {
          return { profile: name, ...(stored && loginJson(stored, now)) };
        }),
      },
    };
  }).addHelpText("after", STATUS_EXAMPLES);
}

/** The logins of the other profiles. A file that cannot be understood is among them. */
async function readOthers(
  { terminal, world }: CommandContext,
  profile: string,
): Promise<readonly OtherLogin[]> {
  const others: OtherLogin[] = [];
  for (const name of await listProfiles(terminal.env)) {
    if (name === profile) continue;
    try {
      const login = await openCredentials(terminal.env, world, name)?.read();
      if (login) others.push({ profile: name, login });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      others.push({ profile: name, login: null });
    }
  }
  return others;
}

function noLogin(profile: string, others: readonly OtherLogin[]): AuthError {
  const names = others.map((other) => other.profile).join(", ");
  return new AuthError(
    "auth/none",
    others.length === 0 ? "No login is stored." : `No login is stored in the profile ${profile}.`,
    {
      hint:
        others.length === 0
          ? "Log in with `tracksafe auth`."
          : `Log in with \`tracksafe auth --profile ${profile}\`, or use another profile: ${names}.`,
    },
  );
}

/** `tracksafe auth logout`: forgets the stored login. */
export function authLogoutCommand({ define }: Definer): Command {
  return define("logout", "Remove the stored login", async (context) => {
    const removed = await openStored(context).remove();
    const text = removed
      ? "The stored login was removed. To end it at Spotify too, remove the app at https://www.spotify.com/account/apps"
      : "No login was stored.";
    return { exit: EXIT.done, text, json: { removed } };
  }).addHelpText("after", LOGOUT_EXAMPLES);
}

/** Opens the stored login of this machine. Throws `UsageError` `config/no-home`. */
export function openStored({ terminal, world }: CommandContext): CredentialsStore {
  const store = openCredentials(terminal.env, world);
  if (store !== null) return store;
  throw new UsageError("config/no-home", "tracksafe does not know where to keep your settings.", {
    hint: "Set XDG_CONFIG_HOME (on Windows APPDATA) to a directory that belongs to you.",
  });
}
