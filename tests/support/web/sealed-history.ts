import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backup } from "../../../src/app/backup.ts";
import type { ReadingSession } from "../../../src/app/session.ts";
import { createWorld } from "../../../src/app/world.ts";
import { type GeneratedKey, generateKey } from "../../../src/crypto/keygen.ts";
import type { LibraryVersion } from "../../../src/history/diff.ts";
import type { MusicProvider, Walk } from "../../../src/model/provider.ts";
import type { Entry } from "../../../src/model/records.ts";
import { Secret } from "../../../src/secret.ts";
import { snapshotName } from "../../../src/snapshot/names.ts";
import { createDirectoryStore } from "../../../src/store/directory/store.ts";
import { createFakeClock } from "../fake-clock.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Sealed snapshots in a directory, one a day, the newest of yesterday. */
export interface SealedHistory extends AsyncDisposable {
  readonly directory: string;
  readonly key: GeneratedKey;
  /** Oldest first. */
  readonly names: readonly string[];
}

/** Facts about a history that most tests leave open. */
export interface HistoryOptions {
  /** The time of each snapshot. Default: one a day, the newest of yesterday. */
  readonly times?: readonly Date[];
  /** The covers of playlists, by the ids of the playlists. Default: none. */
  readonly covers?: ReadonlyMap<string, Uint8Array>;
  /** The app's secret, which the content key is made of. Default: always the same. */
  readonly appSecret?: string;
}

/** Backs up one library after the other, sealed for a new key. */
export async function createSealedHistory(
  libraries: readonly LibraryVersion[],
  { times, covers = new Map(), appSecret = "client secret" }: HistoryOptions = {},
): Promise<SealedHistory> {
  const parent = await mkdtemp(join(tmpdir(), "tracksafe-sealed-"));
  // The page shows the name.
  const directory = join(parent, "backups");
  const key = await generateKey("x25519", new Date());
  const names: string[] = [];
  for (const [day, library] of libraries.entries()) {
    const at = times?.[day] ?? new Date(Date.now() - (libraries.length - day) * DAY_MS);
    const world = createWorld({ clock: createFakeClock(at.toISOString(), { autoAdvance: true }) });
    const store = createDirectoryStore(directory, { clock: world.clock });
    const { status } = await backup(sessionOf(library, covers, appSecret), store, world, {
      recipients: [key.recipient],
      include: [...library.collections.keys(), "playlists"],
      covers: covers.size > 0,
    });
    if (status !== "complete") throw new Error(`the backup of day ${day} is ${status}`);
    names.push(snapshotName(at));
  }
  return {
    directory,
    key,
    names,
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true }),
  };
}

type Covers = NonNullable<HistoryOptions["covers"]>;

function sessionOf(library: LibraryVersion, covers: Covers, secret: string): ReadingSession {
  return {
    provider: providerOf(library, covers),
    login: new Secret("login"),
    storedLogin: () => new Secret("login"),
    keySource: new Secret(secret),
    isLoginLost: () => false,
    states: null,
  };
}

/** Shows one library, with an empty revision of each playlist, so that all of it is read. */
export function providerOf(
  { collections, playlists }: LibraryVersion,
  covers: Covers = new Map(),
): MusicProvider {
  const all = [...playlists];
  const coverUrlOf = (id: string) => (covers.has(id) ? `https://covers.invalid/${id}` : null);
  return {
    name: "spotify",
    link: () => null,
    requests: () => 0,
    account: async () => ({ id: "account", aliases: [], displayName: "somebody" }),
    collection: async (kind) => walkOver(collections.get(kind) ?? []),
    playlists: async () => ({
      playlists: all.map(([id, { playlist, entries }]) => ({
        ...{ id, playlist, revision: "", total: entries?.length ?? 0, coverUrl: coverUrlOf(id) },
      })),
      hidden: 0,
      malformed: 0,
      shown: all.length,
      total: all.length,
    }),
    entries: async ({ id }) => {
      const entries = playlists.get(id)?.entries ?? null;
      return entries === null ? "withheld" : walkOver(entries);
    },
    cover: async ({ id }) => covers.get(id) ?? null,
  };
}

function walkOver(entries: readonly Entry[]): Walk {
  return {
    total: entries.length,
    first: entries,
    isWhole: true,
    async *rest() {},
    report: () => ({ disagreeing: 0, repeats: 0, malformed: 0 }),
  };
}
