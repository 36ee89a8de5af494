/** A file in a {@link FileTree}. */
export interface TreeFile {
  /**
   * All of its bytes. Throws `StoreError` `store/io`, and `IntegrityError` `snapshot/corrupt` for a
   * file that is too large to be read whole.
   */
  bytes(): Promise<Uint8Array>;
}

/** The files of a place that a person chose, by their paths, with `/` between the names. */
export interface FileTree {
  /** The name of the folder, the archive or the repository. */
  readonly name: string;
  readonly files: ReadonlyMap<string, TreeFile>;
}
