import type { Clock } from "../clock.ts";
import type { JournalStore } from "../model/journal-store.ts";
import { readSubject } from "./journal.ts";

/** A journal that is open until it is disposed of. */
export type DisposableJournal = JournalStore & AsyncDisposable;

/** How often a journal is saved beyond this machine while it is written, in milliseconds. */
const SAVE_EVERY_MS = 30 * 60 * 1000;

/** `journal` on this machine alone. */
export function localJournal(journal: JournalStore): DisposableJournal {
  return { ...journal, [Symbol.asyncDispose]: () => journal.close() };
}

/**
 * `journal`, which `save` keeps beyond this machine: every half an hour while it is written, and at
 * the end. When nothing is left to go on with, an empty one is saved.
 */
export function savedJournal(
  journal: JournalStore,
  save: () => Promise<void>,
  clock: Clock,
): DisposableJournal {
  let savedAt = clock.now().getTime();
  return {
    ...journal,
    async append(line) {
      await journal.append(line);
      const now = clock.now().getTime();
      if (now - savedAt < SAVE_EVERY_MS) return;
      savedAt = now;
      // The next lines go into a new file, so that this one is never saved again.
      await journal.close();
      await save();
    },
    async [Symbol.asyncDispose]() {
      await journal.close();
      const subject = await readSubject(journal, clock.now());
      if (!subject?.isUnfinished) await journal.clear();
      await save();
    },
  };
}

/** `journal` for a dry run: clearing it only hides its lines, and nothing is written. */
export function readOnlyJournal(journal: JournalStore): DisposableJournal {
  const nothing = async () => {};
  let isCleared = false;
  return {
    read: async () => (isCleared ? [] : journal.read()),
    append: nothing,
    async clear() {
      isCleared = true;
    },
    close: nothing,
    [Symbol.asyncDispose]: nothing,
  };
}
