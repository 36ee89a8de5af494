import { IntegrityError, NotFoundError } from "../errors.ts";
import {
  type AccountHistory,
  isBelieved,
  type ListedSnapshot,
  readHistory,
} from "../history/list.ts";
import type { OwnerKeys } from "../history/owner-keys.ts";
import { readMetadata } from "../history/walk-snapshots.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import { isShrunk } from "../snapshot/latest.ts";
import { isGood } from "../snapshot/metadata.ts";
import {
  type Check,
  canSeeRepository,
  days,
  type Finding,
  ok,
  problem,
  snapshotCheck,
  UNREAD,
  unknown,
  warning,
} from "./check.ts";
import type { CheckSubject, NewestSnapshots, SubjectSnapshots } from "./check-subject.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** A daily schedule, with two days of grace: GitHub drops a run now and then. */
const STALE_AFTER_DAYS = 3;

/** Checks of the newest snapshot. */
export const SNAPSHOT_CHECKS: readonly Check[] = [
  {
    name: "place",
    looksAt: "whether the snapshots can be read",
    applies: ({ snapshots }) => snapshots !== null,
    examine: examineLocation,
    remedy: ({ snapshots, repository, again }) =>
      (repository === null && snapshots?.backUp()) || again,
  },
  snapshotCheck(
    "age",
    `whether the newest snapshot is younger than ${STALE_AFTER_DAYS} days`,
    examineAge,
  ),
  snapshotCheck(
    "health",
    "whether the newest run was complete and all its files exist",
    examineHealth,
  ),
  snapshotCheck("proof", "whether all snapshots are from your own backups", examineProof),
];

/** The largest number of snapshots that one finding names. */
const NAMED = 3;

async function examineProof({ newest, foreign: find, verify }: SubjectSnapshots): Promise<Finding> {
  const foreign = await find();
  if (foreign.length === 0) {
    if ((await newest()) === null) return unknown("Not checked: no snapshot exists yet.");
    return ok("All snapshots are from your own backups, as far as tracksafe can tell.");
  }
  const ahead = foreign.filter(({ doubt }) => doubt === "future");
  const names = foreign.slice(0, NAMED).map(({ name }) => name);
  const more = foreign.length > NAMED ? ", …" : "";
  const what = foreign.length === 1 ? "1 snapshot is" : `${foreign.length} snapshots are`;
  const dated = ahead.length === 0 ? "" : ` ${ahead.length} of them dated in the future.`;
  return problem(
    new IntegrityError(
      "snapshot/foreign",
      `${what} not proved to be yours: ${names.join(", ")}${more}.${dated}`,
      {
        hint: "No backup builds on them, and no restore uses them unless you name them. If you know where they come from, remove them. If not, find out who can write to the repository or directory.",
      },
    ),
    await verify(),
  );
}

async function examineLocation(subject: CheckSubject): Promise<Finding> {
  const { snapshots } = subject;
  if (snapshots === null || !(await canSeeRepository(subject))) return unknown(UNREAD);
  const store = await snapshots.store();
  const { length } = await store.users();
  const place = await snapshots.place();
  if (length === 0) return ok(`${place} holds no backups yet.`);
  const whose = length === 1 ? "one account" : `${length} accounts`;
  return ok(`${place} holds the backups of ${whose}.`);
}

async function examineAge(
  { newest, foreign, backUp }: SubjectSnapshots,
  { now }: CheckSubject,
): Promise<Finding> {
  const found = await newest();
  const keptAt = found?.keptAt ?? null;
  if (found === null && (await foreign().catch(() => [])).length > 0) {
    return problem(
      new NotFoundError("snapshot/none-good", "None of the snapshots is proved to be yours.", {
        hint: "If they are yours, set TRACKSAFE_KEY_ID to their key id, which `tracksafe list` shows. If not, make a backup now.",
      }),
      await backUp(),
    );
  }
  if (keptAt === null) {
    return problem(
      new NotFoundError("snapshot/not-found", "No snapshot exists yet.", {
        hint: "Make the first backup now.",
      }),
      await backUp(),
    );
  }
  const age = Math.floor((now.getTime() - keptAt.getTime()) / DAY_MS);
  const text = `The newest snapshot of ${found?.last.user} is ${age === 0 ? "of the last 24 hours" : `${days(age)} old`}`;
  if (now.getTime() - keptAt.getTime() <= STALE_AFTER_DAYS * DAY_MS) return ok(`${text}.`);
  return problem(
    new NotFoundError("snapshot/stale", `${text}, which is more than ${STALE_AFTER_DAYS} days.`, {
      hint: "If backups should run every day, the schedule has stopped or its runs fail. Run one backup by hand, and check the schedule.",
    }),
    await backUp(),
  );
}

