import { NotFoundError, UsageError } from "../errors.ts";
import type { SnapshotRef, SnapshotStore } from "../store/store.ts";
import { listSnapshots, type Selection } from "./list.ts";

const SUGGESTIONS = 3;

/**
 * The one snapshot that is meant: the named one, or the `latest` of the one account there is.
 *
 * Throws `UsageError` `usage/user` when there are several accounts and none is named,
 * `NotFoundError` `snapshot/not-found`, naming those nearest in time, or `snapshot/none-good` when
 * none is complete.
 */
export async function chooseSnapshot(
  store: SnapshotStore,
  { user, name }: Selection,
): Promise<SnapshotRef> {
  const users = await store.users();
  const [only, ...others] = user === undefined ? users : users.filter((one) => one === user);
  if (only === undefined && user !== undefined && users.length > 0) {
    throw new NotFoundError(
      "snapshot/not-found",
      `${store.location} has no snapshots of that user.`,
      {
        hint: `There are snapshots of ${users.join(", ")}.`,
      },
    );
  }
  if (only === undefined) {
    throw new NotFoundError("snapshot/not-found", `There are no snapshots in ${store.location}.`, {
      hint: "Name the place that `tracksafe backup` wrote to.",
    });
  }
  if (others.length > 0) {
    throw new UsageError("usage/user", `${store.location} holds the backups of several accounts.`, {
      hint: `Name one of ${users.join(", ")}.`,
    });
  }
  if (name !== undefined) return findNamed(store, only, name);
  const latest = (await listSnapshots(store, { user: only })).find((one) => one.latest);
  if (latest !== undefined) return { user: only, name: latest.name };
  throw new NotFoundError("snapshot/none-good", "No snapshot is complete.", {
    hint: "Name the one to use; `tracksafe list` shows them.",
  });
}

async function findNamed(store: SnapshotStore, user: string, name: string): Promise<SnapshotRef> {
  const names = (await store.list(user)).map((ref) => ref.name);
  if (names.includes(name)) return { user, name };
  const nearest = names
    .toSorted((a, b) => distance(a, name) - distance(b, name))
    .slice(0, SUGGESTIONS)
    .sort();
  throw new NotFoundError("snapshot/not-found", "There is no snapshot of that name.", {
    hint: nearest.length === 0 ? "There is none at all." : `The nearest are ${nearest.join(", ")}.`,
  });
}

/** How far apart two names are in time; one that is no time is far from all. */
function distance(a: string, b: string): number {
  const time = (name: string) =>
    Date.parse(`${name.slice(0, 10)}T${name.slice(11, 19).replaceAll("-", ":")}Z`);
  return Math.abs(time(a) - time(b)) || 0;
}
