import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AccountState, generateLibrary, startEmulator } from "../../../emulator/index.ts";
import { backup } from "../../../src/app/backup.ts";
import { connectSpotify } from "../../../src/app/session.ts";
import { openStore } from "../../../src/app/store.ts";
import { createWorld, type World } from "../../../src/app/world.ts";
import { generateContentKey } from "../../../src/crypto/content-key.ts";
import { Secret } from "../../../src/secret.ts";
import { createDigester } from "../../../src/snapshot/digest.ts";
import {
  decodeMetadata,
  encodeMetadata,
  METADATA_FILE,
  type MetadataContent,
} from "../../../src/snapshot/metadata.ts";
import { snapshotName } from "../../../src/snapshot/names.ts";
import { createFakeClock } from "../fake-clock.ts";
import { listFiles } from "../files.ts";
import type { FakeRepository } from "../github/repository.ts";
import { READ_SCOPES } from "../spotify/scene.ts";

/** Files of snapshots, by their path below the place of the snapshots. */
export type PlacedFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Somebody who may write to the place of the snapshots, and has neither their key nor the app's
 * secret. What stands there in the clear, the recipient too, is no secret to them.
 */
export interface Intruder extends AsyncDisposable {
  /** A whole snapshot of a library of their own, in the clear. */
  plain(at: string): Promise<PlacedFiles>;
  /** One that is sealed for the victim, under a content key of their own. */
  sealed(at: string): Promise<PlacedFiles>;
  /** The number of likes in their library. */
  readonly likes: number;
}

/** A number of likes that no other library of the tests has. */
const LIKES = 7;

/** Creates an {@link Intruder} in the history of `account`, which is sealed for `recipient`. */
export async function createIntruder(
  { accountId }: AccountState,
  recipient: string,
): Promise<Intruder> {
  const library = { seed: 666, likes: LIKES, playlists: 1, itemsPerPlaylist: 3, accountId };
  const emulator = await startEmulator({ accounts: [generateLibrary(library)] });
  const contentKey = generateContentKey();

  async function make(at: string, recipients: readonly string[]): Promise<PlacedFiles> {
    const directory = await mkdtemp(join(tmpdir(), "tracksafe-intruder-"));
    const world: World = { ...createWorld(), clock: createFakeClock(at) };
    await using session = connectSpotify(
      {
        clientId: emulator.app.clientId,
        refreshToken: new Secret(emulator.issueRefreshToken(accountId, READ_SCOPES)),
        apiUrl: emulator.apiUrl,
        accountsUrl: emulator.accountsUrl,
      },
      world,
    );
    try {
      await backup(session, openStore(directory, world), world, { recipients, contentKey });
      return await readPlaced(directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  return {
    plain: (at) => make(at, []),
    sealed: (at) => make(at, [recipient]),
    likes: LIKES,
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

/** All files below `directory`, as it was at this moment. */
export async function readPlaced(directory: string): Promise<PlacedFiles> {
  const files = new Map<string, Uint8Array>();
  for (const path of await listFiles(directory)) {
    if (!path.startsWith(".")) files.set(path, await readFile(join(directory, path)));
  }
  return files;
}

/** The files of the newest snapshot there. */
export function newestOf(files: PlacedFiles): PlacedFiles {
  const newest = [...files.keys()].map(directoryOf).sort().at(-1);
  return new Map([...files].filter(([path]) => directoryOf(path) === newest));
}

/** A snapshot once more, as if it had been made at another time. */
export function replayed(snapshot: PlacedFiles, at: string): PlacedFiles {
  return new Map([...snapshot].map(([path, bytes]) => [placeAt(path, at), bytes]));
}

/**
 * Failed runs with the settings and the key id of `snapshot`, one a second from `at` on. They leave
 * nothing but metadata, whose MAC nobody but the owner could make.
 */
export async function failedRuns(
  snapshot: PlacedFiles,
  at: string,
  count: number,
): Promise<PlacedFiles> {
  const [path = "", bytes] = [...snapshot].find(([name]) => name.endsWith(METADATA_FILE)) ?? [];
  if (bytes === undefined) throw new Error("a snapshot has metadata");
  const times = Array.from({ length: count }, (_, second) =>
    new Date(Date.parse(at) + second * 1000).toISOString(),
  );
  const failed = { status: "failed", files: [] } as const;
  const runs = times.map(
    async (time) =>
      [
        placeAt(path, time),
        await remade(bytes, { createdAt: time, finishedAt: time, ...failed }),
      ] as const,
  );
  return new Map(await Promise.all(runs));
}

/** Metadata with changes, whole in itself, and with a MAC under a key of the intruder's. */
export async function remade(
  bytes: Uint8Array,
  changes: Partial<MetadataContent>,
): Promise<Uint8Array> {
  const { format, formatVersion, kind, digest, mac, ...content } = await decodeMetadata(bytes);
  const keyed = content.encryption === null ? null : createDigester(Buffer.alloc(32, 7));
  return encodeMetadata({ ...content, ...changes }, keyed);
}

/** The same files below another directory, as a commit takes them. */
export function placedAt(directory: string, files: PlacedFiles): Record<string, Uint8Array> {
  return Object.fromEntries([...files].map(([path, bytes]) => [`${directory}/${path}`, bytes]));
}

/** The files of a repository below `backups`. */
export async function readCommitted(
  { files }: FakeRepository,
  branch = "backups",
): Promise<PlacedFiles> {
  const all = await files(branch);
  return new Map(
    [...all].flatMap(([path, bytes]) =>
      path.startsWith("backups/") ? [[path.slice("backups/".length), bytes] as const] : [],
    ),
  );
}

/** The key ids that the snapshots name, oldest first. */
export async function keyIdsOf(files: PlacedFiles): Promise<readonly string[]> {
  const metadata = [...files].filter(([path]) => path.endsWith(METADATA_FILE)).sort();
  const decoded = await Promise.all(metadata.map(([, bytes]) => decodeMetadata(bytes)));
  return [...new Set(decoded.map(({ encryption }) => encryption?.keyId ?? "none"))];
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

function placeAt(path: string, at: string): string {
  const [user = "", , file = ""] = path.split("/").slice(-3);
  return [user, snapshotName(new Date(at)), file].join("/");
}
