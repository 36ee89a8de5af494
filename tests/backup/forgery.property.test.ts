import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { createEditableLibrary } from "../../bench/library.ts";
import { backup } from "../../src/app/backup.ts";
import { createOpen } from "../../src/app/keys.ts";
import type { OwnerKeyInputs } from "../../src/app/owner-keys.ts";
import { openStore } from "../../src/app/store.ts";
import { createWorld } from "../../src/app/world.ts";
import type { BackupResult } from "../../src/backup/contract.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { AppError } from "../../src/errors.ts";
import { chooseSnapshot } from "../../src/history/choose.ts";
import type { Open } from "../../src/model/sealer.ts";
import { snapshotSource } from "../../src/restore/choose.ts";
import { loadLibrary } from "../../src/restore/load-library.ts";
import { Secret } from "../../src/secret.ts";
import { sha256 } from "../../src/snapshot/digest.ts";
import { userName } from "../../src/snapshot/names.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createMemoryStates } from "../support/memory-states.ts";
import { seeds } from "../support/seeds.ts";
import { createForger, FORGED, type Forger, sessionOf } from "../support/snapshot/forger.ts";
import { ownerKeysAt } from "../support/snapshot/owner-keys.ts";

const DAY = 24 * 60 * 60 * 1000;
const START = Date.parse("2026-11-20T03:17:00Z");
const RUN_AT = "2026-11-24T03:17:00Z";
const USER = userName("spotify", "account");
const SECRET = new Secret("client secret");
const INCLUDE = ["likes", "playlists"] as const;

const clock = createFakeClock(RUN_AT);
const library = createEditableLibrary(5, 2, 2);
const key = await generateKey("x25519", new Date(START));
const open = openOnce(await createOpen(key.fileText));
const states = createMemoryStates();
const root = await mkdtemp(join(tmpdir(), "tracksafe-forgery-"));
const genuine = join(root, "genuine");

/** `open`, which opens what it has opened before from memory: most files are the same in all runs. */
function openOnce(open: Open): Open {
  const opened = new Map<string, Uint8Array>();
  return async (sealed) => {
    const digest = sha256(sealed);
    const plaintext = opened.get(digest) ?? (await open(sealed));
    if (opened.size < 1_000) opened.set(digest, plaintext);
    return plaintext;
  };
}

/** Runs a backup of the owner at the time `at`. */
function backUp(directory: string, at: Date, kept: typeof states | null): Promise<BackupResult> {
  const world = createWorld({ clock: { ...clock, now: () => at } });
  const request = { recipients: [key.recipient], include: INCLUDE, states: kept };
  return backup(sessionOf(library.provider, SECRET), openStore(directory, world), world, request);
}

const keyIds: string[] = [];
for (const day of [0, 1, 2]) {
  const { keyId } = await backUp(genuine, new Date(START + day * DAY), states);
  if (keyId !== null) keyIds.push(keyId);
  library.like(new Date(START + day * DAY + 1000).toISOString());
  library.edit(day, new Date(START + day * DAY + 1000).toISOString());
}
/** The documents that a run stores at this moment if it knows nothing of earlier ones. */
const expected = await plaintexts(
  join(root, "fresh"),
  await backUp(join(root, "fresh"), new Date(RUN_AT), null),
);

afterAll(() => rm(root, { recursive: true, force: true }));

/** The opened documents of a snapshot, by the ids of their files. */
async function plaintexts(directory: string, { snapshot, files }: BackupResult) {
  const store = openStore(directory, createWorld());
  const texts = new Map<string, string>();
  for (const { id, kind, parts } of files) {
    if (kind === "index" || snapshot === null) continue;
    const plain = [];
    for (const { name } of parts) plain.push(await open(await store.read(snapshot, name)));
    texts.set(id, Buffer.concat(plain).toString());
  }
  return texts;
}

const number = fc.nat({ max: 30 });
const at = fc.constantFrom(
  new Date(START + 2 * DAY + 1000),
  new Date(START + 3 * DAY),
  new Date(START - 30 * DAY),
  new Date("2099-01-01T00:00:00Z"),
);
/** One edit by a person who may write to the store but has no key. */
const edits = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant("forge" as const),
      at,
      sealed: fc.boolean(),
      imitates: fc.boolean(),
      readAt: fc.constantFrom(undefined, "2099-01-01T00:00:00Z"),
    }),
    fc.record({ do: fc.constant("replay" as const), which: number, at }),
    fc.record({ do: fc.constant("swap" as const), which: number, one: number, other: number }),
    fc.record({
      do: fc.constant("damage" as const),
      which: number,
      file: number,
      how: fc.constantFrom("flip" as const, "cut" as const, "remove" as const),
    }),
    fc.record({ do: fc.constant("rewrite" as const), which: number, how: number }),
    fc.record({ do: fc.constant("remove" as const), which: number }),
  ),
  { minLength: 1, maxLength: 5 },
);

