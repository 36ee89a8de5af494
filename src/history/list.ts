import { isDamage, NotFoundError } from "../errors.ts";
import { chooseLatest } from "../snapshot/latest.ts";
import { decodeMetadata, METADATA_FILE, type Metadata } from "../snapshot/metadata.ts";
import type { SnapshotRef, SnapshotStore } from "../store/store.ts";

/** A snapshot in a listing. `metadata` is `null` when it is damaged; `problem` then says how. */
export interface ListedSnapshot extends SnapshotRef {
  readonly metadata: Metadata | null;
  readonly problem: string | null;
  /** The code of the same. */
  readonly code: string | null;
  /** Whether `latest` means this one. */
  readonly latest: boolean;
}

/** Which snapshots of a store are meant; everything when empty. */
export interface Selection {
  readonly user?: string;
  readonly name?: string;
}

/**
 * The snapshots of a store with their metadata, user by user, oldest first.
 *
 * Throws `NotFoundError` `snapshot/not-found` when a selection fits nothing, and what the store
 * throws.
 */
export async function listSnapshots(
  store: SnapshotStore,
  selection: Selection = {},
): Promise<readonly ListedSnapshot[]> {
  const listed: ListedSnapshot[] = [];
  for (const user of (await store.users()).filter((name) => fits(name, selection.user))) {
    const snapshots: Omit<ListedSnapshot, "latest">[] = [];
    // All of them, since only among all of them one is the latest.
    for (const ref of await store.list(user)) {
      snapshots.push({ ...ref, ...(await describe(store, ref)) });
    }
    const readable = snapshots.flatMap(({ name, metadata }) =>
      metadata === null ? [] : [{ name, metadata }],
    );
    const latest = chooseLatest(readable)?.name;
    const wanted = snapshots.filter(({ name }) => fits(name, selection.name));
    listed.push(...wanted.map((each) => ({ ...each, latest: each.name === latest })));
  }
  if (listed.length === 0 && (selection.user ?? selection.name) !== undefined) {
    throw new NotFoundError("snapshot/not-found", `${store.location} has no such snapshot.`, {
      hint: "`tracksafe list` shows those that there are.",
    });
  }
  return listed;
}

function fits(name: string, wanted: string | undefined): boolean {
  return wanted === undefined || name === wanted;
}

async function describe(
  store: SnapshotStore,
  ref: SnapshotRef,
): Promise<Pick<ListedSnapshot, "metadata" | "problem" | "code">> {
  try {
    const metadata = decodeMetadata(await store.read(ref, METADATA_FILE));
    return { metadata, problem: null, code: null };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { metadata: null, problem: error.message, code: error.code };
  }
}
