import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import { sealJournal } from "../crypto/sealed-journal.ts";
import { createJournalFile } from "../disk/journal.ts";
import type { JournalStore } from "../model/journal-store.ts";
import { readSubject } from "../restore/journal.ts";
import type { Secret } from "../secret.ts";
import { createScopedSealer, type DirectoryCache } from "./state.ts";
import type { World } from "./world.ts";

/** Where restores keep how far they are. */
export interface JournalPlace {
  /** The directory for all journals. */
  readonly root: string;
  /** Keeps it beyond this machine, sealed. Absent: `root` is there in the next run by itself. */
  readonly cache?: DirectoryCache;
}

/** How a journal is opened. */
export interface JournalOptions {
  /** What lines are sealed with that leave the machine; `null`: then nothing is kept. */
  readonly keySource: Secret | null;
  /** Whether it is only read. */
  readonly dryRun: boolean;
}

/** How often a journal is kept beyond this machine while it is written, in milliseconds. */
const SAVE_EVERY_MS = 30 * 60 * 1000;

/**
 * The journal of the restore that `about` describes; `null` where it cannot be kept. One that is
 * kept beyond this machine is saved now and then, and by disposing of it: then it is forgotten there
 * once there is nothing left to go on with.
 */
export async function openJournal(
  { root, cache }: JournalPlace,
  about: string,
  { keySource, dryRun }: JournalOptions,
  world: World,
): Promise<(JournalStore & AsyncDisposable) | null> {
  if (cache !== undefined && keySource === null) return null;
  // However many files are named to be restored: a key is derived from 1024 bytes at most.
  const digest = createHash("sha256").update(about).digest("hex");
  const sealer =
    cache && keySource && (await createScopedSealer(keySource, `restore/${digest}`, world));
  const id = sealer?.label(about) ?? digest;
  const name = `restore-${id.slice(0, 16)}`;
  const directory = join(root, name);
  await cache?.restore(directory, name);
  const plain = createJournalFile(directory);
  const file = sealer ? sealJournal(plain, sealer) : plain;
  if (dryRun) return readOnly(file);
  if (cache === undefined) return { ...file, [Symbol.asyncDispose]: () => file.close() };
  return keptBeyond(file, () => cache.save(directory, name), world);
}

function keptBeyond(
  file: JournalStore,
  save: () => Promise<void>,
  { clock }: World,
): JournalStore & AsyncDisposable {
  let savedAt = clock.now().getTime();
  return {
    ...file,
    async append(line) {
      await file.append(line);
      const now = clock.now().getTime();
      if (now - savedAt < SAVE_EVERY_MS) return;
      savedAt = now;
      // What comes next goes into a file of its own, so that this one is never sent again.
      await file.close();
      await save();
    },
    async [Symbol.asyncDispose]() {
      await file.close();
      const subject = await readSubject(file, clock.now());
      if (!subject?.isUnfinished) await file.clear();
      await save();
    },
  };
}

/** `file` as it is only looked at: whoever clears it finds it empty, and it stays as it is. */
function readOnly(file: JournalStore): JournalStore & AsyncDisposable {
  const nothing = async () => {};
  let isCleared = false;
  return {
    read: async () => (isCleared ? [] : file.read()),
    append: nothing,
    async clear() {
      isCleared = true;
    },
    close: nothing,
    [Symbol.asyncDispose]: nothing,
  };
}

/** Where the command line keeps journals (XDG Base Directory Specification, state). */
export function journalPlace(env: Readonly<Record<string, string | undefined>>): JournalPlace {
  const state = env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local/state");
  return { root: join(state, "tracksafe") };
}
