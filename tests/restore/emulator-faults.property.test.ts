import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AccountState,
  addItems,
  createAccount,
  createCatalog,
  createPlaylist,
  like,
  save,
} from "../../emulator/index.ts";
import { createMemoryJournal } from "../support/restore/memory-restore.ts";
import { befall, TROUBLES, type Trouble } from "../support/restore/request-trouble.ts";
import { accountContent, createRestoreScene, type RestoreScene } from "../support/restore/scene.ts";
import { seeds } from "../support/seeds.ts";

const catalog = createCatalog();
const OLD = "2026-01-01T00:00:00Z";

const list = fc.record({
  name: fc.constantFrom("Mix", "Road"),
  description: fc.constantFrom("", "About it"),
  collaborative: fc.boolean(),
  items: fc.array(fc.nat(7), { maxLength: 9 }),
  /** Some are longer than one request. */
  more: fc.constantFrom(0, 0, 0, 100),
});

const library = (sizes: { readonly likes: number; readonly playlists: number }) =>
  fc.record({
    likes: fc.uniqueArray(fc.nat(60), { maxLength: sizes.likes }),
    albums: fc.uniqueArray(fc.nat(5), { maxLength: 3 }),
    playlists: fc.array(list, { maxLength: sizes.playlists }),
  });

const trouble = fc.record({
  number: fc.nat(14),
  trouble: fc.constantFrom<Trouble>(...Object.values(TROUBLES)),
});

const scenario = fc.record({
  source: library({ likes: 45, playlists: 4 }),
  target: library({ likes: 5, playlists: 2 }),
  troubles: fc.array(trouble, { minLength: 1, maxLength: 3 }),
  visibilityLagMs: fc.constantFrom(0, 2000),
  timestampedIds: fc.boolean(),
  keepsJournal: fc.boolean(),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function fill(account: AccountState, { likes, albums, playlists }: Scenario["source"]): void {
  const dateOf = (at: number) =>
    `${new Date(Date.parse(OLD) - at * 60_000).toISOString().slice(0, 19)}Z`;
  for (const [at, number] of likes.entries()) like(account, [catalog.track(number)], dateOf(at));
  save(account, albums.map(catalog.album), OLD);
  for (const { items, more, ...details } of playlists.toReversed()) {
    const playlist = createPlaylist(account, details);
    const numbers = [...items, ...Array.from({ length: more }, (_, at) => 100 + at)];
    addItems(playlist, numbers.map(catalog.track), { addedAt: OLD, addedBy: account.id });
  }
}

/** Restores until it is done, as somebody would who reads what it says. */
async function restoreAll(
  scene: RestoreScene,
  account: AccountState,
  { keepsJournal }: Scenario,
  troubles: Scenario["troubles"],
): Promise<void> {
  const source = await scene.snapshot();
  const journal = keepsJournal ? createMemoryJournal() : null;
  for (let run = 0; run < 8; run += 1) {
    const next = troubles[run];
    const pending = next && befall(scene, next.number, next.trouble);
    const result = await scene
      .restore(source, {
        account,
        journal: pending ? pending.journal(journal) : journal,
        ...(pending && { signal: pending.signal }),
      })
      .catch((error: { readonly retryAt?: Date }) => ({ status: "failed", error }));
    pending?.end();
    // The restore is repeated until each trouble has had its run.
    if (result.status === "complete" && run >= troubles.length) return;
    const retryAt = result.error?.retryAt?.getTime() ?? 0;
    const wait = Math.max(retryAt - scene.clock.now().getTime(), keepsJournal ? 0 : 5000);
    await scene.clock.advance(wait);
  }
  throw new Error("it never came to an end");
}

/** Playlists that an earlier run did not finish may be told apart by their content only. */
function unordered({ playlists, ...others }: ReturnType<typeof accountContent>) {
  return { ...others, playlists: playlists.map((each) => JSON.stringify(each)).sort() };
}

/** The items of each playlist in sorted order, so that their order does not matter. */
function itemsOf({ playlists }: ReturnType<typeof accountContent>): string[] {
  return playlists.map((each) =>
    typeof each === "string" ? each : each.items.toSorted().join(" "),
  );
}

describe("a restore over Spotify's interface that is disturbed again and again", () => {
  it("ends like an undisturbed one, and loses nothing that was there", async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const source = createAccount("source");
        fill(source, given.source);
        const { visibilityLagMs, timestampedIds } = given;
        await using scene = await createRestoreScene(source, { visibilityLagMs, timestampedIds });
        const [calm, rough] = [scene.addAccount(), scene.addAccount()];
        for (const account of [calm, rough]) fill(account, given.target);
        const lists = rough.playlists.map((each) => ({ ...each }));
        const before = accountContent(rough);
        await restoreAll(scene, calm, given, []);
        await restoreAll(scene, rough, given, given.troubles);
        const [expected, found] = [accountContent(calm), accountContent(rough)];
        if (given.keepsJournal) expect(found).toEqual(expected);
        else expect(unordered(found)).toEqual(unordered(expected));
        expect(found.likes.toSorted()).toEqual(
          [...new Set([...accountContent(source).likes, ...before.likes])].sort(),
        );
        expect(itemsOf(found)).toEqual(expect.arrayContaining(itemsOf(accountContent(source))));
        for (const one of lists) {
          const now = rough.playlists.find(({ id }) => id === one.id);
          if (one.items.length > 0) expect(now).toEqual(one);
        }
      }),
      { numRuns: seeds(10, 1_000) },
    );
  });
});
