/** The journal of one restore. It consists of lines, and each is durable once it is appended. */
export interface JournalStore {
  /** All lines so far, in order, including torn ones. Throws `StoreError`. */
  read(): Promise<readonly string[]>;
  /** Resolves when `line`, which has no line break in it, survives a crash. Throws `StoreError`. */
  append(line: string): Promise<void>;
  /** Closes the file that this process appends to. */
  close(): Promise<void>;
  /** Removes all lines. */
  clear(): Promise<void>;
}
