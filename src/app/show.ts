import { findSnapshot } from "../history/choose.ts";
import { type Contents, type ReadList, readContents, readList } from "../history/contents.ts";
import type { ListedSnapshot } from "../history/list.ts";
import { readChosenMetadata } from "../history/walk-snapshots.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import type { Metadata } from "../snapshot/metadata.ts";
import { type OpenedAccount, openAccount } from "./account.ts";
import type { HistoryRequest } from "./history.ts";
import type { World } from "./world.ts";

/** The snapshot to show. */
export interface ShowRequest extends HistoryRequest {
  /**
   * A name, a beginning that no other has, or `latest`. Default: what the selection names, or
   * `latest`.
   */
  readonly snapshot?: string;
}

/** The lists of one snapshot. */
export interface ShownSnapshot {
  readonly snapshot: ListedSnapshot;
  readonly contents: Contents;
}

/** One list of one snapshot. */
export interface ShownList {
  readonly snapshot: ListedSnapshot;
  readonly read: ReadList;
}

/** Shows the lists of a snapshot. Throws as `openAccount`, `findSnapshot` and `readContents` do. */
export async function showSnapshot(
  store: SnapshotStore,
  world: World,
  request: ShowRequest = {},
): Promise<ShownSnapshot> {
  const account = await openAccount(store, world, request);
  const { snapshot, metadata } = await findListedSnapshot(account, request);
  return { snapshot, contents: await readContents(snapshot, metadata, account.deps) };
}

/** Shows one list of a snapshot; see `readList` for `text` and for what it throws. */
export async function showList(
  store: SnapshotStore,
  world: World,
  text: string,
  request: ShowRequest = {},
): Promise<ShownList> {
  const account = await openAccount(store, world, request);
  const { snapshot, metadata } = await findListedSnapshot(account, request);
  return { snapshot, read: await readList(snapshot, metadata, text, account.deps) };
}

/** The snapshot that is meant, with its metadata. Throws as `findSnapshot` does. */
export async function findListedSnapshot(
  { history, deps, name }: OpenedAccount,
  { snapshot }: ShowRequest,
): Promise<{ readonly snapshot: ListedSnapshot; readonly metadata: Metadata }> {
  const chosen = findSnapshot(history, snapshot ?? name ?? "latest");
  const listed = history.snapshots.find((one) => one.name === chosen);
  if (listed === undefined) throw new Error("a snapshot that was found is in its history");
  const metadata = await readChosenMetadata(deps.store, listed);
  return { snapshot: listed, metadata };
}
