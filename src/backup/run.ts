import type { Clock } from "../clock.ts";
import type { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { MusicProvider } from "../model/provider.ts";
import type { Kind } from "../model/records.ts";
import type { Sealer } from "../model/sealer.ts";
import type { SnapshotRef, SnapshotStore } from "../model/snapshot-store.ts";
import type { State } from "../model/state.ts";
import type { Secret } from "../secret.ts";
import type { FileRecord, Metadata, Status, Warning } from "../snapshot/metadata.ts";

/** How a sealed run seals, and under which content key it names and fingerprints things. */
export interface Sealing {
  readonly sealer: Sealer;
  /** 64 hex digits. */
  readonly contentKey: Secret;
  /** Says which content key it is, and nothing else about it. */
  readonly keyId: string;
}

/** What to back up, from where to where. */
export interface BackupOptions {
  readonly provider: MusicProvider;
  readonly store: SnapshotStore;
  /** Which kinds; in any order, repeats ignored. */
  readonly include: readonly Kind[];
  /** Also the cover images that owners set. */
  readonly covers: boolean;
  /** Allows a first snapshot of this account beside those of others. */
  readonly newUser: boolean;
  /** What tells this login from another one of the same account; stored as a fingerprint only. */
  readonly login: string;
  /** The same of what the provider replaced it by, as far as that was kept. Default: `login`. */
  readonly keptLogin?: () => string;
  /** Seals the snapshot for the given user directory; absent: it is stored in the clear. */
  readonly sealing?: (user: string) => Sealing;
  /** Before when the provider wants no requests; a run before that asks for nothing. */
  readonly pausedUntil?: Date;
  /** Allows a snapshot in the clear where there are sealed ones. */
  readonly plain: boolean;
  /** The key ids on record for the given user directory; empty: there is no record. */
  readonly recordedKeyIds?: (user: string) => readonly string[];
  /** Reads everything, whatever earlier runs know. */
  readonly full: boolean;
  /**
   * What sealed runs leave for later ones, for the given user directory; absent: what was sealed
   * cannot be read again. Everything in it may be gone.
   */
  readonly state?: (user: string) => Promise<State>;
  /** Told now and then how far the run is. */
  readonly onProgress?: (progress: Progress) => void;
}

/** How far a run is. */
export interface Progress {
  readonly files: number;
  readonly entries: number;
  readonly requests: number;
}

/** What a run needs of the world around it. */
export interface BackupDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** The version of this program, for the metadata. */
  readonly version: string;
}

/** How a run ended. It is the same whether the snapshot is kept or, being failed, is not. */
export interface BackupResult {
  readonly status: Status;
  /** Why the run ended before its end; `null` when it did not, even if single files failed. */
  readonly error: AppError | null;
  /** Where the snapshot is; `null` when none was left. */
  readonly snapshot: (SnapshotRef & { readonly location: string }) | null;
  readonly files: readonly FileRecord[];
  /** The names of playlists by the id of their file: for reports that only the owner sees. */
  readonly titles: ReadonlyMap<string, string>;
  /** The id of the content key of a sealed run; `null`: in the clear, or the account is not known. */
  readonly keyId: string | null;
  /** The commit that holds the snapshot, in a store that has commits. */
  readonly commit: string | null;
  readonly warnings: readonly Warning[];
  /**
   * When this login was first seen; when it was made, nobody says. `null` when the run never got as
   * far as the account.
   */
  readonly loginSeenAt: Date | null;
  /** The snapshot this one was compared with. */
  readonly previous: { readonly name: string; readonly metadata: Metadata } | null;
  /** Requests sent, those for the login included. */
  readonly requests: number;
  readonly durationMs: number;
}
