import { homedir } from "node:os";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The person's directory for caches of this program (XDG Base Directory Specification; on Windows
 * `%LOCALAPPDATA%`); `null` when `env` does not say where their files are.
 */
export function cacheDirectory(env: Environment, platform: NodeJS.Platform): string | null {
  const { LOCALAPPDATA: appData, XDG_CACHE_HOME: xdg, HOME: home } = env;
  if (platform === "win32") return appData ? join(appData, "tracksafe", "cache") : null;
  // The specification says to ignore a relative path.
  if (xdg?.startsWith("/")) return join(xdg, "tracksafe");
  return home ? join(home, ".cache", "tracksafe") : null;
}

/** The person's directory for settings of this program; on Windows `%APPDATA%`. */
export function configDirectory(env: Environment, platform: NodeJS.Platform): string | null {
  const { APPDATA: appData, XDG_CONFIG_HOME: xdg, HOME: home } = env;
  if (platform === "win32") return appData ? join(appData, "tracksafe") : null;
  if (xdg?.startsWith("/")) return join(xdg, "tracksafe");
  return home ? join(home, ".config", "tracksafe") : null;
}

/** The person's directory for what this program has to remember, such as journals. */
export function stateDirectory(env: Environment): string {
  const state = env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local/state");
  return join(state, "tracksafe");
}
