import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { parseAddress, type SnapshotSelection } from "../app/history.ts";
import { openRepository } from "../app/repository.ts";
import { openStore, type SnapshotRef, type SnapshotStore } from "../app/store.ts";
import type { World } from "../app/world.ts";
import { Disposables } from "../disposables.ts";
import { CancelledError } from "../errors.ts";
import { type GitHubAddress, openStoreIn, parseGitHubAddress, readGitHubAccess } from "./github.ts";
import type { Output, Terminal } from "./io.ts";
import { isEmptyDirectory, noSnapshotsAt } from "./no-snapshots.ts";

/** The store that a command line names, and the selection of its snapshots. */
export interface Source extends AsyncDisposable {
  readonly store: SnapshotStore;
  readonly selection: SnapshotSelection;
}

/** The flags of a command that reads from a source. */
export interface SourceFlags {
  readonly branch?: string;
}

/** The surroundings in which a source is opened. */
export interface SourceContext {
  readonly terminal: Terminal;
  readonly output: Pick<Output, "note">;
  readonly world: World;
  readonly branch: string | undefined;
}

/**
 * Understands a path to a directory of snapshots, to one user's in it, or to one snapshot; or
 * `github:owner/repo`, with the same below it. Reading from the store ends with `CancelledError`
 * when `world.signal` aborts.
 *
 * Throws `NotFoundError` `store/not-found` when there is nothing of the kind, and
 * `snapshot/not-found` for a directory of other things. An empty one may get its first snapshot
 * yet.
 */
export async function openSource(source: string, context: SourceContext): Promise<Source> {
  const address = parseGitHubAddress(source);
  if (address !== null) return openGitHubAddress(address, context);
  return { ...(await openDirectory(source, context.world)), async [Symbol.asyncDispose]() {} };
}

async function openGitHubAddress(
  address: GitHubAddress,
  { terminal, output, world, branch }: SourceContext,
): Promise<Source> {
  await using stack = new Disposables();
  const access = readGitHubAccess(terminal.env);
  const repository = stack.use(await openRepository(address.repository, access, world));
  const store = await openStoreIn(repository, address, { branch, output });
  const held = stack.move();
  return {
    store,
    selection: {
      ...(address.user === undefined ? {} : { user: address.user }),
      ...(address.name === undefined ? {} : { name: address.name }),
    },
    [Symbol.asyncDispose]: () => held[Symbol.asyncDispose](),
  };
}

async function openDirectory(
  path: string,
  world: World,
): Promise<Pick<Source, "store" | "selection">> {
  const full = resolve(path);
  if (!(await stat(full).catch(() => null))?.isDirectory()) {
    // Behind a user, it is what a person calls a snapshot: the beginning of its name, or `latest`.
    const user = basename(dirname(full));
    const store = openStore(dirname(dirname(full)), world);
    if ((await store.users()).includes(user)) {
      return { store, selection: { user, ...parseAddress(basename(full)) } };
    }
    throw await noSnapshotsAt(path);
  }
  const open = (directory: string) => stoppable(openStore(directory, world), world);
  const [name, user] = [basename(full), basename(dirname(full))];
  const place = open(dirname(dirname(full)));
  if (await holds(place, { user, name })) return { store: place, selection: { user, name } };
  const store = open(full);
  if ((await store.users()).length > 0) return { store, selection: {} };
  const above = open(dirname(full));
  if ((await above.users()).includes(name)) return { store: above, selection: { user: name } };
  if (await isEmptyDirectory(full)) return { store, selection: {} };
  throw await noSnapshotsAt(path);
}

/** Whether there is a snapshot, also one that has lost its metadata. */
async function holds(store: SnapshotStore, { user, name }: SnapshotRef): Promise<boolean> {
  if (!/^\d{4}-\d\d-\d\dT/.test(name) || !(await store.users()).includes(user)) return false;
  return (await store.list(user)).some((ref) => ref.name === name);
}

function stoppable(store: SnapshotStore, { signal }: World): SnapshotStore {
  const checkRunning = (): void => {
    if (!signal?.aborted) return;
    throw new CancelledError("cancelled", "Stopped before it was done.", { cause: signal.reason });
  };
  return {
    ...store,
    async read(ref, name) {
      checkRunning();
      return store.read(ref, name);
    },
    async open(ref, name) {
      checkRunning();
      return store.open(ref, name);
    },
  };
}
