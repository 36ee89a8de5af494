import type { Command } from "commander";
import { type CredentialsStore, loginExpiry, openCredentials } from "../app/credentials.ts";
import { AuthError, UsageError } from "../errors.ts";
import { EXIT } from "../report/exit.ts";
import { loginJson, loginText } from "../report/login.ts";
import type { CommandContext, Definer } from "./command.ts";

/** `tracksafe auth status`: whose login is stored, and how long it lasts. Asks nobody. */
export function authStatusCommand({ define }: Definer): Command {
  return define("status", "Show the stored login and when it ends", async (context) => {
    const { terminal, world } = context;
    const login = await openStored(context).read();
    if (login === null) {
      throw new AuthError("auth/none", "No login is stored.", {
        hint: "Log in with `tracksafe auth`.",
      });
    }
    const now = world.clock.now();
    const isOver = loginExpiry(login.authorizedAt, now).daysLeft < 0;
    const lines = [loginText(login, now)];
    if (isOver) lines.push("Log in again with `tracksafe auth`.");
    const isUsed = !terminal.env["SPOTIFY_REFRESH_TOKEN"]?.trim();
    if (!isUsed) lines.push("The stored login is not used while SPOTIFY_REFRESH_TOKEN is set.");
    return {
      exit: isOver ? EXIT.auth : EXIT.done,
      text: lines.join("\n"),
      json: { ...loginJson(login, now), used: isUsed },
    };
  });
}

/** `tracksafe auth logout`: forgets the stored login. */
export function authLogoutCommand({ define }: Definer): Command {
  return define("logout", "Remove the stored login", async (context) => {
    const removed = await openStored(context).remove();
    const text = removed
      ? "The stored login was removed. To end it at Spotify too, remove the app at https://www.spotify.com/account/apps"
      : "No login was stored.";
    return { exit: EXIT.done, text, json: { removed } };
  });
}

/** Opens the stored login of this machine. Throws `UsageError` `config/no-home`. */
export function openStored({ terminal, world }: CommandContext): CredentialsStore {
  const store = openCredentials(terminal.env, world);
  if (store !== null) return store;
  throw new UsageError("config/no-home", "tracksafe does not know where to keep your settings.", {
    hint: "Set XDG_CONFIG_HOME (on Windows APPDATA) to a directory that belongs to you.",
  });
}
