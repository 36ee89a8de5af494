import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";

const root = join(import.meta.dirname, "..");

/** The cost of one run of a program. */
export interface Cost {
  readonly exit: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** The most memory that the system gave to the process. */
  readonly peakBytes: number;
  /** The most bytes that were in use after a collection; 0 without {@link LOOK_AT_HELD}. */
  readonly heldBytes: number;
  readonly stdout: string;
}

/** The command line, as users run it. */
export const TRACKSAFE = join(root, "bin/tracksafe.js");

/** An environment in which a measured program collects its garbage four times a second. */
export const LOOK_AT_HELD = { BENCH_HELD: "1" };

/** Runs a Node program, and measures it from outside. */
export async function measure(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Cost> {
  const start = performance.now();
  const child = spawn(
    process.execPath,
    ["--import", join(root, "bench/peak.js"), program, ...args],
    { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit", "pipe"] },
  );
  const [, output, , report] = child.stdio;
  if (!(output instanceof Readable) || !(report instanceof Readable)) {
    throw new Error("the pipes are missing");
  }
  const [stdout, cost, exit] = await Promise.all([
    text(output),
    text(report),
    new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? -1))),
  ]);
  return { exit, wallMs: performance.now() - start, stdout, ...JSON.parse(cost) };
}

/** An emulated Spotify in a process of its own. */
export interface RemoteSpotify {
  readonly apiUrl: string;
  /** The environment variables for a login to it. */
  readonly env: Readonly<Record<string, string>>;
  /** Adds the changes of a typical day: five likes, and one item in each of two playlists. */
  liveDay(): Promise<void>;
  /** The requests that it got so far, and the bytes of its answers. */
  stats(): Promise<{ readonly requests: number; readonly bytes: number }>;
  stop(): void;
}

/** Starts `emulator/main.ts` with `options`; see there. */
export async function startSpotify(options: unknown): Promise<RemoteSpotify> {
  const child = spawn(process.execPath, [join(root, "emulator/main.ts"), JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (data: Buffer) => resolve(String(data)));
    child.once("close", () => reject(new Error("the emulator did not start")));
  });
  const { apiUrl, accountsUrl, clientId, clientSecret, refreshTokens } = JSON.parse(line);
  return {
    apiUrl,
    async liveDay() {
      child.stdin.write("day\n");
      await once(child.stdout, "data");
    },
    async stats() {
      const answer = await fetch(`${accountsUrl}/__stats`);
      const { requests, bytes } = (await answer.json()) as {
        readonly requests: Readonly<Record<string, number>>;
        readonly bytes: number;
      };
      return { requests: Object.values(requests).reduce((all, one) => all + one, 0), bytes };
    },
    env: {
      SPOTIFY_API_URL: apiUrl,
      SPOTIFY_ACCOUNTS_URL: accountsUrl,
      SPOTIFY_CLIENT_ID: clientId,
      SPOTIFY_CLIENT_SECRET: clientSecret,
      SPOTIFY_REFRESH_TOKEN: String(Object.values(refreshTokens)[0]),
    },
    stop: () => child.kill(),
  };
}
