import {
  type ComparedSnapshots,
  choosePair,
  compareSnapshots,
  type PairRequest,
  type SnapshotPair,
} from "../history/compare.ts";
import type { UnreadFile } from "../history/library.ts";
import type { SkippedSnapshot } from "../history/versions.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import { openAccount } from "./account.ts";
import type { HistoryRequest } from "./history.ts";
import type { World } from "./world.ts";

/** The snapshots to compare, and the means to tell the owner's from others. */
export interface DiffRequest extends HistoryRequest, PairRequest {}

/** The difference of two snapshots. */
export interface SnapshotDiff
  extends Pick<SnapshotPair, "from" | "to">,
    Omit<ComparedSnapshots, "unread"> {
  /** Everything that was left out or is not believed: snapshots, and files of the two. */
  readonly skipped: readonly (SkippedSnapshot & Partial<Pick<UnreadFile, "file">>)[];
}

/**
 * Compares two snapshots of one account; default: the newest two. Throws `UsageError` `usage/user`,
 * and as `choosePair` and `compareSnapshots` do.
 */
export async function diffSnapshots(
  store: SnapshotStore,
  world: World,
  request: DiffRequest = {},
): Promise<SnapshotDiff> {
  const { history, deps, name } = await openAccount(store, world, request);
  const wanted = name === null ? request : { to: name, ...request };
  const { from, to, skipped } = choosePair(history, wanted);
  const { user } = history;
  const { unread, ...compared } = await compareSnapshots(
    { user, name: from },
    { user, name: to },
    deps,
  );
  const files = unread.map(({ snapshot, file, reason }) => ({ name: snapshot, file, reason }));
  return { from, to, ...compared, skipped: [...skipped, ...files] };
}
