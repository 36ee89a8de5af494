import type { Clock } from "../clock.ts";
import type { AppError } from "../errors.ts";
import type { LibraryDiff } from "../history/diff.ts";
import type { Log } from "../log.ts";
import type { MusicProvider } from "../model/provider.ts";
import type { Kind } from "../model/records.ts";
import type { Sealer } from "../model/sealer.ts";
import type { SnapshotRef, SnapshotStore } from "../model/snapshot-store.ts";
import type { State } from "../model/state.ts";
import type { Secret } from "../secret.ts";
import type { FileRecord, Metadata, Status, Warning } from "../snapshot/metadata.ts";
import type { SnapshotSummary } from "../snapshot/summary.ts";

/** The sealer of a run, and the content key for its file names, fingerprints and MAC. */
export interface Sealing {
  readonly sealer: Sealer;
  /** 64 hex digits. */
  readonly contentKey: Secret;
  /** Identifies the content key and reveals nothing else about it. */
  readonly keyId: string;
}

/** The settings of a backup: what is read, from where, and where it is stored. */
export interface BackupOptions {
  readonly provider: MusicProvider;
  readonly store: SnapshotStore;
  /** The kinds to back up, in any order. Repeats are ignored. */
  readonly include: readonly Kind[];
  /** Whether the cover images that the account's owner set are backed up, too. */
  readonly covers: boolean;
  /** Allows a first snapshot of this account in a store with snapshots of other accounts. */
  readonly newUser: boolean;
  /**
   * The secret of this login, which tells it from others of the same account: for Spotify the
   * refresh token. Only a fingerprint of it is stored.
   */
  readonly login: string;
  /**
   * Gives the login that is stored when the run ends, since the provider may have replaced it.
   * Default: `login`.
   */
  readonly storedLogin?: () => string;
  /** Gives the sealing for a user directory; absent: the snapshot is stored in the clear. */
  readonly sealing?: (user: string) => Sealing;
  /** The provider wants no requests before this time. A run before it sends none. */
  readonly pausedUntil?: Date;
  /** Allows a snapshot in the clear in a store with sealed ones. */
  readonly plain: boolean;
  /** The key ids on record for a user directory; empty: there is no record. */
  readonly recordedKeyIds?: (user: string) => readonly string[];
  /** Whether everything is read from the provider, and nothing is taken over. */
  readonly full: boolean;
  /**
   * Opens the state for a user directory, where a sealed run keeps the text of its parts for later
   * runs. Everything in it may be lost. Absent: later runs cannot read the content of sealed files.
   */
  readonly state?: (user: string) => Promise<State>;
  /** Writes the page in front of the snapshots. Default: there is none. */
  readonly page?: (facts: PageFacts) => string;
  /** Whether the entries are compared with those of the previous snapshot at the end. */
  readonly comparesEntries: boolean;
  /** Called each time a list, or a page of one, was read. */
  readonly onProgress?: (progress: BackupProgress) => void;
}

/** The progress of a run: how much was read so far. */
export interface BackupProgress {
  /** The collections and playlists that were read or taken over. */
  readonly lists: number;
  /** The number of all of them; `null`: the playlists are not listed yet. */
  readonly total: number | null;
  readonly entries: number;
  readonly requests: number;
}

/** The facts that the page in front of the snapshots shows. */
export interface PageFacts {
  /** The store: `github:owner/repo`. */
  readonly location: string;
  /** The directory of the account's snapshots, relative to the page. */
  readonly directory: string;
  /** The new snapshot, and some before it that are proved, newest first. */
  readonly snapshots: readonly {
    readonly name: string;
    readonly summary: Omit<SnapshotSummary, "user">;
  }[];
  /** Whether there are snapshots of other accounts. */
  readonly hasOthers: boolean;
}

/** The clock, the log and the version that a run works with. */
export interface BackupDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** The version of this program, for the metadata. */
  readonly version: string;
}

/** The entries that came and went since the previous snapshot. */
export interface EntryChanges {
  readonly diff: LibraryDiff;
  /** The ids of files that differ and were not compared, because their text cannot be read. */
  readonly unread: readonly string[];
}

/** The result of a run. It has all fields also when a failed run leaves no snapshot. */
export interface BackupResult {
  readonly status: Status;
  /**
   * The error that ended the run early; `null`: it came to its end, even if single files failed.
   */
  readonly error: AppError | null;
  /** The snapshot and its location; `null`: the run left none. */
  readonly snapshot: (SnapshotRef & { readonly location: string }) | null;
  readonly files: readonly FileRecord[];
  /** The names of playlists by the id of their file, for reports that only the owner sees. */
  readonly titles: ReadonlyMap<string, string>;
  /**
   * The id of the content key of a sealed run; `null`: in the clear, or the account is not known.
   */
  readonly keyId: string | null;
  /** The commit that holds the snapshot, in a store that has commits. */
  readonly commit: string | null;
  readonly warnings: readonly Warning[];
  /**
   * When a backup first used this login; the provider does not say when it was made. `null`: the
   * run ended before it knew the account.
   */
  readonly loginSeenAt: Date | null;
  /** The snapshot that this one was compared with; `null`: there was none. */
  readonly previous: { readonly name: string; readonly metadata: Metadata } | null;
  /** The entries that came and went since `previous`; `null`: they were not compared. */
  readonly changes: EntryChanges | null;
  /** The number of requests sent, with those for the login. */
  readonly requests: number;
  readonly durationMs: number;
}
