import { type FoundItems, findItems } from "../history/find.ts";
import { versionsOf } from "../history/versions.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import type { Metadata } from "../snapshot/metadata.ts";
import { openAccount } from "./account.ts";
import type { HistoryRequest } from "./history.ts";
import type { World } from "./world.ts";

/** The result of a search, and the number of snapshots that it looked in. */
export interface Search extends FoundItems {
  readonly searched: number;
}

/** The snapshots to search, and the listener that is told how many versions were searched. */
export interface SearchRequest extends HistoryRequest {
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Searches the snapshots of one account for what has all words of `text`; see `findItems`.
 *
 * Throws `UsageError` `usage/user` when there are several accounts and none is named,
 * `NotFoundError` `snapshot/not-found`, and as `findItems` does.
 */
export async function searchHistory(
  store: SnapshotStore,
  world: World,
  text: string,
  request: SearchRequest = {},
): Promise<Search> {
  const read = new Map<string, Metadata>();
  const { history, deps, name } = await openAccount(store, world, request, (ref, metadata) =>
    read.set(ref.name, metadata),
  );
  const meant = history.snapshots.filter((one) => name === null || one.name === name);
  const versions = versionsOf(
    meant.map((one) => ({ ...one, metadata: read.get(one.name) ?? null })),
  );
  const total = [...versions.files.values()].reduce((sum, { length }) => sum + length, 0);
  let done = 0;
  const found = await findItems(versions, text, deps, () => {
    request.onProgress?.(done, total);
    done += 1;
  });
  return { ...found, searched: versions.snapshots.length - found.locked };
}
