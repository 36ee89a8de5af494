import { UsageError } from "../errors.ts";
import { type PrunePlan, planPrune } from "../history/prune.ts";
import type { KeepRules } from "../history/prune-policy.ts";
import type { KeptDirectory } from "../model/directory-cache.ts";
import type { BranchHistory, SnapshotStore } from "../model/snapshot-store.ts";
import { openAccount } from "./account.ts";
import type { HistoryRequest } from "./history.ts";
import { readUnfinishedSources } from "./journal.ts";
import type { World } from "./world.ts";

export type { KeepReason, KeepRules } from "../history/prune-policy.ts";

/** The snapshots to prune. */
export interface PruneRequest extends HistoryRequest {
  readonly rules: KeepRules;
  /** The directory with the journals of restores; `null`: there are none. */
  readonly journals: Pick<KeptDirectory, "root"> | null;
  /** Whether the history of the branch goes as well. Default: it stays. */
  readonly rewrite?: boolean;
}

/** A branch whose commits are replaced by one. */
export interface RewrittenBranch {
  readonly branch: string;
  /** The names of other things at the top of the branch. They stay, and lose their history, too. */
  readonly others: readonly string[];
}

/** A planned pruning. Nothing is removed before `apply`. */
export interface PlannedPrune extends PrunePlan {
  /** `null`: the history of the branch stays, or there is none. */
  readonly rewrite: RewrittenBranch | null;
  /**
   * Removes what the plan says, and returns the names of snapshots that were gone already. Throws what
   * the store throws.
   */
  apply(): Promise<readonly string[]>;
}

/**
 * Plans which snapshots of one account are removed. Throws `UsageError` `usage/user`, `ConflictError`
 * `prune/restore`, `UsageError` `usage/rewrite` for a store without a history, and as `planPrune` and
 * the store do.
 */
export async function planPruning(
  store: SnapshotStore,
  world: World,
  request: PruneRequest,
): Promise<PlannedPrune> {
  const { rules, journals } = request;
  const history = request.rewrite ? requireHistory(store) : null;
  await store.checkRemovable();
  const { history: account } = await openAccount(store, world, request);
  const labels = journals === null ? [] : await readUnfinishedSources(journals, world);
  const used = account.snapshots.filter(({ user, name }) =>
    labels.some((label) => label.endsWith(`/${user}/${name}`)),
  );
  const plan = planPrune(account, rules, new Set(used.map(({ name }) => name)));
  const names = plan.removed.map(({ name }) => name);
  return {
    ...plan,
    rewrite: history && { branch: await history.branch(), others: await history.others() },
    apply: () => (history?.replace ?? store.remove)(account.user, names),
  };
}

function requireHistory({ history, location }: SnapshotStore): BranchHistory {
  if (history !== undefined) return history;
  throw new UsageError("usage/rewrite", `${location} has no history to rewrite.`, {
    hint: "Leave --rewrite out: in a directory, a removed snapshot is gone.",
  });
}
