/** The directory of a journal has a name that begins like this. */
export const JOURNAL_PREFIX = "restore-";

/**
 * The journal of one restore. It consists of lines, and each is durable once it is appended.
 * Disposing of it closes the file that this process appends to.
 */
export interface JournalStore extends AsyncDisposable {
  /** All lines so far, in order, including torn ones. Throws `StoreError`. */
  read(): Promise<readonly string[]>;
  /** Resolves when `line`, which has no line break in it, survives a crash. Throws `StoreError`. */
  append(line: string): Promise<void>;
  /** Ends the file that this process appends to. The next line begins a new one. */
  endFile(): Promise<void>;
  /** Removes all lines. */
  clear(): Promise<void>;
}
