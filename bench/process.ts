import { spawn } from "node:child_process";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";

const root = join(import.meta.dirname, "..");

/** What one run of a program cost. */
export interface Cost {
  readonly exit: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
  readonly stdout: string;
}

/** Runs the command line as users do, and measures it from outside. */
export async function measure(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Cost> {
  const start = performance.now();
  const child = spawn(
    process.execPath,
    ["--import", join(root, "bench/peak.js"), join(root, "bin/tracksafe.js"), ...args],
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
  /** The environment that logs in to it. */
  readonly env: Readonly<Record<string, string>>;
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
