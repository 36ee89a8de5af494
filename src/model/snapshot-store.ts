/** Where snapshots are kept. Adapters live beside this file; use cases know only this port. */

/** A snapshot's place: one user's directory, one run's name in it. */
export interface SnapshotRef {
  readonly user: string;
  /** `YYYY-MM-DDTHH-MM-SS` in UTC, with `-2`, `-3`, … when the name was taken. */
  readonly name: string;
}

/** What a run that has not come to its end has written so far. It is no snapshot. */
export interface UnfinishedSnapshot extends SnapshotRef {
  /** Whether the run may still be at work; if not, the next one removes what it left. */
  readonly isRunning: boolean;
}

/** A file as it was stored. `sha256` in lower-case hex, over the stored bytes. */
export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The name git gives the bytes, in a store that is a git repository. Saves reading them there. */
  readonly blob?: string;
}

/** Writes one snapshot. Files appear whole or not at all; `commit` makes the snapshot exist. */
export interface SnapshotWriter {
  /** Final once committed: until then, somebody else may take the name. */
  readonly ref: SnapshotRef;
  /** Where a person finds it: a path, or `owner/repo/path`. */
  readonly location: string;
  /** The sha of the commit that holds the snapshot, once committed, in a store that has commits. */
  readonly commitId?: string | undefined;
  /** Stores a file under `name`, in place of one this writer stored there before. */
  write(name: string, content: AsyncIterable<Uint8Array>): Promise<StoredFile>;
  /**
   * Takes a file over from an earlier snapshot, its bytes unchanged, under the name `as`. Throws
   * `IntegrityError` when they are no longer those that `file` describes.
   */
  carry(from: SnapshotRef, file: StoredFile, as: string): Promise<StoredFile>;
  /** Forgets a file that this writer stored. */
  discard(name: string): Promise<void>;
  /** Stores `metadata.json`, last of all: from here on the snapshot is there for readers. */
  commit(metadata: Uint8Array): Promise<void>;
  /** Leaves nothing of this snapshot behind. */
  abort(): Promise<void>;
}

/**
 * A place for snapshots. Everything throws `StoreError`; reading what is not there throws
 * `NotFoundError`. Nothing written earlier is ever modified.
 */
export interface SnapshotStore {
  /** Where a person finds it: a path, or `github:owner/repo`. */
  readonly location: string;
  /** Whether a failed run leaves its metadata here; where not, it leaves nothing. */
  readonly keepsFailedRuns: boolean;
  /** Throws what a write would throw, before any work is done for it. */
  checkWritable(): Promise<void>;
  users(): Promise<readonly string[]>;
  /**
   * The user's snapshots, oldest first. One that has lost its `metadata.json` is among them; what a
   * run is writing, or was writing when it was interrupted, is not.
   */
  list(user: string): Promise<readonly SnapshotRef[]>;
  /** What runs are writing, or left when they were interrupted, oldest first. */
  unfinished(user: string): Promise<readonly UnfinishedSnapshot[]>;
  /** The names of all files of a snapshot, sorted. */
  files(ref: SnapshotRef): Promise<readonly string[]>;
  /**
   * The bytes of a file. Throws `IntegrityError` `snapshot/corrupt` for one that is larger than those
   * that are read whole (`MAX_READ_BYTES`), before it is in memory, or that is no file.
   */
  read(ref: SnapshotRef, name: string): Promise<Uint8Array>;
  /** Like {@link SnapshotStore.read}, of any size, the bytes as they are iterated over. */
  open(ref: SnapshotRef, name: string): Promise<AsyncIterable<Uint8Array>>;
  /** Starts a snapshot under `name`, or under `name-2`, `name-3`, … when that is taken. */
  create(user: string, name: string): Promise<SnapshotWriter>;
}
