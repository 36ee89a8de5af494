import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AccountState,
  addItems,
  createPlaylist,
  deletePlaylist,
  followPlaylist,
  generateLibrary,
  like,
  type PlaylistState,
  removeItems,
  renamePlaylist,
  reorder,
  type Track,
  unlike,
  uriOf,
} from "../../emulator/index.ts";
import { createOpen } from "../../src/app/keys.ts";
import { openStore } from "../../src/app/store.ts";
import { createWorld } from "../../src/app/world.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createMemoryStates } from "../support/memory-states.ts";
import { seeds } from "../support/seeds.ts";
import { readTexts } from "../support/snapshot/read-documents.ts";
import { createScene } from "../support/spotify/scene.ts";

const START = "2026-11-22T03:17:00Z";
const HOUR = 60 * 60 * 1000;

/** Tracks that are not in the library yet. */
const SPARE = generateLibrary({ seed: 77, likes: 300 }).likes.map(({ track }) => track);

/** One change of a library. `at` and `to` choose the row and its new place. */
const change = fc.record({
  kind: fc.constantFrom(
    ...(["add", "remove", "like-again", "insert-old", "swap", "rename"] as const),
    ...(["add-item", "remove-item", "reorder", "create", "delete", "come-back"] as const),
  ),
  at: fc.nat({ max: 10_000 }),
  to: fc.nat({ max: 10_000 }),
});

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** The changes between two backups. A removal together with an old date would not be noticed. */
const between = fc
  .array(change, { maxLength: 4 })
  .filter(
    (changes) =>
      !changes.some(({ kind }) => kind === "remove" || kind === "swap") ||
      !changes.some(({ kind }) => kind === "insert-old"),
  );

function pick<T>(list: readonly T[], at: number): T | undefined {
  return list[at % Math.max(1, list.length)];
}

function apply(account: AccountState, { kind, at, to }: Change, spare: Track[], now: string): void {
  const liked = pick(account.likes, at)?.track;
  const playlist = pick(
    account.playlists.filter(({ ownerId }) => ownerId === account.id),
    at,
  );
  const fresh = spare.pop();
  if (fresh === undefined) return;
  const added = { addedAt: now, addedBy: account.id, position: to % 20 };
  const onPlaylist: Record<string, (list: PlaylistState) => void> = {
    rename: (list) => renamePlaylist(list, `name ${to}`),
    "add-item": (list) => addItems(list, [fresh], added),
    "remove-item": (list) => {
      const content = pick(list.items, to)?.content;
      if (content) removeItems(list, [uriOf(content)]);
    },
    reorder: (list) =>
      reorder(list, at % Math.max(1, list.items.length), to % (list.items.length + 1)),
    delete: (list) => deletePlaylist(account, list.id),
  };
  if (kind === "add") like(account, [fresh], now);
  else if (kind === "insert-old") {
    like(account, [fresh], pick(account.likes, to)?.addedAt ?? now);
  } else if (kind === "create") createPlaylist(account, { name: `new ${to}` });
  else if (kind === "come-back") {
    const gone = pick(account.deletedPlaylists, at);
    if (gone) followPlaylist(account, gone);
  } else if (playlist && onPlaylist[kind]) onPlaylist[kind](playlist);
  else if (liked) {
    unlike(account, [uriOf(liked)]);
    if (kind === "like-again") like(account, [liked], now);
    if (kind === "swap") like(account, [fresh], now);
  }
}

const key = await generateKey("x25519", new Date(START));
const open = await createOpen(key.fileText);

describe("a backup of only what changed", () => {
  it.each([
    { form: "in the clear", recipients: [], runs: seeds(8, 1_000) },
    { form: "sealed", recipients: [key.recipient], runs: seeds(3, 500) },
  ])("has what a full one has, whatever happened in between ($form)", async (variant) => {
    const { recipients, runs } = variant;
    await fc.assert(
      fc.asyncProperty(fc.array(between, { minLength: 1, maxLength: 4 }), async (days) => {
        const account = generateLibrary({
          seed: 31,
          likes: 110,
          playlists: 3,
          itemsPerPlaylist: 30,
        });
        const clock = createFakeClock(START, { autoAdvance: true });
        await using scene = await createScene(
          { accounts: [account], now: () => clock.now().getTime() },
          { clock },
        );
        const states = createMemoryStates();
        const elsewhere = await mkdtemp(join(tmpdir(), "tracksafe-full-"));
        const full = openStore(elsewhere, createWorld({ clock }));
        const spare = [...SPARE];
        const request = { include: ["likes", "playlists"] as const, recipients };
        try {
          await scene.backup({ ...request, states });
          for (const changes of days) {
            await clock.advance(3 * HOUR);
            for (const one of changes) {
              await clock.advance(2_000);
              apply(account, one, spare, `${clock.now().toISOString().slice(0, 19)}Z`);
            }
            await clock.advance(HOUR);
            const result = await scene.backup({ ...request, states });
            expect(result.status).toBe("complete");
            const whole = await scene.backup({ ...request, full: true }, full);
            const reader = recipients.length > 0 ? open : null;
            expect(await readTexts(scene.store, result, reader)).toEqual(
              await readTexts(full, whole, reader),
            );
          }
        } finally {
          await rm(elsewhere, { recursive: true, force: true });
        }
      }),
      { numRuns: runs },
    );
  });
});
