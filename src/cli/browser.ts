import { spawn } from "node:child_process";
import type { Terminal } from "./io.ts";

/**
 * Shows `url` in the person's browser where there seems to be one. Nothing depends on it: the
 * address was printed as well. Everybody on the machine can see `url` for a moment.
 */
export function openBrowser(url: string, env: Terminal["env"]): void {
  const command = browserCommand(env, process.platform);
  if (command === null) return;
  const [program = "", ...args] = command;
  // The browser outlives this process, and needs nothing of what it works with.
  const harmless = Object.entries(env).filter(([name]) => !/SECRET|TOKEN|IDENTITY/i.test(name));
  const child = spawn(program, [...args, url], {
    env: Object.fromEntries(harmless),
    detached: true,
    stdio: "ignore",
  });
  child.on("error", () => {});
  child.unref();
}

/** The command that takes an address; `null` where no browser could be seen by the person. */
function browserCommand(env: Terminal["env"], platform: NodeJS.Platform): readonly string[] | null {
  // Over SSH it would open on a screen elsewhere.
  if (env["SSH_CONNECTION"]) return null;
  // `start` belongs to a shell, which would take the address apart.
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  if (platform === "darwin") return ["open"];
  // Without a display some open a text browser, in the terminal that we are using.
  return env["DISPLAY"] || env["WAYLAND_DISPLAY"] ? ["xdg-open"] : null;
}
