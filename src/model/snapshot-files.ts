/**
 * Access to the files of one snapshot. Both methods throw `NotFoundError` for an unknown name;
 * `read` refuses a file that is larger than those that are read whole.
 */
export interface SnapshotFiles {
  files(): Promise<readonly string[]>;
  read(name: string): Promise<Uint8Array>;
  /** The bytes, read while they are iterated over. */
  open(name: string): Promise<AsyncIterable<Uint8Array>>;
}
