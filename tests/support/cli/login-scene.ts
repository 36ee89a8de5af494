import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createAccount,
  type Emulator,
  type EmulatorOptions,
  startEmulator,
} from "../../../emulator/index.ts";
import { freePort } from "../http/ports.ts";

/** An emulated Spotify with two accounts, and an empty directory for settings. */
export interface LoginScene extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly port: number;
  /** The address to which Spotify sends the browser. */
  readonly redirectUri: string;
  /** A directory of one's own. */
  readonly directory: string;
  /** The file of the stored login. */
  readonly credentials: string;
  /** The environment of a command line that could log in here, and has not. */
  readonly env: Readonly<Record<string, string>>;
}

/** Creates a scene. Only a page of the emulator logs in, see {@link approve}. */
export async function createLoginScene(options: EmulatorOptions = {}): Promise<LoginScene> {
  const emulator = await startEmulator({
    accounts: [createAccount("one"), createAccount("two")],
    redirectUris: ["http://127.0.0.1/callback"],
    ...options,
  });
  const directory = await mkdtemp(join(tmpdir(), "tracksafe-login-"));
  const port = await freePort();
  return {
    emulator,
    port,
    directory,
    redirectUri: `http://127.0.0.1:${port}/callback`,
    credentials: join(directory, "settings", "tracksafe", "credentials.json"),
    env: {
      XDG_CONFIG_HOME: join(directory, "settings"),
      SPOTIFY_API_URL: emulator.apiUrl,
      SPOTIFY_ACCOUNTS_URL: emulator.accountsUrl,
      SPOTIFY_CLIENT_ID: emulator.app.clientId,
      SPOTIFY_CLIENT_SECRET: emulator.app.clientSecret,
    },
    async [Symbol.asyncDispose]() {
      await emulator.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/**
 * Opens the login page at `url` as a browser would, and follows the link of the account numbered
 * `account`, or the one that declines. Gives where that leads, without going there.
 */
export async function approve(url: string, account: number | "decline" = 0): Promise<string> {
  const page = await (await fetch(url)).text();
  const links = [...page.matchAll(/<a class="(approve|deny)" href="([^"]+)"/g)];
  const chosen = links.filter(([, kind]) => kind === (account === "decline" ? "deny" : "approve"));
  const href = chosen[account === "decline" ? 0 : account]?.[2]?.replaceAll("&amp;", "&");
  if (href === undefined) throw new Error(`the page has no such link: ${page}`);
  const answer = await fetch(new URL(href, url), { redirect: "manual" });
  return answer.headers.get("location") ?? "";
}
