/**
 * Access to the files of one snapshot. Both throw `NotFoundError` for a name it does not have;
 * `read` gives no file that is larger than those that are read whole.
 */
export interface SnapshotFiles {
  files(): Promise<readonly string[]>;
  read(name: string): Promise<Uint8Array>;
  /** The bytes as they are iterated over. */
  open(name: string): Promise<AsyncIterable<Uint8Array>>;
}
