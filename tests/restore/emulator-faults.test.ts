import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AccountState,
  addItems,
  generateLibrary,
  type RequestRecord,
} from "../../emulator/index.ts";
import type { RestoreSource } from "../../src/restore/load-library.ts";
import { createMemoryJournal } from "../support/restore/memory-restore.ts";
import { befall, TROUBLES, type Trouble } from "../support/restore/request-trouble.ts";
import {
  accountContent,
  coversOf,
  createRestoreScene,
  type RestoreScene,
} from "../support/restore/scene.ts";
import { isLong } from "../support/seeds.ts";

/** Small, but with everything that is written in a way of its own. */
function library(): AccountState {
  const account = generateLibrary({
    seed: 12,
    likes: 41,
    playlists: 3,
    itemsPerPlaylist: 2,
    followed: 1,
    albums: 2,
    artists: 1,
  });
  const [first, second, third, followed] = account.playlists;
  if (!first || !second || !third || !followed) throw new Error("four playlists are needed");
  const tracks = account.likes.map(({ track }) => track);
  const added = { addedAt: "2026-10-01T00:00:00Z", addedBy: account.id };
  // Too many items for one request, with duplicates on both sides of the cut.
  addItems(first, [...tracks, ...tracks, ...tracks.slice(0, 20)], added);
  Object.assign(second, { collaborative: true, public: false, name: first.name });
  third.items = [];
  account.playlists = [first, followed, second, third];
  return account;
}

let scene: RestoreScene;
let source: RestoreSource;
let expected: ReturnType<typeof accountContent>;
let covers: Awaited<ReturnType<typeof coversOf>>;

beforeAll(async () => {
  scene = await createRestoreScene(library(), { visibilityLagMs: 2000, snapshotLagMs: 30_000 });
  source = await scene.snapshot();
  expected = accountContent(scene.account);
  covers = await coversOf(scene, scene.account);
});

afterAll(() => scene[Symbol.asyncDispose]());

/** Restores while `trouble` comes at request `number`, then once more if that is needed. */
async function restoreThrough(
  number: number,
  trouble: Trouble,
  { keeps, fits }: { keeps: boolean; fits?: (record: RequestRecord) => boolean },
): Promise<{ readonly account: AccountState; readonly runs: number }> {
  const account = scene.addAccount();
  const journal = keeps ? createMemoryJournal() : null;
  const pending = befall(scene, number, trouble, fits);
  const { signal } = pending;
  let [runs, error] = [0, null as { readonly retryAt?: Date | undefined } | null];
  try {
    const first = await scene
      .restore(source, { account, signal, journal: pending.journal(journal) })
      .catch((thrown: { readonly retryAt?: Date }) => ({ status: "failed", error: thrown }));
    runs = 1;
    error = first.error;
    expect(pending.hasStruck()).toBe(true);
    if (first.status === "complete") return { account, runs };
  } finally {
    pending.end();
  }
  const wait = error?.retryAt ? error.retryAt.getTime() - scene.clock.now().getTime() : 0;
  // Without a journal nobody knows of a request under way; people are slower than Spotify.
  await scene.clock.advance(Math.max(wait, keeps ? 0 : 5000));
  const second = await scene.restore(source, { account, journal });
  expect(second).toMatchObject({ status: "complete", error: null });
  return { account, runs: 2 };
}

async function expectWhole(account: AccountState): Promise<void> {
  expect(accountContent(account)).toEqual(expected);
  expect(await coversOf(scene, account)).toEqual(covers);
  expect(account.deletedPlaylists).toEqual([]);
}

/** The writes of an undisturbed restore, in their order. */
const WRITES = [
  "PUT /me/tracks",
  ...Array<string>(2).fill("PUT /me/library"),
  "POST /me/playlists",
  "POST /me/playlists",
  "POST /playlists/…/items",
  "PUT /me/library",
  "POST /me/playlists",
  ...Array<string>(2).fill("POST /playlists/…/items"),
  "PUT /playlists/…/images",
  ...Array<string>(2).fill("PUT /me/library"),
];
/** One write of each kind, the second part of a long playlist, and the last; all of them if long. */
const DISTURBED = isLong() ? [...WRITES.keys()] : [0, 1, 3, 5, 9, 10, 12];
const REQUESTS = 27;
/** The troubles that also befall a restore without a journal; `writes.test.ts` has the others. */
const WITHOUT_JOURNAL: ReadonlySet<string> = new Set(["the death of the process after it"]);

describe("a restore in which every write goes wrong in turn", () => {
  it("undisturbed sends just these", async () => {
    const account = scene.addAccount();
    const before = scene.writes().length;
    await scene.restore(source, { account });
    await expectWhole(account);
    const writes = scene.writes().slice(before);
    expect(writes).toEqual(WRITES);
  });

  const all = Object.entries<Trouble>(TROUBLES).flatMap(([name, trouble]) => {
    const ends = name === "a 429 for an hour" || trouble.after !== undefined;
    return (ends ? [true, false] : [true]).map((keeps) => ({ name, trouble, keeps, ends }));
  });

  const cases = all.filter(({ name, keeps }) => isLong() || keeps || WITHOUT_JOURNAL.has(name));

  it.each(cases)("by $name, journal kept: $keeps, ends whole", async ({ trouble, keeps, ends }) => {
    for (const number of DISTURBED) {
      const { account, runs } = await restoreThrough(number, trouble, { keeps });
      expect(runs).toBe(ends ? 2 : 1);
      await expectWhole(account);
    }
  });
});

describe("a restore whose process dies", () => {
  it.each(isLong() ? [true, false] : [true])(
    "at any request, journal kept: %s, is finished by the next",
    async (keeps) => {
      const isCall = ({ kind }: RequestRecord) => kind === "api";
      const before = scene.emulator.requests.filter(isCall).length;
      await scene.restore(source, { account: scene.addAccount() });
      const requests = scene.emulator.requests.filter(isCall).length - before;
      expect(requests).toBe(REQUESTS);
      const trouble = TROUBLES["the death of the process after it"];
      for (let number = 0; number < requests; number += isLong() ? 1 : 2) {
        const { account } = await restoreThrough(number, trouble, { keeps, fits: isCall });
        await expectWhole(account);
      }
    },
  );
});
