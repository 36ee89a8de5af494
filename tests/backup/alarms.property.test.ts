import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { createEditableLibrary, type EditableLibrary } from "../../bench/library.ts";
import { backup } from "../../src/app/backup.ts";
import { createOwnEvidence } from "../../src/app/owner-keys.ts";
import { openStore } from "../../src/app/store.ts";
import { createWorld } from "../../src/app/world.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { listStoredSnapshots } from "../../src/history/list.ts";
import { findNewestSnapshotAt, newestSnapshotAt } from "../../src/history/newest-snapshot.ts";
import { countPartials } from "../../src/history/partial-runs.ts";
import { Secret } from "../../src/secret.ts";
import { userName } from "../../src/snapshot/names.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { seeds } from "../support/seeds.ts";
import { createForger, sessionOf } from "../support/snapshot/forger.ts";
import { ownerKeysAt } from "../support/snapshot/owner-keys.ts";

const DAY = 24 * 60 * 60 * 1000;
const MADE_AT = "2026-11-10T03:17:00.000Z";
const clock = createFakeClock("2026-11-24T03:17:00Z");
const user = userName("spotify", "account");
const secret = new Secret("client secret");
const [key, other] = [
  await generateKey("x25519", clock.now()),
  await generateKey("x25519", clock.now()),
];
const root = await mkdtemp(join(tmpdir(), "tracksafe-alarms-"));
const genuine = join(root, "genuine");
/** The forger's library, which has already lost everything. */
const emptied = createEditableLibrary(0, 0, 0);

afterAll(() => rm(root, { recursive: true, force: true }));

function backUp(
  directory: string,
  at: string | Date,
  { provider }: EditableLibrary,
  recipients: readonly string[] = [key.recipient],
) {
  const world = createWorld({ clock: { ...clock, now: () => new Date(at) } });
  const request = { recipients, include: ["likes", "playlists"] as const };
  return backup(sessionOf(provider, secret), openStore(directory, world), world, request);
}

const library = createEditableLibrary(40, 1, 1);
const before = await backUp(genuine, new Date(Date.parse(MADE_AT) - DAY), library);
const last = await backUp(genuine, MADE_AT, library);
const recordedKeyIds = [before, last].flatMap(({ keyId }) => keyId ?? []);

const time = fc.constantFrom(
  new Date(Date.parse(MADE_AT) + 1000),
  new Date("2026-11-23T00:00:00Z"),
  new Date("2099-01-01T00:00:00Z"),
);
/** The snapshots that a forger adds, so that an alarm is compared with them. */
const forgeries = fc.array(
  fc.record({
    kind: fc.constantFrom("plain", "other-key", "failed", "failed-copy", "replayed" as const),
    at: time,
    recipient: fc.constantFrom(key.recipient, other.recipient),
  }),
  { minLength: 1, maxLength: 3 },
);

type Forgery = typeof forgeries extends fc.Arbitrary<(infer T)[]> ? T : never;

async function forge(list: readonly Forgery[], failedRuns: number) {
  const directory = await mkdtemp(join(root, "forged-"));
  await cp(genuine, directory, { recursive: true });
  const forger = createForger(directory, user, emptied.provider, clock);
  const name = last.snapshot?.name ?? "";
  for (const { kind, at, recipient } of list) {
    if (kind === "plain") await forger.add(at, []);
    else if (kind === "other-key") await forger.add(at, [recipient]);
    else if (kind === "failed-copy") await forger.addFailed(name, at, failedRuns);
    else if (kind === "replayed") await forger.replay(before.snapshot?.name ?? "", at);
    else await forger.addFailed(await forger.add(at, [recipient]), at, failedRuns);
  }
  return directory;
}

/** Checks that every reader still treats the newest genuine snapshot as the newest one. */
async function expectUnmoved(directory: string): Promise<void> {
  const store = openStore(directory, createWorld());
  const evidence = await createOwnEvidence(secret, user, createWorld({ clock }));
  expect((await findNewestSnapshotAt(store, async () => evidence))?.toISOString()).toBe(MADE_AT);
  expect(await countPartials(store, user, evidence)).toBe(0);
  const keyInputs = { keyIds: recordedKeyIds, keySource: secret };
  const listed = await listStoredSnapshots(store, {}, ownerKeysAt(clock, keyInputs));
  const latest = listed.filter((one) => one.latest).map(({ name }) => name);
  expect(latest).toEqual([last.snapshot?.name]);
  expect(newestSnapshotAt(listed)?.toISOString()).toBe(MADE_AT);
  expect(listed.some(({ isForeign }) => isForeign)).toBe(true);
}

/** Checks that every alarm is raised, whatever was added to `directory`. */
async function expectAlarms(directory: string): Promise<void> {
  await expectUnmoved(directory);
  const { warnings } = await backUp(directory, clock.now(), emptied, [other.recipient]);
  expect(warnings).toContainEqual({ code: "recipients-changed" });
  expect(warnings).toContainEqual({ code: "foreign", now: expect.any(Number) });
  expect(warnings).toContainEqual(
    expect.objectContaining({ code: "shrunk", file: "likes", was: 40, now: 0 }),
  );
  await rm(directory, { recursive: true });
}

describe("snapshots that were added by somebody without the key", () => {
  it("silence no alarm: changed recipients, a loss, an old newest snapshot", async () => {
    await fc.assert(
      fc.asyncProperty(forgeries, async (list) => expectAlarms(await forge(list, 3))),
      { numRuns: seeds(15, 20_000) },
    );
  });

  it.each(["failed", "failed-copy"] as const)(
    "silence no alarm if 101 of them are %s runs",
    async (kind) => {
      const at = new Date("2026-11-23T00:00:00Z");
      await expectAlarms(await forge([{ kind, at, recipient: key.recipient }], 101));
    },
  );
});
