import { IntegrityError, NotFoundError, UsageError } from "../errors.ts";
import type { SnapshotRef, SnapshotStore } from "../model/snapshot-store.ts";
import type { Evidence } from "../snapshot/doubt.ts";
import { type AccountHistory, isBelieved, readHistory, type Selection } from "./list.ts";
import type { OwnerKeys } from "./owner-keys.ts";

const SUGGESTIONS = 3;

/** The chosen snapshot, and the evidence to judge it by. */
export interface ChosenSnapshot extends SnapshotRef {
  readonly evidence: Evidence;
  /**
   * The key id that is believed only because no other is named; `null`: the key id is on record.
   */
  readonly unrecordedKeyId: string | null;
  /** The number of newer snapshots that are not believed, if the latest was chosen; else 0. */
  readonly passedOver: number;
}

/**
 * Chooses one snapshot: the named one, or the `latest` of the only account.
 *
 * Throws `UsageError` `usage/user` when there are several accounts and none is named;
 * `NotFoundError` `snapshot/not-found`, naming those nearest in time, or `snapshot/none-good` when
 * none is complete; `IntegrityError` `snapshot/not-proved` when none is believed, and
 * `snapshot/several-keys` when it would have to be chosen among snapshots of several content keys.
 */
export async function chooseSnapshot(
  store: SnapshotStore,
  { user, name }: Selection,
  ownerKeys: OwnerKeys,
): Promise<ChosenSnapshot> {
  const history = await readHistory(store, await chooseUser(store, user), ownerKeys);
  const { evidence, assumedKeyId: unrecordedKeyId } = history;
  const found = name === undefined ? findLatest(history) : findNamed(history, name);
  const passedOver = name === undefined ? countForeignAfter(history, found) : 0;
  return { user: history.user, name: found, evidence, unrecordedKeyId, passedOver };
}

function countForeignAfter({ snapshots }: AccountHistory, name: string): number {
  const at = snapshots.findIndex((one) => one.name === name);
  return snapshots.slice(at + 1).filter(({ isForeign }) => isForeign).length;
}

/**
 * The account of a store that is meant: `user`, or the only one. Throws `UsageError` `usage/user`
 * when there are several and none is named, and `NotFoundError` `snapshot/not-found`.
 */
export async function chooseUser(store: SnapshotStore, user: string | undefined): Promise<string> {
  const users = await store.users();
  const [only, ...others] = user === undefined ? users : users.filter((one) => one === user);
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
    hint: "`tracksafe list` shows the reason for each. If your key id is not on record, give it with --key-id (in a workflow: the variable TRACKSAFE_KEY_ID).",
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
    `The snapshots have ${keyIds.size} different key ids, and none of them is on record as yours.`,
    {
      hint: `Give yours with --key-id (in a workflow: the variable TRACKSAFE_KEY_ID). The key ids are ${lines.join("; ")}.`,
    },
  );
}

/**
 * The name of the snapshot that a person calls `text`: its name, a beginning that no other has, or
 * `latest`.
 *
 * Throws `UsageError` `usage/snapshot` for a beginning that several have, and otherwise as
 * {@link chooseSnapshot} does.
 */
export function findSnapshot(history: AccountHistory, text: string): string {
  if (text === "latest") return findLatest(history);
  const names = history.snapshots.map(({ name }) => name);
  const [only, ...others] = names.filter((name) => name.startsWith(text));
  if (text === "" || only === undefined || names.includes(text)) return findNamed(history, text);
  if (others.length === 0) return only;
  throw new UsageError(
    "usage/snapshot",
    `The names of ${others.length + 1} snapshots begin with this text.`,
    {
      hint: `Give more of the name. The first of these snapshots is ${only}, the last is ${others.at(-1)}.`,
    },
  );
}

function findNamed({ snapshots }: AccountHistory, name: string): string {
  const names = snapshots.map((one) => one.name);
  if (names.includes(name)) return name;
  const nearest = names
    .toSorted((a, b) => distance(a, name) - distance(b, name))
    .slice(0, SUGGESTIONS)
    .sort();
  throw new NotFoundError("snapshot/not-found", "No snapshot has this name.", {
    hint:
      nearest.length === 0 ? "No snapshots exist." : `The nearest ones are ${nearest.join(", ")}.`,
  });
}

/** Completes the beginning of a snapshot's name. */
const BEGINNING = "2000-01-01T00-00-00";

/** The time between two snapshot names, in milliseconds; 0 when a name is no time. */
function distance(a: string, b: string): number {
  const time = (name: string) => {
    const whole = name + BEGINNING.slice(name.length);
    return Date.parse(`${whole.slice(0, 10)}T${whole.slice(11, 19).replaceAll("-", ":")}Z`);
  };
  return Math.abs(time(a) - time(b)) || 0;
}