type Edit =
  typeof edits extends fc.Arbitrary<infer T extends readonly unknown[]> ? T[number] : never;

/** Changes of metadata by hand that a reader might believe. */
const REWRITES: readonly Parameters<Forger["edit"]>[1][] = [
  (content) => ({ ...content, encryption: null }),
  (content) => ({ ...content, files: content.files.filter(({ kind }) => kind !== "index") }),
  (content) => ({ ...content, createdAt: "2099-01-01T00:00:00.000Z" }),
  (content) => ({ ...content, status: "failed", files: [] }),
  (content) => ({ ...content, warnings: [] }),
  (content) => ({
    ...content,
    files: content.files.map((file) => ({ ...file, readAt: "2099-01-01T00:00:00.000Z" })),
  }),
  (content) => ({
    ...content,
    encryption: content.encryption && { ...content.encryption, keyId: "0123456789abcdef" },
  }),
  (content) => ({
    ...content,
    files: content.files.map((file) => ({ ...file, state: "ok" as const, entries: 1 })),
  }),
];

async function carryOut(forger: Forger, edit: Edit): Promise<void> {
  const names = await forger.names();
  const pick = (which: number) => names[which % Math.max(1, names.length)];
  if (edit.do === "forge") {
    const name = await forger.add(edit.at, edit.sealed ? [key.recipient] : []);
    const [model] = names;
    if (edit.imitates && model) await forger.imitate(name, model, edit.readAt).catch(unreadable);
    return;
  }
  const name = pick(edit.which);
  if (name === undefined) return;
  if (edit.do === "replay") await forger.replay(name, edit.at).catch(unreadable);
  else if (edit.do === "swap") await forger.swap(name, edit.one, edit.other);
  else if (edit.do === "damage") await forger.damage(name, edit.file, edit.how);
  else if (edit.do === "remove") await forger.remove(name);
  else {
    const change = REWRITES[edit.how % REWRITES.length];
    if (change) await forger.edit(name, change).catch(unreadable);
  }
}

/** Ignores that a snapshot cannot be edited because an earlier edit made it unreadable. */
function unreadable(error: unknown): void {
  const isCopyOfItself =
    error instanceof Error && "code" in error && error.code === "ERR_FS_CP_EINVAL";
  const isGone = error instanceof Error && "code" in error && error.code === "ENOENT";
  if (!(error instanceof AppError) && !isCopyOfItself && !isGone) throw error;
}

/** The documents that `restore latest` would write; `null`: it is refused. */
async function restorable(directory: string, keyInputs: OwnerKeyInputs): Promise<string | null> {
  const store = openStore(directory, createWorld());
  const ownerKeys = ownerKeysAt(clock, { open, ...keyInputs });
  try {
    const chosen = await chooseSnapshot(store, {}, ownerKeys);
    const { collections, playlists } = await loadLibrary([snapshotSource(store, chosen)], {
      open,
      only: [],
      provider: "spotify",
      unproved: false,
    });
    return JSON.stringify([...collections, ...playlists]);
  } catch (error) {
    if (error instanceof AppError && !error.code.startsWith("internal/")) return null;
    throw error;
  }
}

describe("a sealed history that was edited by somebody without the key", () => {
  it("adds nothing to the next backup or to a restore", async () => {
    await fc.assert(
      fc.asyncProperty(edits, async (edits) => {
        const directory = await mkdtemp(join(root, "edited-"));
        await cp(genuine, directory, { recursive: true });
        const forger = createForger(directory, USER, library.provider, clock);
        for (const edit of edits) await carryOut(forger, edit);

        expect((await restorable(directory, { keyIds })) ?? "").not.toContain(FORGED);
        expect((await restorable(directory, { keySource: SECRET, keyIds })) ?? "").not.toContain(
          FORGED,
        );

        const kept = createMemoryStates();
        for (const [name, bytes] of states.user) kept.user.set(name, bytes);
        const result = await backUp(directory, new Date(RUN_AT), kept);
        expect(result.status).toBe("complete");
        expect(await plaintexts(directory, result)).toEqual(expected);
        const after = await restorable(directory, { keyIds });
        expect(after).not.toBeNull();
        expect(after).not.toContain(FORGED);
        await rm(directory, { recursive: true });
      }),
      { numRuns: seeds(30, 20_000) },
    );
  });
});
