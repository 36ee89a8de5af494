import type { Metadata } from "../snapshot/metadata.ts";
import type { SnapshotRef } from "../store/store.ts";

/**
 * When the newest snapshot was made that is not a failed run's; of several users the one whose
 * newest is the oldest, for each has a schedule that can stop. `null`: there is none.
 */
export function newestSnapshotAt(
  snapshots: readonly (SnapshotRef & { readonly metadata: Metadata | null })[],
): Date | null {
  const newest = new Map<string, number>();
  for (const { user, metadata } of snapshots) {
    if (metadata === null || metadata.status === "failed") continue;
    const at = Date.parse(metadata.finishedAt);
    newest.set(user, Math.max(at, newest.get(user) ?? at));
  }
  return newest.size === 0 ? null : new Date(Math.min(...newest.values()));
}
