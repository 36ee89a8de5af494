import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateLibrary, startEmulator } from "../emulator/index.ts";
import { backup } from "../src/app/backup.ts";
import { connectSpotify } from "../src/app/session.ts";
import { openStore } from "../src/app/store.ts";
import { createWorld } from "../src/app/world.ts";
import { Secret } from "../src/secret.ts";
import { createFakeClock } from "../tests/support/fake-clock.ts";
import { type Cost, measure, type RemoteSpotify, startSpotify, TRACKSAFE } from "./process.ts";
import { megabytes, printTable, seconds } from "./table.ts";

export const LATENCY_MS = 50;
const WINDOW = { requests: 20, windowMs: 3_000 };
const DAY_MS = 24 * 60 * 60 * 1000;
/** The plain downloader. */
export const SEQUENTIAL = join(import.meta.dirname, "sequential.ts");

export const LIBRARIES = {
  "1,000 rows": { likes: 500, playlists: 5, itemsPerPlaylist: 100 },
  "2,000 likes + 40 × 150": { likes: 2_000, playlists: 40, itemsPerPlaylist: 150 },
  "10,000 rows": { likes: 4_000, playlists: 40, itemsPerPlaylist: 150 },
  "50,000 rows": { likes: 20_000, playlists: 30, itemsPerPlaylist: 1_000 },
  "200,000 rows": { likes: 100_000, playlists: 50, itemsPerPlaylist: 2_000 },
} as const;

/** Libraries that can be read within a minute or two at 20 requests in three seconds. */
const SMALL = ["1,000 rows", "2,000 likes + 40 × 150", "10,000 rows"] as const;

const HEAD = ["library", "run", "requests", "received", "wall", "CPU", "peak memory"];

/**
 * Measures backups of likes and playlists from an emulated Spotify in a process of its own: the
 * first one, one without changes, and one after a typical day, beside a plain downloader.
 */
export async function benchRuns(): Promise<void> {
  const rows: string[][] = [];
  for (const [name, library] of Object.entries(LIBRARIES)) {
    await withSpotify({ libraries: [{ seed: 1, ...library }] }, async (spotify, backUp) => {
      rows.push([name, "first", ...(await backUp())]);
      rows.push(["", "nothing changed", ...(await backUp())]);
      await spotify.liveDay();
      rows.push(["", "5 likes, 2 playlists edited", ...(await backUp())]);
      rows.push(["", "plain downloader, always", ...(await cost(spotify, SEQUENTIAL))]);
    });
  }
  printTable(`Backups, likes and playlists, ${LATENCY_MS} ms latency`, HEAD, rows);
}

/** Measures first backups while Spotify takes 20 requests in three seconds. */
export async function benchWindow(): Promise<void> {
  const rows: string[][] = [];
  for (const name of SMALL) {
    const options = { libraries: [{ seed: 1, ...LIBRARIES[name] }], rateWindow: WINDOW };
    await withSpotify(options, async (spotify, backUp) => {
      rows.push([name, "first", ...(await backUp())]);
      rows.push(["", "nothing changed", ...(await backUp())]);
      rows.push(["", "plain downloader, always", ...(await cost(spotify, SEQUENTIAL))]);
    });
  }
  printTable("Backups, 20 requests in 3 s, no more", HEAD, rows);
}

/** Measures the days that a first backup takes when a day's quota is a third of what it needs. */
export async function benchQuota(): Promise<void> {
  const rows: string[][] = [];
  for (const [name, library] of Object.entries(LIBRARIES)) {
    const needed = await countDays(library, undefined);
    const quota = Math.ceil((needed.requests[0] ?? 0) / 3);
    const { requests } = await countDays(library, quota);
    rows.push([name, `${needed.requests[0]}`, `${quota}`, requests.join(" + ")]);
  }
  printTable(
    "A first backup with a third of the quota it needs",
    ["library", "requests needed", "quota a day", "requests, day by day"],
    rows,
  );
}

type BackUp = () => Promise<readonly string[]>;

async function withSpotify(
  options: object,
  work: (spotify: RemoteSpotify, backUp: BackUp) => Promise<void>,
): Promise<void> {
  const spotify = await startSpotify({ latencyMs: LATENCY_MS, ...options });
  const out = await mkdtemp(join(tmpdir(), "tracksafe-bench-"));
  try {
    await work(spotify, () =>
      cost(spotify, TRACKSAFE, backupArguments(out), { XDG_CACHE_HOME: out }),
    );
  } finally {
    spotify.stop();
    await rm(out, { recursive: true });
  }
}

export function backupArguments(out: string): readonly string[] {
  return ["backup", "--json", "--out", join(out, "backups"), "--include", "likes,playlists"];
}

async function cost(
  spotify: RemoteSpotify,
  program: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<readonly string[]> {
  const before = await spotify.stats();
  const { wallMs, cpuMs, peakBytes } = await run(spotify, program, args, env);
  const after = await spotify.stats();
  return [
    `${after.requests - before.requests}`,
    megabytes(after.bytes - before.bytes),
    seconds(wallMs),
    seconds(cpuMs),
    megabytes(peakBytes),
  ];
}

/** Runs a program that is logged in to `spotify`, and makes sure that it succeeds. */
export async function run(
  spotify: RemoteSpotify,
  program: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Cost> {
  const result = await measure(program, args, { ...spotify.env, ...env });
  if (result.exit !== 0) throw new Error(`${program} ended with ${result.exit}`);
  return result;
}

/**
 * Backs up once a day until the backup is complete, on a simulated clock. Returns the requests of
 * each day.
 */
async function countDays(
  library: (typeof LIBRARIES)[keyof typeof LIBRARIES],
  dailyQuota: number | undefined,
): Promise<{ readonly requests: readonly number[] }> {
  const clock = createFakeClock("2026-11-22T03:17:00Z", { autoAdvance: true });
  const account = generateLibrary({ seed: 1, ...library });
  const emulator = await startEmulator({
    accounts: [account],
    now: () => clock.now().getTime(),
    ...(dailyQuota && { dailyQuota }),
  });
  const out = await mkdtemp(join(tmpdir(), "tracksafe-bench-"));
  const world = createWorld({ clock });
  const { apiUrl, accountsUrl, app } = emulator;
  const scopes = ["playlist-read-private", "playlist-read-collaborative", "user-library-read"];
  const refreshToken = new Secret(emulator.issueRefreshToken(account.accountId, scopes));
  const { clientId } = app;
  const clientSecret = new Secret(app.clientSecret);
  const requests: number[] = [];
  try {
    for (let status = "partial"; status !== "complete"; await clock.advance(DAY_MS + 60_000)) {
      await using session = connectSpotify(
        { clientId, clientSecret, refreshToken, apiUrl, accountsUrl },
        world,
      );
      const request = { include: ["likes", "playlists"] as const };
      const result = await backup(session, openStore(out, world), world, request);
      ({ status } = result);
      requests.push(result.requests);
    }
  } finally {
    await emulator.close();
    await rm(out, { recursive: true });
  }
  return { requests };
}
