import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { sealJournal } from "../crypto/sealed-journal.ts";
import { createJournalFile } from "../disk/journal.ts";
import { stateDirectory } from "../disk/user-directories.ts";
import { StoreError, systemCode } from "../errors.ts";
import type { KeptDirectory } from "../model/directory-cache.ts";
import { JOURNAL_PREFIX, type JournalStore } from "../model/journal-store.ts";
import { readSubject } from "../restore/journal.ts";
import { readOnlyJournal, savedJournal } from "../restore/saved-journal.ts";
import type { Secret } from "../secret.ts";
import { createScopedSealer } from "./state.ts";
import type { World } from "./world.ts";

/** The options of {@link openJournalStore}. */
export interface JournalOptions {
  /** Lines that leave the machine are sealed with it; `null`: then no journal is kept there. */
  readonly keySource: Secret | null;
  /** Whether it is only read. */
  readonly dryRun: boolean;
  /** Whether the caller flushes the cache after the journal is closed. */
  readonly isFlushedLater: boolean;
}

/** The journal of the restore that `about` describes; `null` where it cannot be kept. */
export async function openJournalStore(
  { root, cache }: KeptDirectory,
  about: string,
  { keySource, dryRun, isFlushedLater }: JournalOptions,
  world: World,
): Promise<JournalStore | null> {
  if (cache !== undefined && keySource === null) return null;
  // Any number of files may be named to be restored, and a key is derived from 1024 bytes at most.
  const digest = createHash("sha256").update(about).digest("hex");
  const sealer =
    cache && keySource && (await createScopedSealer(keySource, `restore/${digest}`, world));
  const id = sealer?.label(about) ?? digest;
  const name = `${JOURNAL_PREFIX}${id.slice(0, 16)}`;
  const directory = join(root, name);
  await cache?.restore(directory, name);
  const plain = createJournalFile(directory);
  const journal = sealer ? sealJournal(plain, sealer) : plain;
  if (dryRun) return readOnlyJournal(journal);
  if (cache === undefined) return journal;
  const save = () => cache.save(directory, name);
  const flush = () => cache.flush();
  const close = isFlushedLater ? save : () => save().then(flush);
  return savedJournal(journal, { save: () => save().then(flush), close }, world.clock);
}

/**
 * The labels of the sources of all restores in `root` that were not finished. Throws `StoreError`
 * `store/io` when the directory exists and cannot be read.
 */
export async function readUnfinishedSources(
  { root }: Pick<KeptDirectory, "root">,
  world: World,
): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return [];
    throw new StoreError("store/io", "The journals of restores cannot be read.", {
      cause: error,
      hint: `Check ${root}, then run again.`,
    });
  });
  const labels: string[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory() || !entry.name.startsWith(JOURNAL_PREFIX)) continue;
    await using journal = createJournalFile(join(root, entry.name));
    const subject = await readSubject(journal, world.clock.now());
    if (subject?.isUnfinished) labels.push(...subject.labels);
  }
  return labels;
}

/** The directory in which the command line keeps journals. */
export function journalDirectory(env: Readonly<Record<string, string | undefined>>): KeptDirectory {
  return { root: stateDirectory(env) };
}
