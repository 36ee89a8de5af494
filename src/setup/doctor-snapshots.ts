import { IntegrityError, NotFoundError } from "../errors.ts";
import { isShrunk } from "../snapshot/latest.ts";
import { decodeMetadata, isGood, METADATA_FILE, type Metadata } from "../snapshot/metadata.ts";
import type { SnapshotStore } from "../store/store.ts";
import {
  type Check,
  canSeeRepository,
  days,
  type Finding,
  ok,
  problem,
  unknown,
  warning,
} from "./doctor-check.ts";
import type { NewestSnapshots, Patient, PatientPlace } from "./doctor-patient.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** A daily schedule, with two days of grace: GitHub drops a run now and then. */
const STALE_AFTER_DAYS = 3;

/** How well the newest snapshot is. */
export const SNAPSHOT_CHECKS: readonly Check[] = [
  {
    name: "place",
    looksAt: "whether the snapshots can be read where they are",
    applies: ({ place }) => place !== null,
    examine: examinePlace,
    remedy: ({ place, hosting, again }) => (hosting === null && place?.backUp()) || again,
  },
  placed("age", `whether the newest snapshot is younger than ${STALE_AFTER_DAYS} days`, examineAge),
  placed(
    "health",
    "the metadata of the newest run, and whether its files are there",
    examineHealth,
  ),
];

const UNREAD = "Not checked: the place of the snapshots cannot be read.";

async function examinePlace(patient: Patient): Promise<Finding> {
  const { place } = patient;
  if (place === null || !(await canSeeRepository(patient))) return unknown(UNREAD);
  const store = await place.store();
  const { length } = await store.users();
  if (length === 0) return ok(`${store.location} holds no backups yet.`);
  const whose = length === 1 ? "one account" : `${length} accounts`;
  return ok(`${store.location} holds the backups of ${whose}.`);
}

function placed(
  name: string,
  looksAt: string,
  examine: (place: PatientPlace, patient: Patient) => Promise<Finding>,
): Check {
  return {
    name,
    looksAt,
    applies: ({ place }) => place !== null,
    async examine(patient) {
      const { place } = patient;
      const store = await place?.store().catch(() => null);
      if (place === null || !store) return unknown(UNREAD);
      return examine(place, patient);
    },
    remedy: ({ place, again }) => place?.verify() ?? again,
  };
}

async function examineAge({ newest, backUp }: PatientPlace, { now }: Patient): Promise<Finding> {
  const found = await newest();
  const keptAt = found?.keptAt ?? null;
  if (keptAt === null) {
    return problem(
      new NotFoundError("snapshot/not-found", "There is no snapshot yet.", {
        hint: "Nothing is safe until there is one: make it now.",
      }),
      await backUp(),
    );
  }
  const age = Math.floor((now.getTime() - keptAt.getTime()) / DAY_MS);
  const text = `The newest snapshot of ${found?.last.user} is ${age === 0 ? "of the last 24 hours" : `${days(age)} old`}`;
  if (now.getTime() - keptAt.getTime() <= STALE_AFTER_DAYS * DAY_MS) return ok(`${text}.`);
  return problem(
    new NotFoundError("snapshot/stale", `${text}, and was to be at most ${STALE_AFTER_DAYS}.`, {
      hint: "That is for a daily schedule: it has stopped, or its runs fail. Back up once by hand, and see to the schedule.",
    }),
    await backUp(),
  );
}

async function examineHealth({ newest, store, backUp, verify }: PatientPlace): Promise<Finding> {
  const found = await newest();
  if (found === null) return unknown("Not checked: there is no snapshot yet.");
  const { last } = found;
  const { status, error, warnings, files } = last.metadata;
  const there = new Set(await (await store()).files(last));
  const missing = files.flatMap(({ parts }) => parts).filter(({ name }) => !there.has(name));
  if (missing.length > 0) {
    const count = missing.length === 1 ? "1 file is" : `${missing.length} files are`;
    return problem(
      new IntegrityError("snapshot/missing", `${last.name}: ${count} missing.`, {
        hint: "Somebody or something removed them after the backup. Back up again, and see what is left with verify.",
      }),
      await verify(),
    );
  }
  const code = error === undefined ? "" : ` (${error})`;
  if (status === "failed") return warning(`The last run failed${code}.`, await backUp());
  if (isShrunk({ warnings })) {
    return warning(
      "Something in the library had lost much when the newest snapshot was made. If that was you, all is well; if not, look at the account. All of it is still in the snapshot before.",
      await verify(),
    );
  }
  if (status === "partial") {
    const unread = files.filter((file) => !isGood(file)).length;
    return warning(
      `The newest snapshot is partial${code}: ${unread} of ${files.length} files could not be read anew.`,
      await backUp(),
    );
  }
  return ok(
    `The newest snapshot is complete, and its ${files.length} files are there. \`${await verify()}\` checks every byte.`,
  );
}

/**
 * The newest runs in `store` of one of `users`: the one whose newest snapshot is the oldest, for each
 * has a schedule that can stop. `null`: there are none. Throws what the store throws, and what
 * `decodeMetadata` does.
 */
export async function findNewest(
  store: SnapshotStore,
  users: readonly string[],
): Promise<NewestSnapshots | null> {
  const found: NewestSnapshots[] = [];
  for (const user of users) {
    const newest = await findNewestOf(store, user);
    if (newest !== null) found.push(newest);
  }
  const [oldest = null] = found.sort(
    (a, b) => (a.keptAt?.getTime() ?? 0) - (b.keptAt?.getTime() ?? 0),
  );
  return oldest;
}

async function findNewestOf(store: SnapshotStore, user: string): Promise<NewestSnapshots | null> {
  let last: NewestSnapshots["last"] | null = null;
  for (const ref of (await store.list(user)).toReversed()) {
    const metadata: Metadata = decodeMetadata(await store.read(ref, METADATA_FILE));
    last ??= { ...ref, metadata };
    if (metadata.status !== "failed") return { last, keptAt: new Date(metadata.finishedAt) };
  }
  return last && { last, keptAt: null };
}
