import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKey } from "../src/crypto/keygen.ts";
import {
  type Cost,
  LOOK_AT_HELD,
  measure,
  type RemoteSpotify,
  startSpotify,
  TRACKSAFE,
} from "./process.ts";
import { backupArguments, LATENCY_MS, LIBRARIES, run, SEQUENTIAL } from "./runs.ts";
import { megabytes, printTable, seconds } from "./table.ts";

/** Libraries that are compared: from one to the next they grow four or five times. */
const GROWING = ["10,000 rows", "50,000 rows", "200,000 rows"] as const;

/** The largest library that the backup is compared on: the plain downloader takes minutes for more. */
const LARGEST_COMPARED = 50_000;

/** The columns that follow CPU time. */
const COST_HEAD = ["exponent", "memory", "held"];

/** The command line without `bin/`, which could set flags before it starts. */
const DEFAULT_FLAGS = join(import.meta.dirname, "../dist/cli/main.js");

/**
 * First backups of growing libraries, beside the plain downloader and the command line on the default
 * flags of Node. CPU time that grows as the library does has the exponent 1.
 */
export async function benchGrowth(): Promise<void> {
  const rows: string[][] = [];
  const exponentOf = exponents();
  for (const name of GROWING) {
    const library = LIBRARIES[name];
    const entries = countEntries(library);
    await using spotify = await start({ seed: 1, ...library }, LATENCY_MS);
    const usual = await backUpAnew(spotify, TRACKSAFE);
    const { heldBytes } = await backUpAnew(spotify, TRACKSAFE, LOOK_AT_HELD);
    const isCompared = entries <= LARGEST_COMPARED;
    const plain = isCompared ? await run(spotify, SEQUENTIAL) : null;
    const defaults = isCompared ? await backUpAnew(spotify, DEFAULT_FLAGS) : null;
    rows.push([
      name,
      plain === null ? "not measured" : seconds(plain.cpuMs),
      seconds(usual.cpuMs),
      plain === null ? "" : (usual.cpuMs / plain.cpuMs).toFixed(2),
      exponentOf(entries, usual),
      megabytes(usual.peakBytes),
      megabytes(heldBytes),
      defaults === null ? "not measured" : seconds(defaults.cpuMs),
      defaults === null ? "" : megabytes(defaults.peakBytes),
    ]);
  }
  printTable(
    `First backups, ${LATENCY_MS} ms latency: CPU time, and the peak of memory`,
    [
      "library",
      "plain downloader",
      "backup",
      "times as much",
      "exponent",
      "memory",
      "held",
      "default flags",
      "memory",
    ],
    rows,
  );
}

/** Measures runs in which nothing changed, with libraries of many playlists of three items each. */
export async function benchManyPlaylists(): Promise<void> {
  const rows: string[][] = [];
  const exponentOf = exponents();
  for (const playlists of [500, 5_000]) {
    await using spotify = await start({ seed: 1, likes: 0, playlists, itemsPerPlaylist: 3 }, 0);
    await using directory = await makeDirectory();
    await backUp(spotify, directory.path);
    const unchanged = await backUp(spotify, directory.path);
    rows.push([
      `${playlists.toLocaleString("en")} playlists`,
      seconds(unchanged.cpuMs),
      exponentOf(playlists, unchanged),
      megabytes(unchanged.peakBytes),
    ]);
  }
  printTable(
    "A run in which nothing changed, with playlists of three items",
    ["library", "CPU time", "exponent", "memory"],
    rows,
  );
}

/** Measures the proof of a snapshot, and the plan of its restore into an empty account. */
export async function benchReading(): Promise<void> {
  const { recipient, fileText } = await generateKey("x25519", new Date());
  for (const isSealed of [false, true]) {
    const rows: string[][] = [];
    const [verifyExponent, restoreExponent] = [exponents(), exponents()];
    for (const name of GROWING) {
      const library = LIBRARIES[name];
      await using directory = await makeDirectory();
      const key = join(directory.path, "key");
      await writeFile(key, fileText.reveal());
      // Keys in the home directory would make snapshots in the clear doubtful.
      const home = { HOME: directory.path, XDG_STATE_HOME: directory.path };
      const env: NodeJS.ProcessEnv = isSealed ? { ...home, AGE_IDENTITY: key } : home;
      {
        await using spotify = await start({ seed: 1, ...library }, 0);
        await backUp(spotify, directory.path, isSealed ? { AGE_RECIPIENTS: recipient } : {});
      }
      const snapshots = join(directory.path, "backups");
      const verify = await measureTwice(["verify", snapshots, "--json"], env);
      await using target = await start({ seed: 7, likes: 0, playlists: 0 }, 0);
      const restore = await measureTwice(["restore", "--dry-run", "--json", snapshots], {
        ...target.env,
        ...env,
      });
      const entries = countEntries(library);
      rows.push([
        name,
        ...cells(verify, verifyExponent(entries, verify)),
        ...cells(restore, restoreExponent(entries, restore)),
      ]);
    }
    printTable(
      `Reading ${isSealed ? "sealed snapshots" : "snapshots in the clear"}: CPU time and memory`,
      ["library", "`verify`", ...COST_HEAD, "`restore --dry-run`", ...COST_HEAD],
      rows,
    );
  }
}

function countEntries({
  likes,
  playlists,
  itemsPerPlaylist,
}: (typeof LIBRARIES)[keyof typeof LIBRARIES]): number {
  return likes + playlists * itemsPerPlaylist;
}

/** Gives the exponent with which CPU time grew since the size before; nothing for the first. */
function exponents(): (size: number, cost: Cost) => string {
  let before: { readonly size: number; readonly cpuMs: number } | null = null;
  return (size, { cpuMs }) => {
    const smaller = before;
    before = { size, cpuMs };
    if (smaller === null) return "";
    return (Math.log(cpuMs / smaller.cpuMs) / Math.log(size / smaller.size)).toFixed(2);
  };
}

/** An emulated Spotify with one library, for as long as it is in scope. */
async function start(library: object, latencyMs: number): Promise<RemoteSpotify & AsyncDisposable> {
  const spotify = await startSpotify({ libraries: [library], latencyMs });
  return { ...spotify, [Symbol.asyncDispose]: async () => spotify.stop() };
}

async function makeDirectory(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "tracksafe-bench-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** A first backup into a directory of its own. */
async function backUpAnew(
  spotify: RemoteSpotify,
  program: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Cost> {
  await using directory = await makeDirectory();
  return await backUp(spotify, directory.path, env, program);
}

async function backUp(
  spotify: RemoteSpotify,
  directory: string,
  env: NodeJS.ProcessEnv = {},
  program = TRACKSAFE,
): Promise<Cost> {
  return await run(spotify, program, backupArguments(directory), {
    XDG_CACHE_HOME: directory,
    ...env,
  });
}

function cells({ cpuMs, peakBytes, heldBytes }: Cost, exponent: string): readonly string[] {
  return [seconds(cpuMs), exponent, megabytes(peakBytes), megabytes(heldBytes)];
}

/** Runs the command line once as it is, and once to see how much memory it holds. */
async function measureTwice(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Cost> {
  const cost = await measureSoundly(args, env);
  const { heldBytes } = await measureSoundly(args, { ...env, ...LOOK_AT_HELD });
  return { ...cost, heldBytes };
}

/** Runs the command line to a good end. */
async function measureSoundly(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Cost> {
  const cost = await measure(TRACKSAFE, args, env);
  if (cost.exit !== 0) throw new Error(`${args[0]} ended with ${cost.exit}`);
  return cost;
}
