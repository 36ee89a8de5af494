import type { Clock } from "../clock.ts";
import type { JournalStore } from "../model/journal-store.ts";
import { readSubject } from "./journal.ts";

/** The time between two saves of a journal beyond this machine while it is written, in ms. */
const SAVE_EVERY_MS = 30 * 60 * 1000;

/** The ways to save a journal beyond this machine: at once, and when it is closed. */
export interface JournalSaves {
  readonly save: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * `journal`, which is kept beyond this machine: every half an hour while it is written, and at the
 * end. When nothing is left to go on with, an empty one is saved.
 */
export function savedJournal(
  journal: JournalStore,
  { save, close }: JournalSaves,
  clock: Clock,
): JournalStore {
  let savedAt = clock.now().getTime();
  return {
    ...journal,
    async append(line) {
      await journal.append(line);
      const now = clock.now().getTime();
      if (now - savedAt < SAVE_EVERY_MS) return;
      savedAt = now;
      // The next lines go into a new file, so that this one is never saved again.
      await journal.endFile();
      await save();
    },
    async [Symbol.asyncDispose]() {
      await journal[Symbol.asyncDispose]();
      const subject = await readSubject(journal, clock.now());
      if (!subject?.isUnfinished) await journal.clear();
      await close();
    },
  };
}

/** `journal` for a dry run: clearing it only hides its lines, and nothing is written. */
export function readOnlyJournal(journal: JournalStore): JournalStore {
  const nothing = async () => {};
  let isCleared = false;
  return {
    read: async () => (isCleared ? [] : journal.read()),
    append: nothing,
    async clear() {
      isCleared = true;
    },
    endFile: nothing,
    [Symbol.asyncDispose]: nothing,
  };
}
