import { Disposables } from "../disposables.ts";
import { ConflictError, RateLimitError } from "../errors.ts";
import type { NewerSnapshot } from "../history/choose.ts";
import type { OwnerKeys } from "../history/owner-keys.ts";
import type { JournalStore } from "../model/journal-store.ts";
import type { HoldLock } from "../model/lock.ts";
import type { Account } from "../model/provider.ts";
import type { SnapshotRef } from "../model/snapshot-store.ts";
import { noState, type States } from "../model/state.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import { userName } from "../snapshot/names.ts";
import { type ChosenSource, chooseSource, type StoredSource } from "./choose.ts";
import { readSubject } from "./journal.ts";
import type { RestoreSource } from "./load-library.ts";
import {
  type PlannedRestore,
  planRestore,
  type RestoreDeps,
  type RestoreOptions,
} from "./restore.ts";
import { recordingRestoreTime } from "./restore-time.ts";

/** A restore to begin. */
export interface BeginOptions extends Omit<RestoreOptions, "sources" | "journal" | "memory"> {
  readonly sources: readonly (RestoreSource | StoredSource)[];
  /** Tells the owner's snapshots from others. */
  readonly ownerKeys: OwnerKeys;
  /** Before this time the provider wants no requests; `null`: it wants them. */
  readonly pausedUntil: Date | null;
  /** Holds the account for this restore; `null`: other restores may run at the same time. */
  readonly lock: HoldLock | null;
  /** Opens the journal of the restore that the text describes; `null`: none is kept. */
  readonly openJournal: (about: string) => Promise<JournalStore | null>;
  /** Backups learn here that the account was written to; `null`: they do not learn it. */
  readonly states: States | null;
}

/** A planned restore. It holds the account and the journal until it is disposed of. */
export interface BegunRestore extends PlannedRestore, AsyncDisposable {
  /** The labels of its sources. */
  readonly sources: readonly string[];
  /** The snapshots among them. */
  readonly snapshots: readonly SnapshotRef[];
  /** Whether it goes on with one that was not finished. */
  readonly continues: boolean;
  /** The key ids that are believed only because there is no other; a person should record them. */
  readonly unrecordedKeyIds: readonly string[];
  /** The number of snapshots that are newer than the latest, and not proved. */
  readonly passedOver: number;
  /** All snapshots that are newer than the latest, and why each of them is not the latest. */
  readonly newer: readonly NewerSnapshot[];
  /** Forgets that it was planned, unless it goes on with an earlier one. */
  withdraw(): Promise<void>;
}

/**
 * Holds the account, opens the journal, chooses the snapshots and plans the restore. Nothing is
 * written to the account. A restore that was not finished goes on: the snapshot that it chose as
 * the latest is chosen again, however many are newer.
 *
 * Throws `RateLimitError` `provider/rate-limited` before `pausedUntil`, and as the lock,
 * `chooseSnapshot` and `planRestore` do.
 */
export async function beginRestore(
  options: BeginOptions,
  deps: RestoreDeps,
): Promise<BegunRestore> {
  const { provider, lock, openJournal, states, ownerKeys } = options;
  requireNoPause(options);
  await using stack = new Disposables();
  const account = await provider.account();
  if (lock !== null) stack.use(await lock(`${provider.name} ${account.id}`));
  const journal = await openJournal(describe(options, account));
  if (journal !== null) stack.use(journal);
  const earlier = journal && (await readSubject(journal, deps.clock.now()));
  const pinned = earlier?.isUnfinished ? earlier.labels : [];
  const chosen: ChosenSource[] = [];
  for (const [at, source] of options.sources.entries()) {
    const one = await chooseSource(source, pinned[at], ownerKeys);
    chosen.push(one);
    // Logged here too, for a run that does not come as far as a plan.
    const fields = one.ref && { snapshot: one.ref.name, continues: one.isPinned };
    if (fields !== null) deps.log.info("restore.chosen", fields);
  }
  const sources = chosen.map(({ source }) => source);
  const isSame = sources.every(({ label }, at) => label === earlier?.labels[at]);
  if (earlier !== null && !isSame) await journal?.clear();
  const memory = (await states?.ofUser(userName(provider.name, account.id))) ?? noState;
  const { planned, isAnew } = await plan({ ...options, sources, journal, memory }, deps);
  const continues = pinned.length > 0 && isSame && !isAnew;
  const held = stack.move();
  return {
    ...planned,
    sources: sources.map(({ label }) => label),
    snapshots: chosen.flatMap(({ ref }) => ref ?? []),
    continues,
    unrecordedKeyIds: chosen.flatMap(({ ref }) => ref?.unrecordedKeyId ?? []),
    passedOver: chosen.reduce((sum, { ref }) => sum + (ref?.passedOver ?? 0), 0),
    newer: chosen.flatMap(({ ref }) => ref?.newer ?? []),
    apply: () =>
      recordingRestoreTime(
        { provider: provider.name, account, states, clock: deps.clock },
        planned.apply,
      ),
    async withdraw() {
      if (!continues) await journal?.clear();
    },
    [Symbol.asyncDispose]: () => held[Symbol.asyncDispose](),
  };
}

/** Sends no request before the time at which an earlier run was told to come back. */
function requireNoPause({ pausedUntil, provider }: BeginOptions): void {
  if (pausedUntil === null) return;
  throw new RateLimitError(
    "provider/rate-limited",
    `${provider.name} accepts no requests until ${pausedUntil.toISOString()}.`,
    { retryAt: pausedUntil, hint: "Run it again after that time. No request was sent now." },
  );
}

/**
 * Describes the restore so that the next run recognises it: the same sources as the person named
 * them, and the same account. A new snapshot or a renewed login does not make it another restore.
 */
function describe({ provider, sources, only }: BeginOptions, account: Account): string {
  return canonicalJson({
    account: [provider.name, account.id],
    sources: sources.map((source) =>
      "store" in source
        ? { place: source.store.location, ...source.selection }
        : { label: source.label },
    ),
    only: [...only].sort(),
  });
}

/**
 * Plans the restore, and once more without its journal when that is about something else: then the
 * snapshot is gone, or the files have changed, and the journal is of no use.
 */
async function plan(
  options: RestoreOptions & { readonly journal: JournalStore | null },
  deps: RestoreDeps,
): Promise<{ readonly planned: PlannedRestore; readonly isAnew: boolean }> {
  const { journal } = options;
  try {
    return { planned: await planRestore(options, deps), isAnew: false };
  } catch (error) {
    const isOther = error instanceof ConflictError && error.code === "restore/other-journal";
    if (journal === null || !isOther) throw error;
    deps.log.info("restore.begun-anew");
    await journal.clear();
    return { planned: await planRestore(options, deps), isAnew: true };
  }
}
