import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { MOST_REQUESTS } from "../action/verify.ts";
import { verifySnapshots } from "../src/app/history.ts";
import { type LibrarySize, type LongHistory, startHistory } from "./long-history.ts";
import { measure, TRACKSAFE } from "./process.ts";
import { megabytes, printTable, seconds } from "./table.ts";

/** 5,000 rows. */
const USUAL: LibrarySize = { likes: 2_000, playlists: 30, items: 100 };

/** 50,000 rows. */
const LARGE: LibrarySize = { likes: 20_000, playlists: 60, items: 500 };

/** The numbers of snapshots. */
const LENGTHS = { plain: [365], sealed: [365, 1_000] };

const HEAD = ["command", "wall", "CPU time", "memory", "requests on GitHub"];

/**
 * Measures the commands that read, check and thin out histories of daily backups of 5,000 rows. Prints
 * a table as soon as a history is measured, because the next one takes minutes.
 */
export async function benchHistory(): Promise<void> {
  for (const isSealed of [false, true]) {
    const lengths = isSealed ? LENGTHS.sealed : LENGTHS.plain;
    await using history = await startHistory(USUAL, { isSealed, days: Math.max(...lengths) + 1 });
    for (const snapshots of lengths) {
      await history.growTo(snapshots);
      printTable(
        `${snapshots} snapshots of 5,000 rows, ${stateOf(isSealed)}`,
        HEAD,
        await measureCommands(history),
      );
    }
  }
  for (const isSealed of [false, true]) {
    await using history = await startHistory(LARGE, { isSealed, days: 3 });
    await history.growTo(2);
    printTable(`2 snapshots of 50,000 rows, ${stateOf(isSealed)}`, HEAD, [
      await measureCommand(history, ["diff"]),
    ]);
  }
}

const stateOf = (isSealed: boolean): string => (isSealed ? "sealed" : "in the clear");

async function measureCommands(history: LongHistory): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  for (const [command = "", ...flags] of [
    ["list"],
    ["find", "track", "4321"],
    ["diff"],
    ["diff", "--since", "300d"],
    ["export", "--format", "csv", "--force", "--out", join(history.directory, "../csv")],
    ["verify"],
    ["prune", "--keep-daily", "30", "--keep-monthly", "24", "--yes"],
  ]) {
    rows.push(await measureCommand(history, [command, ...flags]));
  }
  rows.push(["verify in Actions", "", "", "", `${await countVerification(history)}`]);
  return rows;
}

/** Runs a command on the directory, or on a copy of it that it may change, and on the repository. */
async function measureCommand(
  { directory, source, env, takeRequests }: LongHistory,
  [command = "", ...flags]: readonly string[],
): Promise<readonly string[]> {
  const copy = `${directory}-copy`;
  const isPrune = command === "prune";
  if (isPrune) await cp(directory, copy, { recursive: true });
  const place = isPrune ? copy : directory;
  const { wallMs, cpuMs, peakBytes } = await run([command, place, ...flags], env);
  if (isPrune) await rm(copy, { recursive: true });
  takeRequests();
  // The history goes on from here, so the repository is not pruned.
  const onGitHub = isPrune ? [...flags, "--dry-run"] : flags;
  await run([command, source, ...onGitHub], env);
  const requests = `${takeRequests()}${isPrune ? " to plan" : ""}`;
  const words = [command, ...flags.filter((flag) => !flag.startsWith("/"))].join(" ");
  return [`\`${words}\``, seconds(wallMs), seconds(cpuMs), megabytes(peakBytes), requests];
}

async function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  const cost = await measure(TRACKSAFE, [...args, "--quiet"], env);
  if (cost.exit !== 0) throw new Error(`${args.join(" ")} ended with ${cost.exit}`);
  return cost;
}

/** The requests of a verification as the action does it. */
async function countVerification({ repository, world }: LongHistory): Promise<number> {
  const store = await repository.store({ ownRepository: false });
  const before = repository.requests();
  const sent = () => repository.requests() - before;
  await verifySnapshots(store, world, { readsLeft: () => Math.max(0, MOST_REQUESTS - sent()) });
  return sent();
}
