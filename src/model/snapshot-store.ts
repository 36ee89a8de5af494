/** The port of the stores that keep snapshots. Use cases know only this port. */

/** The address of a snapshot: one user's directory, and one run's name in it. */
export interface SnapshotRef {
  readonly user: string;
  /** `YYYY-MM-DDTHH-MM-SS` in UTC, with `-2`, `-3`, … when the name was taken. */
  readonly name: string;
}

/** The files that a run has written so far without coming to its end. They are no snapshot. */
export interface UnfinishedSnapshot extends SnapshotRef {
  /** Whether the run may still be at work. If not, the next run removes these files. */
  readonly isRunning: boolean;
}

/** The place of a snapshot, as the page in front of the snapshots of a store shows it. */
export interface PagePlace {
  readonly ref: SnapshotRef;
  /** The directory of the user's snapshots, relative to the page. */
  readonly directory: string;
}

/** Writes the Markdown of that page; `null`: the page that is there stays. Never throws. */
export type WritePage = (place: PagePlace) => Promise<string | null>;

/** A file as it was stored. `sha256` in lower-case hex, over the stored bytes. */
export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Git's name for the bytes, in a store that is a git repository. It saves reading them there. */
  readonly blob?: string;
}

/**
 * Writes one snapshot. Each file appears whole or not at all; `commit` makes the snapshot exist.
 */
export interface SnapshotWriter {
  /** Final once committed. Until then, another run may take the name. */
  readonly ref: SnapshotRef;
  /** A path or `owner/repo/path` where a person finds the snapshot. */
  readonly location: string;
  /**
   * The sha of the commit that holds the snapshot; absent before the commit, and in a store without
   * commits.
   */
  readonly commitId?: string | undefined;
  /** Stores a file under `name`. It replaces a file that this writer stored there before. */
  write(name: string, content: AsyncIterable<Uint8Array>): Promise<StoredFile>;
  /**
   * Takes a file over from an earlier snapshot, its bytes unchanged, under the name `as`. Throws
   * `IntegrityError` when they are no longer the bytes that `file` describes.
   */
  carry(from: SnapshotRef, file: StoredFile, as: string): Promise<StoredFile>;
  /** Removes a file that this writer stored. */
  discard(name: string): Promise<void>;
  /**
   * Stores `metadata.json`, last of all. After that, readers can see the snapshot. A store that
   * shows a page in front of its snapshots changes it in the same step.
   */
  commit(metadata: Uint8Array, page?: WritePage): Promise<void>;
  /** Removes everything of this snapshot. */
  abort(): Promise<void>;
}

/**
 * The commits of a branch that holds snapshots. They still have what was removed from the branch.
 */
export interface BranchHistory {
  readonly branch: () => Promise<string>;
  /**
   * The names at the top of the branch that are neither snapshots nor kept by tracksafe between
   * runs. Sorted.
   */
  others(): Promise<readonly string[]>;
  /**
   * Removes snapshots as {@link SnapshotStore.remove} does, and replaces all commits of the branch
   * by one that holds what is left. A branch that somebody else moved meanwhile keeps what they put
   * there. Nothing brings the removed snapshots back. Returns and throws as {@link
   * SnapshotStore.remove} does.
   */
  replace(user: string, names: readonly string[]): Promise<readonly string[]>;
}

/**
 * A store of snapshots. Every method throws `StoreError`; reading a thing that is not there throws
 * `NotFoundError`. Existing snapshots are never modified, only removed as a whole.
 */
export interface SnapshotStore {
  /** A path or `github:owner/repo` where a person finds the store. */
  readonly location: string;
  /** Whether the metadata of a failed run is kept here; if not, nothing of it is kept. */
  readonly keepsFailedRuns: boolean;
  /** Throws the errors that a write would throw, before any work is done for it. */
  checkWritable(): Promise<void>;
  users(): Promise<readonly string[]>;
  /**
   * The user's snapshots, oldest first. A snapshot that has lost its `metadata.json` is among them;
   * files of a run that is still writing, or was interrupted, are not.
   */
  list(user: string): Promise<readonly SnapshotRef[]>;
  /** The files of runs that are still writing or were interrupted, oldest first. */
  unfinished(user: string): Promise<readonly UnfinishedSnapshot[]>;
  /**
   * Reads the file `name` of snapshots ahead, where that takes fewer requests than to read them one
   * by one. Most failures are left to the calls of {@link SnapshotStore.read} that follow; throws
   * `RateLimitError` and `CancelledError`.
   */
  prefetch(refs: readonly SnapshotRef[], name: string): Promise<void>;
  /** The names of all files of a snapshot, sorted. */
  files(ref: SnapshotRef): Promise<readonly string[]>;
  /**
   * Whether the store's own name for a file says that its bytes are those that `file` describes, so
   * that they need not be read. `false` where the store has no such names, or no such file.
   */
  proves(ref: SnapshotRef, file: StoredFile): Promise<boolean>;
  /**
   * The bytes of a file. Throws `IntegrityError` `snapshot/corrupt` for a file that is larger than
   * those that are read whole (`MAX_READ_BYTES`), before it is in memory, or that is no file.
   */
  read(ref: SnapshotRef, name: string): Promise<Uint8Array>;
  /**
   * The bytes of a file of any size, read while they are iterated over; otherwise like {@link
   * SnapshotStore.read}.
   */
  open(ref: SnapshotRef, name: string): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Throws `ConflictError` `prune/restore` while the store says that a restore is not finished,
   * which may need any of its snapshots.
   */
  checkRemovable(): Promise<void>;
  /**
   * Removes snapshots of `user`, and returns the names of those that were not there. If the
   * snapshots are files, the metadata of each goes first, so that an interruption leaves no
   * snapshot with some of its files gone. In a repository it is one commit, and the history of the
   * branch still holds them. Throws as {@link SnapshotStore.checkRemovable} does.
   */
  remove(user: string, names: readonly string[]): Promise<readonly string[]>;
  /** Absent in a store that has no history besides its snapshots. */
  readonly history?: BranchHistory;
  /** Starts a snapshot under `name`, or under `name-2`, `name-3`, … when the name is taken. */
  create(user: string, name: string): Promise<SnapshotWriter>;
}
