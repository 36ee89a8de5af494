import type { JournalStore } from "../model/journal-store.ts";
import type { StateSealer } from "../model/state-sealer.ts";

/** The name under which its lines are sealed. */
const NAME = "journal";

/**
 * `file` with each line sealed, for a journal that others can read. A line that was torn, changed
 * or sealed with another key is left out on reading.
 */
export function sealJournal(file: JournalStore, sealer: StateSealer): JournalStore {
  return {
    ...file,
    async read() {
      const lines: string[] = [];
      for (const line of await file.read()) {
        const opened = await sealer.open(NAME, Buffer.from(line, "base64"));
        if (opened !== null) lines.push(Buffer.from(opened).toString());
      }
      return lines;
    },
    async append(line) {
      const sealed = await sealer.seal(NAME, Buffer.from(line));
      await file.append(Buffer.from(sealed).toString("base64"));
    },
  };
}
