import { type PrunePlan, planPrune } from "../history/prune.ts";
import type { KeepRules } from "../history/prune-policy.ts";
import type { KeptDirectory } from "../model/directory-cache.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
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
}

/** A planned pruning. Nothing is removed before `apply`. */
export interface PlannedPrune extends PrunePlan {
  /** Removes what the plan says. Throws what the store throws. */
  apply(): Promise<void>;
}

/**
 * Plans which snapshots of one account are removed. Throws `UsageError` `usage/user`, `ConflictError`
 * `prune/restore`, and as `planPrune` and the store do.
 */
export async function planPruning(
  store: SnapshotStore,
  world: World,
  request: PruneRequest,
): Promise<PlannedPrune> {
  const { rules, journals } = request;
  await store.checkRemovable();
  const { history } = await openAccount(store, world, request);
  const labels = journals === null ? [] : await readUnfinishedSources(journals, world);
  const used = history.snapshots.filter(({ user, name }) =>
    labels.some((label) => label.endsWith(`/${user}/${name}`)),
  );
  const plan = planPrune(history, rules, new Set(used.map(({ name }) => name)));
  const names = plan.removed.map(({ name }) => name);
  return { ...plan, apply: () => store.remove(history.user, names) };
}