async function examineHealth({
  newest,
  store,
  backUp,
  verify,
}: SubjectSnapshots): Promise<Finding> {
  const found = await newest();
  if (found === null) return unknown("Not checked: no snapshot exists yet.");
  const { last } = found;
  const { status, error, warnings, files } = last.metadata;
  const there = new Set(await (await store()).files(last));
  const missing = files.flatMap(({ parts }) => parts).filter(({ name }) => !there.has(name));
  if (missing.length > 0) {
    const count = missing.length === 1 ? "1 file is" : `${missing.length} files are`;
    return problem(
      new IntegrityError("snapshot/missing", `${last.name}: ${count} missing.`, {
        hint: "Somebody or something removed them after the backup. Back up again, and check the other files with verify.",
      }),
      await verify(),
    );
  }
  const code = error === undefined ? "" : ` (${error})`;
  if (status === "failed") return warning(`The last run failed${code}.`, await backUp());
  if (isShrunk({ warnings })) {
    return warning(
      "A list of the library had lost many entries when the newest snapshot was made. If you removed them yourself, you need not do anything. If not, check the account. The previous snapshot still has all entries.",
      await verify(),
    );
  }
  if (status === "partial") {
    const unread = files.filter((file) => !isGood(file)).length;
    return warning(
      `The newest snapshot is partial${code}: ${unread} of ${files.length} files could not be read again.`,
      await backUp(),
    );
  }
  return ok(
    `The newest snapshot is complete, and all its ${files.length} files exist. \`${await verify()}\` checks every byte.`,
  );
}

/** The state of the snapshots in a store. */
interface Examined {
  /** All snapshots of the account of `newest`, oldest first. */
  readonly all: readonly ListedSnapshot[];
  /** Of the one whose newest snapshot is the oldest, for each has a schedule that can stop. */
  readonly newest: NewestSnapshots | null;
  readonly foreign: readonly ListedSnapshot[];
}

/**
 * Reads the snapshots in `store` of `users`, as far as `ownerKeys` believes them. Throws what the
 * store throws, and `IntegrityError` `snapshot/corrupt` when the newest metadata is damaged.
 */
export async function examineSnapshots(
  store: SnapshotStore,
  users: readonly string[],
  ownerKeys: OwnerKeys,
): Promise<Examined> {
  const found: (NewestSnapshots & Pick<Examined, "all">)[] = [];
  const foreign: ListedSnapshot[] = [];
  for (const user of users) {
    const history = await readHistory(store, user, ownerKeys);
    const newest = await newestOf(store, history);
    if (newest !== null) found.push({ ...newest, all: history.snapshots });
    foreign.push(...history.snapshots.filter(({ isForeign }) => isForeign));
  }
  const [newest = null] = found.sort(
    (a, b) => (a.keptAt?.getTime() ?? 0) - (b.keptAt?.getTime() ?? 0),
  );
  return { newest, all: newest?.all ?? [], foreign };
}

async function newestOf(
  store: SnapshotStore,
  { snapshots }: AccountHistory,
): Promise<NewestSnapshots | null> {
  const newest = snapshots.at(-1);
  if (newest !== undefined && newest.metadata === null) throw damaged(newest);
  const believed = snapshots.filter(isBelieved);
  const last = believed.at(-1);
  if (last === undefined) return null;
  const { metadata, problem } = await readMetadata(store, last);
  if (metadata === null) throw damaged({ name: last.name, problem });
  const newestBelieved = believed.findLast((snapshot) => snapshot.metadata.status !== "failed");
  return {
    last: { user: last.user, name: last.name, metadata },
    keptAt: newestBelieved === undefined ? null : new Date(newestBelieved.metadata.finishedAt),
  };
}

function damaged({ name, problem }: Pick<ListedSnapshot, "name" | "problem">): IntegrityError {
  return new IntegrityError("snapshot/corrupt", `${name}: ${problem}`);
}
