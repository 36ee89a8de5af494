import type { ListedSnapshot } from "../history/list.ts";
import type { Account } from "../model/provider.ts";
import type { Open } from "../model/sealer.ts";
import type { SnapshotRef, SnapshotStore } from "../model/snapshot-store.ts";
import type { WorkflowRepository } from "../model/workflow-repository.ts";
import type { Settings } from "../setup/settings.ts";
import type { Metadata } from "../snapshot/metadata.ts";

/**
 * Everything that the doctor looks at. Each function looks when it is first called and gives the
 * same ever after; it throws what is wrong with what it looks at.
 */
export interface CheckSubject {
  readonly now: Date;
  /** The command that examines it once more. */
  readonly again: string;
  /** Whether a workflow makes the backups, with a login and settings of its own. */
  readonly isUnattended: () => Promise<boolean>;
  readonly login: SubjectLogin;
  readonly keys: SubjectKeys;
  /** `null`: nobody said where the snapshots are. */
  readonly snapshots: SubjectSnapshots | null;
  /** `null`: the snapshots are not in a repository. */
  readonly repository: SubjectRepository | null;
}

/** The login of this machine. */
export interface SubjectLogin {
  /** The origin of its settings, in words. Throws `UsageError` `config/…`. */
  readonly settings: () => Promise<string>;
  /** Tries it. `null`: the provider must not be asked now, see `pausedUntil`. */
  readonly tried: () => Promise<TriedLogin | null>;
  /** When the provider can be asked again; `null`: at once. */
  readonly pausedUntil: () => Promise<Date | null>;
  /** When it ends; of backups by a workflow, when the login there ends. `null`: nobody knows. */
  readonly end: () => Promise<LoginEnd | null>;
  /** The scopes that a backup needs. */
  readonly scopes: readonly string[];
}

/** A login that was just tried. */
export interface TriedLogin {
  /** The provider's name, see `MusicProvider`. */
  readonly provider: string;
  readonly account: Account;
  /** The scopes that it has; `null`: the provider did not say. */
  readonly scopes: readonly string[] | null;
  /** Whether the provider replaced it by one that was not stored. */
  readonly isLost: boolean;
  /** The number of requests that were sent. */
  readonly requests: number;
}

/** When a login ends. */
export interface LoginEnd {
  readonly at: Date;
  /** Whole days until then; negative once it has ended. */
  readonly daysLeft: number;
  /** The record that says so, in words. */
  readonly knownFrom: string;
}

/** The keys that seal and open snapshots. */
export interface SubjectKeys {
  /**
   * The keys that the next backup seals for, and the setting that names them; `null`: no setting
   * can be read. Throws `UsageError` `config/…-recipient`.
   */
  readonly recipients: () => Promise<{
    readonly list: readonly string[];
    readonly from: string;
  } | null>;
  /** `null`: none was given. Throws `KeyError`. */
  readonly identity: () => Promise<SubjectIdentity | null>;
}

/** An identity that was given to the doctor. */
export interface SubjectIdentity {
  /** The recipients that belong to it. */
  readonly recipients: readonly string[];
  readonly open: Open;
}

/** The store of the snapshots, and the commands that work on it. */
export interface SubjectSnapshots {
  /** The command that makes another snapshot there. */
  readonly backUp: () => Promise<string>;
  /** The command that checks every byte there. */
  readonly verify: () => Promise<string>;
  /** The command that lists what is there. */
  readonly list: () => Promise<string>;
  /** The beginning of the command that removes snapshots there. */
  readonly prune: () => Promise<string>;
  readonly store: () => Promise<SnapshotStore>;
  /** The store as a sentence names it, with its branch. */
  readonly place: () => Promise<string>;
  /** Of the account of the login where it has some, else of the one whose newest is the oldest. */
  readonly newest: () => Promise<NewestSnapshots | null>;
  /** All snapshots of the account that `newest` is about, oldest first. */
  readonly all: () => Promise<readonly ListedSnapshot[]>;
  /** The snapshots that are not proved to be the owner's. Throws `UsageError` `usage/key-id`. */
  readonly foreign: () => Promise<readonly ListedSnapshot[]>;
}

/** The newest runs of one account. */
export interface NewestSnapshots {
  /** The last run that left anything. */
  readonly last: SnapshotRef & { readonly metadata: Metadata };
  /** When the newest snapshot was made, failed runs aside; `null`: there is none. */
  readonly keptAt: Date | null;
}

/** The repository that was named. It may run the workflow, hold the snapshots, or both. */
export interface SubjectRepository {
  /** `owner/name`. */
  readonly name: string;
  /** Its page. */
  readonly url: () => string;
  /** Throws when it cannot be looked at. */
  readonly facts: () => Promise<RepositoryState>;
  /** Of the repository that the workflow stores snapshots in, when that is another one. */
  readonly other: () => Promise<OtherRepository | null>;
  readonly workflows: () => Promise<WorkflowRepository>;
  /** `null`: no workflow of this repository makes backups. */
  readonly workflow: () => ReturnType<WorkflowRepository["workflow"]>;
  readonly settings: () => Promise<Settings>;
  /** When the token that was used here ends; `null`: it does not, or does not say. */
  readonly tokenEndsAt: () => Promise<Date | null>;
}

/** The properties of a repository that matter to a check. */
export interface RepositoryState {
  /** Whether everybody can read it, or may be able to. */
  readonly isPublic: boolean;
  readonly isArchived: boolean;
  /** The size of its git repository, in bytes; `null`: not known. */
  readonly bytes: number | null;
}

/** A repository for snapshots that another one makes. */
export interface OtherRepository extends RepositoryState {
  readonly name: string;
  readonly url: string;
}
