/** Keeps directories beyond the life of the machine that a run is on. Never throws. */
export interface DirectoryCache {
  /** Fills `directory` with the files that were last saved under `prefix`, if there are any. */
  restore(directory: string, prefix: string): Promise<void>;
  /**
   * Saves the files in `directory`, in place of those that were saved under `prefix`. A cache for
   * which each save is expensive may wait with it until `flush`.
   */
  save(directory: string, prefix: string): Promise<void>;
  /** Resolves when nothing waits to be saved. */
  flush(): Promise<void>;
}

/** A directory of this machine for what runs leave for later runs. */
export interface KeptDirectory {
  readonly root: string;
  /** Keeps what is below `root` beyond this machine. Absent: `root` lasts until the next run. */
  readonly cache?: DirectoryCache;
}
