import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import type { BackupRequest } from "../../src/app/backup.ts";
import { createOpen } from "../../src/app/keys.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { AppError } from "../../src/errors.ts";
import { chooseSnapshot } from "../../src/history/choose.ts";
import type { OwnerKeys } from "../../src/history/owner-keys.ts";
import { verifyStoredSnapshots } from "../../src/history/verify.ts";
import type { SnapshotRef } from "../../src/model/snapshot-store.ts";
import { createFakeClock, type FakeClock } from "../support/fake-clock.ts";
import { seeds } from "../support/seeds.ts";
import { type Mutation, mutate, mutations } from "../support/snapshot/mutations.ts";
import { ownerKeysAt } from "../support/snapshot/owner-keys.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const SNAPSHOTS = 2;
/** Every so many mutations, somebody backs up on top. */
const BACKUP_EACH = 15;
const include = ["likes", "albums", "playlists"] as const;

const key = await generateKey("x25519", new Date());
const open = await createOpen(key.fileText);

/** A history that is changed over and over, and put back each time. */
interface Ground {
  readonly scene: Scene;
  readonly clock: FakeClock;
  readonly request: BackupRequest;
  readonly snapshots: readonly KeptSnapshot[];
}

/** A snapshot, and a copy of its files by their names. */
interface KeptSnapshot extends SnapshotRef {
  readonly directory: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

async function prepare(request: BackupRequest): Promise<Ground> {
  const clock = createFakeClock("2026-11-22T03:17:00Z", { autoAdvance: true });
  const spec = { seed: 61, likes: 3, playlists: 1, itemsPerPlaylist: 2 };
  const scene = await createScene({ accounts: [generateLibrary(spec)] }, { clock });
  const snapshots: KeptSnapshot[] = [];
  for (let day = 0; day < SNAPSHOTS; day += 1) {
    const { snapshot } = await scene.backup(request);
    if (snapshot === null) throw new Error("a snapshot is needed");
    snapshots.push(await keep(scene, snapshot));
    await clock.sleep(DAY_MS);
  }
  return { scene, clock, request, snapshots };
}

async function keep(scene: Scene, { user, name }: SnapshotRef): Promise<KeptSnapshot> {
  const directory = join(scene.directory, user, name);
  const files = new Map<string, Buffer>();
  for (const file of (await readdir(directory)).sort()) {
    files.set(file, await readFile(join(directory, file)));
  }
  return { user, name, directory, files };
}

/** Runs every reader of a history, and checks their results for the other snapshots. */
async function examine({ scene, clock, snapshots }: Ground, changed: SnapshotRef): Promise<void> {
  const ownerKeys: OwnerKeys = ownerKeysAt(clock, { open });
  const others = snapshots.filter(({ name }) => name !== changed.name).map(({ name }) => name);
  // This lists the snapshots first, so it also shows what a list knows of them.
  const verified = await verifyStoredSnapshots(scene.store, {}, ownerKeys);
  const readable = verified.filter(({ metadata }) => metadata !== null).map(({ name }) => name);
  expect(readable).toEqual(expect.arrayContaining(others));
  const good = verified.filter(({ verification }) => verification.problems.length === 0);
  expect(good.map(({ name }) => name)).toEqual(expect.arrayContaining(others));
  const codes = verified.flatMap(({ verification }) =>
    verification.problems.map(({ code }) => code),
  );
  expect(codes.filter((code) => !/^(snapshot|seal|format|store)\//.test(code))).toEqual([]);
  try {
    await chooseSnapshot(scene.store, {}, ownerKeys);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(error).not.toMatchObject({ name: "InternalError" });
  }
}

/** Backs up on top of what is there, and takes that snapshot away again. */
async function backUpOnTop({ scene, request, snapshots }: Ground): Promise<void> {
  try {
    const { status, error, files } = await scene.backup(request);
    expect(error).toBeNull();
    expect(status).toBe("complete");
    expect(files.flatMap((file) => file.error ?? [])).toEqual([]);
  } finally {
    const user = join(scene.directory, snapshots[0]?.user ?? "");
    const before = snapshots.map(({ name }) => name);
    for (const name of (await readdir(user)).filter((one) => !before.includes(one))) {
      await rm(join(user, name), { recursive: true });
    }
  }
}

/** Makes the files of a snapshot again what they were. */
async function putBack({ directory, files }: KeptSnapshot, changed: ReadonlySet<string>) {
  for (const name of changed) {
    const path = join(directory, name);
    await rm(path, { recursive: true, force: true });
    await writeFile(path, files.get(name) ?? "");
  }
}

describe.each<[string, BackupRequest, number]>([
  ["in the clear", { include }, seeds(75, 14_000)],
  ["sealed", { include, recipients: [key.recipient] }, seeds(30, 6_000)],
])("a history %s in which one snapshot was changed at random", (_what, request, numRuns) => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await prepare(request);
  }, 120_000);
  afterAll(async () => {
    await ground.scene[Symbol.asyncDispose]();
  });

  it("lists, verifies and uses the others, and can be built upon", async () => {
    let runs = 0;
    const play = async (which: number, changes: readonly Mutation[]) => {
      const snapshot = ground.snapshots[which];
      if (snapshot === undefined) throw new Error("there is no such snapshot");
      const { directory, files } = snapshot;
      const changed = new Set<string>();
      try {
        for (const each of changes) {
          for (const name of await mutate(directory, [...files.keys()], each)) changed.add(name);
        }
        await examine(ground, snapshot);
        runs += 1;
        if (runs % BACKUP_EACH === 0) await backUpOnTop(ground);
      } finally {
        await putBack(snapshot, changed);
      }
    };
    await fc.assert(fc.asyncProperty(fc.nat(SNAPSHOTS - 1), mutations, play), { numRuns });
  });
});
