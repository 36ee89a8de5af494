import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import type { BackupRequest } from "../../src/app/backup.ts";
import { createOpen } from "../../src/app/keys.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { AppError } from "../../src/errors.ts";
import { chooseSnapshot } from "../../src/history/choose.ts";
import { listSnapshots } from "../../src/history/list.ts";
import type { OwnerKeys } from "../../src/history/owner-keys.ts";
import { verifySnapshots } from "../../src/history/verify.ts";
import type { SnapshotRef } from "../../src/model/snapshot-store.ts";
import { createFakeClock, type FakeClock } from "../support/fake-clock.ts";
import { seeds } from "../support/seeds.ts";
import { type Mutation, mutate, mutations } from "../support/snapshot/mutations.ts";
import { ownerKeysAt } from "../support/snapshot/owner-keys.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const SNAPSHOTS = 2;
/** Every so many mutations, somebody backs up on top. */
const BACKUP_EACH = 25;

const key = await generateKey("x25519", new Date());
const open = await createOpen(key.fileText);

/** A history that is changed over and over, and put back each time. */
interface Ground {
  readonly scene: Scene;
  readonly clock: FakeClock;
  readonly request: BackupRequest;
  readonly refs: readonly SnapshotRef[];
  /** A copy of what was there. */
  readonly copy: string;
}

async function prepare(request: BackupRequest): Promise<Ground> {
  const clock = createFakeClock("2026-11-22T03:17:00Z", { autoAdvance: true });
  const spec = { seed: 61, likes: 3, playlists: 1, itemsPerPlaylist: 2 };
  const scene = await createScene({ accounts: [generateLibrary(spec)] }, { clock });
  const refs: SnapshotRef[] = [];
  for (let day = 0; day < SNAPSHOTS; day += 1) {
    const { snapshot } = await scene.backup(request);
    if (snapshot === null) throw new Error("a snapshot is needed");
    refs.push({ user: snapshot.user, name: snapshot.name });
    await clock.sleep(DAY_MS);
  }
  const copy = await mkdtemp(join(tmpdir(), "tracksafe-ground-"));
  await cp(scene.directory, copy, { recursive: true });
  return { scene, clock, request, refs, copy };
}

/** Everything that reads a history, one after the other; what it came to for the other snapshots. */
async function examine({ scene, clock, refs }: Ground, changed: SnapshotRef): Promise<void> {
  const ownerKeys: OwnerKeys = ownerKeysAt(clock, { open });
  const others = refs.filter(({ name }) => name !== changed.name).map(({ name }) => name);
  const listed = await listSnapshots(scene.store, {}, ownerKeys);
  const readable = listed.filter(({ metadata }) => metadata !== null).map(({ name }) => name);
  expect(readable).toEqual(expect.arrayContaining(others));
  const verified = await verifySnapshots(scene.store, {}, ownerKeys);
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

async function backUpOnTop({ scene, request }: Ground): Promise<void> {
  const { status, error, files } = await scene.backup(request);
  expect(error).toBeNull();
  expect(status).toBe("complete");
  expect(files.flatMap((file) => file.error ?? [])).toEqual([]);
}

/** Makes the place again what it was, with the one snapshot that was changed. */
async function putBack({ scene, refs, copy }: Ground, { user, name }: SnapshotRef): Promise<void> {
  const names = await readdir(join(scene.directory, user));
  const others = refs.map((ref) => ref.name).filter((other) => other !== name);
  for (const each of names.filter((one) => !others.includes(one))) {
    await rm(join(scene.directory, user, each), { recursive: true });
  }
  await cp(join(copy, user, name), join(scene.directory, user, name), { recursive: true });
}

describe.each<[string, BackupRequest, number]>([
  ["in the clear", {}, seeds(700, 14_000)],
  ["sealed", { recipients: [key.recipient] }, seeds(300, 6_000)],
])("a history %s in which one snapshot was changed at random", (_what, request, numRuns) => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await prepare(request);
  }, 120_000);
  afterAll(async () => {
    await ground.scene[Symbol.asyncDispose]();
    await rm(ground.copy, { recursive: true });
  });

  it("lists, verifies and uses the others, and can be built upon", async () => {
    let runs = 0;
    const play = async (which: number, changes: readonly Mutation[]) => {
      const { scene, refs } = ground;
      const ref = refs[which] ?? { user: "", name: "" };
      const path = join(scene.directory, ref.user, ref.name);
      const names = (await readdir(path)).sort();
      try {
        for (const each of changes) await mutate(path, names, each);
        await examine(ground, ref);
        runs += 1;
        if (runs % BACKUP_EACH === 0) await backUpOnTop(ground);
      } finally {
        await putBack(ground, ref);
      }
    };
    await fc.assert(fc.asyncProperty(fc.nat(SNAPSHOTS - 1), mutations, play), { numRuns });
  });
});
