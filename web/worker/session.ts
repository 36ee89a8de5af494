import { isDamage, KeyError, NotFoundError, UsageError } from "../../src/errors.ts";
import { type AccountHistory, type ListedSnapshot, readHistory } from "../../src/history/list.ts";
import { createEntryReader, type RowReaderDeps } from "../../src/history/row-reader.ts";
import { readChosenMetadata, readMetadata } from "../../src/history/walk-snapshots.ts";
import type { Open } from "../../src/model/sealer.ts";
import type { SnapshotRef, SnapshotStore } from "../../src/model/snapshot-store.ts";
import type { Metadata } from "../../src/snapshot/metadata.ts";
import { openIndex } from "../../src/snapshot/verify.ts";
import type { OpenedKey } from "./key.ts";

/** The largest number of rows of all documents that are kept for the next question. */
const MOST_ROWS = 150_000;

/** The history of one account as far as it is open. */
export interface OpenHistory {
  readonly store: SnapshotStore;
  /** All accounts that have snapshots there. */
  readonly users: readonly string[];
  readonly history: AccountHistory;
  readonly deps: RowReaderDeps;
}

/** The open things of the worker: one store, one account of it, and perhaps the key. */
export interface WorkerSession {
  /** The open history. Throws `UsageError` `usage/location` while there is none. */
  current(): OpenHistory;
  /**
   * Opens a store, without a key, with the first account. `null`: there is none. Throws
   * `UsageError` `usage/location` without a store, and what the store throws.
   */
  open(store: SnapshotStore | null): Promise<OpenHistory>;
  /** Goes to another account of the same store. */
  choose(user: string): Promise<OpenHistory>;
  /** Uses `key` from now on. Throws `KeyError` `key/no-match` when it opens no snapshot. */
  unlock(key: OpenedKey): Promise<OpenHistory>;
  /** A snapshot of the open history. Throws as `decodeMetadata` does. */
  snapshot(name: string): Promise<OpenSnapshot>;
}

/** A snapshot and its metadata. */
export interface OpenSnapshot {
  readonly ref: SnapshotRef;
  readonly listed: ListedSnapshot;
  readonly metadata: Metadata;
}

/** Creates a session with nothing open. */
export function createWorkerSession(now: () => Date): WorkerSession {
  let opened: OpenHistory | null = null;
  let key: OpenedKey | null = null;

  function current(): OpenHistory {
    if (opened !== null) return opened;
    throw nothingOpen();
  }

  async function read(store: SnapshotStore, user: string): Promise<OpenHistory> {
    const history = await readHistory(store, user, {
      keyIds: () => key?.keyIds ?? [],
      open: key?.open ?? null,
      contentKey: null,
      now: now(),
    });
    const deps = { store, evidence: history.evidence, open: key?.open ?? null };
    const entryReader = createEntryReader(deps, MOST_ROWS);
    return { store, users: await store.users(), history, deps: { ...deps, entryReader } };
  }

  return {
    current,
    async open(store) {
      if (store === null) throw nothingOpen();
      const [user] = await store.users();
      if (user === undefined) throw noSnapshots();
      opened = await read(store, user);
      return opened;
    },
    async choose(user) {
      opened = await read(current().store, user);
      return opened;
    },
    async unlock(given) {
      const { store, history } = current();
      await checkKey(store, history, given.open);
      key = given;
      opened = await read(store, history.user);
      return opened;
    },
    async snapshot(name) {
      const { store, history } = current();
      const listed = history.snapshots.find((one) => one.name === name);
      if (listed === undefined) {
        throw new NotFoundError("snapshot/not-found", "The history has no snapshot of this name.", {
          hint: "Choose one from the timeline.",
        });
      }
      const ref = { user: history.user, name };
      return { ref, listed, metadata: await readChosenMetadata(store, ref) };
    },
  };
}

/** Throws `KeyError` `key/no-match` when `open` opens none of the sealed snapshots. */
async function checkKey(store: SnapshotStore, history: AccountHistory, open: Open): Promise<void> {
  let refusal: KeyError | null = null;
  for (const names of history.keyIds.values()) {
    for (const name of names.toReversed()) {
      const ref = { user: history.user, name };
      const { metadata } = await readMetadata(store, ref);
      if (metadata === null) continue;
      try {
        await openIndex({ read: (file) => store.read(ref, file) }, metadata, open);
        return;
      } catch (error) {
        if (error instanceof KeyError) {
          refusal = error;
          // The other snapshots of this key are sealed for the same recipients, as a rule.
          break;
        }
        if (!isDamage(error)) throw error;
      }
    }
  }
  if (refusal === null) return;
  throw new KeyError("key/no-match", "The key opens none of these snapshots.", {
    cause: refusal,
    hint: "Give the key that the backups were sealed for. Its public half is among the recipients in metadata.json.",
  });
}

function nothingOpen(): UsageError {
  return new UsageError("usage/location", "No snapshots are open.", {
    hint: "Choose a folder or a ZIP file first.",
  });
}

function noSnapshots(): NotFoundError {
  return new NotFoundError("snapshot/not-found", "There are no snapshots among these files.", {
    hint: "Choose the folder that the backups were written to, or the ZIP of the branch that has them.",
  });
}
