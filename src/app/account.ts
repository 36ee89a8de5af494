import { chooseUser, findSnapshot } from "../history/choose.ts";
import { type AccountHistory, type MetadataListener, readHistory } from "../history/list.ts";
import type { RowReaderDeps } from "../history/row-reader.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import type { HistoryRequest } from "./history.ts";
import { createOwnerKeys } from "./owner-keys.ts";
import type { World } from "./world.ts";

/** The history of one account, with the dependencies of the reader of its files. */
export interface OpenedAccount {
  readonly history: AccountHistory;
  readonly deps: RowReaderDeps;
  /** The one snapshot that the selection names; `null`: all are meant. */
  readonly name: string | null;
}

/**
 * Opens the history of the account that the selection names, or of the only one. Throws as
 * `chooseUser` and `findSnapshot` do, and what the store throws.
 */
export async function openAccount(
  store: SnapshotStore,
  world: World,
  { selection = {}, keyInputs = {} }: HistoryRequest,
  onMetadata?: MetadataListener,
): Promise<OpenedAccount> {
  const user = await chooseUser(store, selection.user);
  const history = await readHistory(store, user, createOwnerKeys(keyInputs, world), onMetadata);
  const name = selection.name === undefined ? null : findSnapshot(history, selection.name);
  return {
    history,
    deps: { store, evidence: history.evidence, open: keyInputs.open ?? null },
    name,
  };
}
