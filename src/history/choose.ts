import { IntegrityError, NotFoundError, UsageError } from "../errors.ts";
import type { SnapshotRef, SnapshotStore } from "../model/snapshot-store.ts";
import type { Evidence } from "../snapshot/doubt.ts";
import { isShrunk } from "../snapshot/latest.ts";
import { IMPORTED_USER } from "../snapshot/names.ts";
import {
  isSameUser,
  namesLike,
  nearestHint,
  parseAddress,
  type SnapshotSelection,
} from "./address.ts";
import { type AccountHistory, isBelieved, type ListedSnapshot, readHistory } from "./list.ts";
import type { OwnerKeys } from "./owner-keys.ts";

/** The chosen snapshot, and the evidence to judge it by. */
export interface ChosenSnapshot extends SnapshotRef {
  readonly evidence: Evidence;
  /**
   * The key id that is believed only because no other is named; `null`: the key id is on record.
   */
  readonly unrecordedKeyId: string | null;
  /** The number of newer snapshots that are not believed, if the latest was chosen; else 0. */
  readonly passedOver: number;
  /** All snapshots that are newer, if the latest was chosen; oldest first. */
  readonly newer: readonly NewerSnapshot[];
}

/** A snapshot that is newer than the latest. */
export interface NewerSnapshot {
  readonly name: string;
  /**
   * The reason why it is not the latest: the doubt about it, the error code of its metadata,
   * `partial`, `failed`, `shrunk` or `fewer-kinds`.
   */
  readonly reason: string;
}

/**
 * Chooses one snapshot: the named one (see {@link findSnapshot}), or the `latest` of the only account.
 *
 * Throws `UsageError` `usage/snapshot` for the beginning of several names, and `usage/user` when
 * there are several accounts and none is named;
 * `NotFoundError` `snapshot/not-found`, naming those nearest in time, or `snapshot/none-good` when
 * none is complete; `IntegrityError` `snapshot/not-proved` when none is believed, and
 * `snapshot/several-keys` when it would have to be chosen among snapshots of several content keys.
 */
export async function chooseSnapshot(
  store: SnapshotStore,
  { user, name }: SnapshotSelection,
  ownerKeys: OwnerKeys,
): Promise<ChosenSnapshot> {
  const history = await readHistory(store, await chooseUser(store, user), ownerKeys);
  const { evidence, assumedKeyId: unrecordedKeyId } = history;
  const found = name === undefined ? findLatest(history) : findSnapshot(history, name);
  const at = history.snapshots.findIndex((one) => one.name === found);
  const later = name === undefined ? history.snapshots.slice(at + 1) : [];
  const passedOver = later.filter(({ isForeign }) => isForeign).length;
  const newer = later.map((one) => ({ name: one.name, reason: whyNotLatest(one) }));
  return { user: history.user, name: found, evidence, unrecordedKeyId, passedOver, newer };
}

function whyNotLatest({ doubt, metadata, code }: ListedSnapshot): string {
  if (doubt !== null) return doubt;
  if (metadata === null) return code ?? "snapshot/corrupt";
  if (metadata.status !== "complete") return metadata.status;
  return isShrunk(metadata) ? "shrunk" : "fewer-kinds";
}

/**
 * The account of a store that is meant: `user`, or the only one. Imported snapshots belong to
 * no account, and are chosen only if there are no others. Throws `UsageError` `usage/user`
 * when there are several and none is named, and `NotFoundError` `snapshot/not-found`.
 */
export async function chooseUser(store: SnapshotStore, user: string | undefined): Promise<string> {
  const users = await store.users();
  const accounts = users.filter((one) => one !== IMPORTED_USER);
  const meant = accounts.length === 0 ? users : accounts;
  const [only, ...others] =
    user === undefined ? meant : users.filter((one) => isSameUser(one, user));
  if (only === undefined && user !== undefined && users.length > 0) {
    throw new NotFoundError(
      "snapshot/not-found",
      `${store.location} has no snapshots of this user.`,
      {
        hint: `The users with snapshots are: ${users.join(", ")}.`,
      },
    );
  }
  if (only === undefined) {
    throw new NotFoundError("snapshot/not-found", `${store.location} holds no snapshots.`, {
      hint: "Name the directory or repository that `tracksafe backup` wrote to.",
    });
  }
  if (others.length > 0) {
    throw new UsageError("usage/user", `${store.location} holds the backups of several accounts.`, {
      hint: `Choose one of them: ${users.join(", ")}.`,
    });
  }
  return only;
}

function findLatest({ snapshots, evidence, keyIds }: AccountHistory): string {
  if (evidence.isAmbiguous) throw severalKeys(keyIds);
  const latest = snapshots.find((one) => one.latest);
  if (latest !== undefined) return latest.name;
  const hint = "Name the snapshot to use; `tracksafe list` shows all of them.";
  if (snapshots.every(({ doubt }) => doubt === null)) {
    throw new NotFoundError("snapshot/none-good", "No snapshot is complete.", { hint });
  }
  if (snapshots.some(isBelieved)) {
    throw new NotFoundError("snapshot/none-good", "No snapshot of yours is complete.", { hint });
  }
  throw new IntegrityError("snapshot/not-proved", "None of the snapshots is proved to be yours.", {
    hint: "`tracksafe list` shows the reason for each. If your key id is not recorded, give it with --key-id (in a workflow: the variable TRACKSAFE_KEY_ID).",
  });
}

/** The error for several content keys. Only the owner can say which of them is the right one. */
function severalKeys(keyIds: AccountHistory["keyIds"]): IntegrityError {
  const lines = [...keyIds].map(([keyId, names]) => {
    const [first = ""] = names;
    const last = names.at(-1) ?? first;
    return `${keyId} (${names.length}, from ${first} to ${last})`;
  });
  return new IntegrityError(
    "snapshot/several-keys",
    `The snapshots have ${keyIds.size} different key ids, and none of them is recorded as yours.`,
    {
      hint: `Give yours with --key-id (in a workflow: the variable TRACKSAFE_KEY_ID). The key ids are ${lines.join("; ")}.`,
    },
  );
}

/**
 * The name of the snapshot that a person calls `text`, in any of the forms of {@link parseAddress}.
 *
 * Throws `UsageError` `usage/snapshot` for a beginning that several have, and otherwise as
 * {@link chooseSnapshot} does.
 */
export function findSnapshot(history: AccountHistory, text: string): string {
  const names = history.snapshots.map((one) => one.name);
  const { user = history.user, name } = parseAddress(text);
  const isOwn = isSameUser(history.user, user);
  if (isOwn && name === undefined && text !== "") return findLatest(history);
  const [only, ...others] = isOwn ? namesLike(names, name ?? "") : [];
  if (only === undefined) {
    throw new NotFoundError("snapshot/not-found", "No snapshot has this name.", {
      hint: nearestHint(names, name ?? ""),
    });
  }
  if (others.length === 0) return only;
  throw new UsageError(
    "usage/snapshot",
    `The names of ${others.length + 1} snapshots begin with this text.`,
    {
      hint: `Give more of the name. The first of these snapshots is ${only}, the last is ${others.at(-1)}.`,
    },
  );
}
