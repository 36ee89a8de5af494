/** A file in a {@link FileTree}. Reading it throws `StoreError` `store/io`. */
export interface TreeFile {
  /** In bytes, as far as the place says. */
  readonly size: number;
  /** All of its bytes. */
  bytes(): Promise<Uint8Array>;
}

/** The files of a place that a person chose, by their paths, with `/` between the names. */
export interface FileTree {
  /** The name of the folder, the archive or the repository. */
  readonly name: string;
  readonly files: ReadonlyMap<string, TreeFile>;
}
