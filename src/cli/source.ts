import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { CancelledError, NotFoundError } from "../errors.ts";
import { openStore, type Selection, type SnapshotStore, type World } from "../index.ts";

/** What a path on the command line means: a store, and which of its snapshots. */
export interface Source {
  readonly store: SnapshotStore;
  readonly selection: Selection;
}

/**
 * Understands a path to a directory of snapshots, to one user's in it, or to one snapshot. Reading
 * from the store ends with `CancelledError` when `world.signal` aborts.
 *
 * Throws `NotFoundError` `store/not-found` when there is no directory at `path`.
 */
export async function openSource(path: string, world: World): Promise<Source> {
  const full = resolve(path);
  if (!(await stat(full).catch(() => null))?.isDirectory()) {
    throw new NotFoundError("store/not-found", `There is no directory ${path}.`, {
      hint: "Name the directory that `tracksafe backup --out` wrote to.",
    });
  }
  const open = (directory: string) => stoppable(openStore(directory, world), world);
  const [name, user] = [basename(full), basename(dirname(full))];
  if (await stat(join(full, "metadata.json")).catch(() => null)) {
    return { store: open(dirname(dirname(full))), selection: { user, name } };
  }
  const store = open(full);
  if ((await store.users()).length > 0) return { store, selection: {} };
  const above = open(dirname(full));
  if ((await above.users()).includes(name)) return { store: above, selection: { user: name } };
  return { store, selection: {} };
}

function stoppable(store: SnapshotStore, { signal }: World): SnapshotStore {
  return {
    ...store,
    async read(ref, name) {
      if (signal?.aborted) {
        throw new CancelledError("cancelled", "Stopped before it was done.", {
          cause: signal.reason,
        });
      }
      return store.read(ref, name);
    },
  };
}
