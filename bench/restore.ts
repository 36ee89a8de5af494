import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ALL_SCOPES,
  createAccount,
  type Emulator,
  generateLibrary,
  startEmulator,
} from "../emulator/index.ts";
import { backup } from "../src/app/backup.ts";
import { restore, type StoredSource } from "../src/app/restore.ts";
import { connectSpotify, type Session } from "../src/app/session.ts";
import { openStore } from "../src/app/store.ts";
import { createWorld, type World } from "../src/app/world.ts";
import { Secret } from "../src/secret.ts";
import { printTable, seconds } from "./table.ts";

const LATENCY_MS = 50;
const LIKES = [0, 1, 40, 100, 2_000, 10_000];
const ITEMS = [0, 1, 100, 101, 1_000, 10_000];

/**
 * The size of the restored library: likes, and one playlist of so many items unless that is `null`.
 */
export interface RestoreSize {
  readonly likes: number;
  readonly items: number | null;
}

/** The cost of one run of a restore. */
export interface RestoreCost {
  /** Requests to the Web API by method and path: `PUT /me/library`. */
  readonly requests: Readonly<Record<string, number>>;
  readonly wallMs: number;
}

/**
 * Measures a restore into a new account, and a second one into the same account, both without a
 * journal.
 */
export async function measureRestore(
  { likes, items }: RestoreSize,
  { clock, latencyMs = 0 }: Partial<Pick<World, "clock">> & { readonly latencyMs?: number } = {},
): Promise<readonly RestoreCost[]> {
  const playlists = items === null ? {} : { playlists: 1, itemsPerPlaylist: items };
  const accounts = [generateLibrary({ seed: 1, likes, ...playlists }), createAccount("target")];
  const world = createWorld(clock && { clock });
  const now = () => world.clock.now().getTime();
  const emulator = await startEmulator({ accounts, now, latencyMs });
  const directory = await mkdtemp(join(tmpdir(), "tracksafe-bench-"));
  try {
    const store = openStore(directory, world);
    const made = await withSession(emulator, 0, world, (session) =>
      backup(session, store, world, { include: ["likes", "playlists"] }),
    );
    if (made.snapshot === null) throw new Error("there is no snapshot");
    const source = { store, selection: made.snapshot };
    return [
      await measureRun(emulator, world, source),
      // Without a journal, because a run that knew of the first one would have nothing to check.
      await measureRun(emulator, world, source),
    ];
  } finally {
    await emulator.close();
    await rm(directory, { recursive: true });
  }
}

async function measureRun(
  emulator: Emulator,
  world: World,
  source: StoredSource,
): Promise<RestoreCost> {
  const [start, before] = [performance.now(), emulator.requests.length];
  const { status } = await withSession(emulator, 1, world, async (session) => {
    await using planned = await restore(session, world, {
      sources: [source],
      open: null,
      journal: null,
    });
    return await planned.apply();
  });
  if (status !== "complete") throw new Error(`the restore is ${status}`);
  const requests: Record<string, number> = {};
  for (const { kind, method, path } of emulator.requests.slice(before)) {
    if (kind !== "api") continue;
    const name = `${method} ${path.replace(/playlists\/\w+/, "playlists/…")}`;
    requests[name] = (requests[name] ?? 0) + 1;
  }
  return { requests, wallMs: performance.now() - start };
}

async function withSession<T>(
  { app, accounts, apiUrl, accountsUrl, issueRefreshToken }: Emulator,
  account: number,
  world: World,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const token = issueRefreshToken(accounts[account]?.accountId ?? "", ALL_SCOPES);
  await using session = connectSpotify(
    {
      clientId: app.clientId,
      clientSecret: new Secret(app.clientSecret),
      refreshToken: new Secret(token),
      apiUrl,
      accountsUrl,
    },
    world,
  );
  return await use(session);
}

/** Restores into a new account and once more, and prints the fewest possible requests beside it. */
export async function benchRestore(): Promise<void> {
  const rows = [];
  const sizes = [
    ...LIKES.map((likes) => ({ name: `likes: ${spelt(likes)}`, likes, items: null })),
    ...ITEMS.map((items) => ({ name: `a playlist of ${spelt(items)}`, likes: 0, items })),
  ];
  for (const { name, ...size } of sizes) {
    const [first, second] = await measureRestore(size, { latencyMs: LATENCY_MS });
    if (first === undefined || second === undefined) throw new Error("two runs are needed");
    const writes = countWrites(first);
    const floor =
      size.items === null ? Math.ceil(size.likes / 40) : 1 + Math.ceil(size.items / 100);
    rows.push([
      name,
      `${countAll(first) - writes}`,
      `${writes}`,
      `${floor}`,
      seconds(first.wallMs),
      `${countAll(second)}`,
      seconds(second.wallMs),
    ]);
  }
  printTable(
    `A restore, ${LATENCY_MS} ms latency: requests into a new account, and once more`,
    ["library", "looking", "writing", "the least", "wall", "second run", "wall"],
    rows,
  );
}

function spelt(count: number): string {
  return count.toLocaleString("en");
}

function countAll({ requests }: RestoreCost): number {
  return Object.values(requests).reduce((sum, count) => sum + count, 0);
}

function countWrites({ requests }: RestoreCost): number {
  const writes = Object.entries(requests).filter(([name]) => !name.startsWith("GET "));
  return writes.reduce((sum, [, count]) => sum + count, 0);
}
