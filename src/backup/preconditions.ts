import { ConflictError, RateLimitError, UsageError } from "../errors.ts";
import { holdsSealed } from "../history/walk-snapshots.ts";
import type { Account } from "../model/provider.ts";
import { KINDS, type Kind } from "../model/records.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import { IMPORTED_USER, userName } from "../snapshot/names.ts";
import type { BackupOptions } from "./contract.ts";

/** The kinds to back up, in the usual order. Throws `UsageError` `config/include` for none. */
export function chooseKinds(include: readonly Kind[]): readonly Kind[] {
  const kinds = KINDS.filter((kind) => include.includes(kind));
  if (kinds.length > 0) return kinds;
  throw new UsageError("config/include", "The list of kinds to back up is empty.", {
    hint: `Name at least one of ${KINDS.join(", ")}.`,
  });
}

/**
 * Refuses to store a library in the clear beside sealed snapshots: the recipients may have been
 * forgotten. Throws `UsageError` `config/plain`.
 */
export async function refuseUnsealed({
  store,
  sealing,
  plain,
}: Pick<BackupOptions, "store" | "sealing" | "plain">): Promise<void> {
  if (sealing !== undefined || plain || !(await holdsSealed(store))) return;
  throw new UsageError(
    "config/plain",
    `${store.location} holds sealed snapshots, but the new snapshot would not be sealed.`,
    {
      hint: "Set AGE_RECIPIENTS or --recipient to your recipient (age1…). If you want an unsealed snapshot, add --plain.",
    },
  );
}

/**
 * Refuses a run before the time at which the provider accepts requests again: a request before it
 * would make the pause longer. Throws `RateLimitError` `provider/rate-limited` with that time.
 */
export function refuseDuringPause({ pausedUntil, provider }: BackupOptions, now: Date): void {
  if (pausedUntil === undefined || pausedUntil <= now) return;
  const until = pausedUntil.toISOString();
  throw new RateLimitError(
    "provider/rate-limited",
    `${provider.name} accepts no requests until ${until}.`,
    {
      retryAt: pausedUntil,
      isTold: true,
      hint: "Run it again after that time. No request was sent now.",
    },
  );
}

/**
 * The directory of `account` in `store`: the one that it has, under its newest or an older id, or
 * else a new one.
 *
 * Throws `ConflictError` `store/new-user` when the store holds only other accounts and `newUser` is
 * not set: a login in the wrong browser must not start a second history unnoticed.
 */
export async function chooseUserDirectory(
  store: SnapshotStore,
  provider: string,
  account: Account,
  newUser: boolean,
): Promise<string> {
  const users = await store.users();
  const names = [account.id, ...account.aliases].map((id) => userName(provider, id));
  const [first = userName(provider, account.id)] = names;
  const existing = names.find((name) => users.includes(name));
  if (existing !== undefined) return existing;
  const isNew = users.every((user) => user === IMPORTED_USER);
  if (isNew || newUser) return first;
  throw new ConflictError(
    "store/new-user",
    `${store.location} holds backups of another account, but none of the account that is logged in.`,
    {
      hint: "If you logged in with the wrong account, log in again with the right one. If you want to back up a second account, confirm it with --new-user (in the workflow: new-user: true).",
    },
  );
}

/** The facts that decide who can read a snapshot in a repository, and the owner's permissions. */
export interface RepositoryPrivacy {
  /** Whether everybody can read the repository, or may be able to. */
  readonly isPublic: boolean;
  readonly sealed: boolean;
  /** Whether the owner allowed sealed snapshots in a public repository. */
  readonly allowPublic: boolean;
  /** Whether the owner allowed snapshots in the clear in a private repository. */
  readonly allowPlain: boolean;
}

/**
 * Refuses to store a library in a repository where others can read it, unless the owner allowed it.
 * Throws `UsageError` `config/public-repository`, `config/unsealed`.
 */
export function checkRepositoryPrivacy({
  isPublic,
  sealed,
  allowPublic,
  allowPlain,
}: RepositoryPrivacy): void {
  if (isPublic && !(sealed && allowPublic)) {
    throw new UsageError(
      "config/public-repository",
      sealed
        ? "The repository is public, or may be: everybody could keep a copy even of sealed snapshots."
        : "The repository is public, or may be, and the snapshot would not be sealed.",
      {
        hint: sealed
          ? "Use a private repository. A workflow that runs in a public one takes its name from the variable BACKUP_REPOSITORY, and a token for it from the secret BACKUP_TOKEN."
          : "Use a private repository, and age recipients to seal for.",
      },
    );
  }
  if (!sealed && !allowPlain) {
    throw new UsageError(
      "config/unsealed",
      "No age recipients are given, so the snapshot would be committed unsealed.",
      {
        hint: "Give age recipients to seal for, or set encryption: none if you want this.",
      },
    );
  }
}
