import type { ListedSnapshot } from "../../src/history/list.ts";
import { readMetadata } from "../../src/history/walk-snapshots.ts";
import type { SnapshotRef, SnapshotStore } from "../../src/model/snapshot-store.ts";
import { type Changes, changesOf } from "../../src/report/changes.ts";
import { type FileRecord, METADATA_FILE } from "../../src/snapshot/metadata.ts";
import { summarize } from "../../src/snapshot/summary.ts";
import { type GivenKey, openKey } from "../worker/key.ts";
import { type OfferedPlace, openOfferedPlace } from "../worker/places.ts";
import type { Call } from "../worker/serve.ts";
import type { OpenHistory, WorkerSession } from "../worker/session.ts";
import { warmUp } from "./warm-up.ts";

/** The history of one account, from metadata alone. */
export interface Timeline {
  /** The folder that holds the accounts' folders, as far as it is known, or the archive. */
  readonly place: string;
  readonly users: readonly string[];
  readonly user: string;
  /** Oldest first. */
  readonly snapshots: readonly ListedSnapshot[];
  /** The number of snapshots that a run is writing, or left when it was interrupted. */
  readonly unfinished: number;
  /** Whether a key is in use. */
  readonly isUnlocked: boolean;
}

/** The newest snapshots of the first account, before all of them are read. Nothing is judged yet. */
export interface FirstLook {
  /** As in {@link Timeline}. */
  readonly place: string;
  /** All snapshots of the account, oldest first. */
  readonly snapshots: readonly SnapshotRef[];
  /** Newest first. */
  readonly newest: readonly ListedSnapshot[];
}

/** More snapshots than this do not fit on a screen. */
const FIRST_LOOK = 12;

/** The part of {@link FirstLook} about a snapshot that was not compared with the others. */
const NOT_JUDGED = { doubt: null, proved: false, latest: false, isForeign: false };

/** Since the snapshot before, by the name of the snapshot. `null`: there is none before. */
export type ChangesByName = ReadonlyMap<string, Changes | null>;

/** Answers questions about the history as a whole. */
export function timelineService(session: WorkerSession) {
  let lookedAt: SnapshotStore | null = null;
  const show = async ({ store, users, history, deps }: OpenHistory): Promise<Timeline> => ({
    place: store.location,
    users,
    user: history.user,
    snapshots: history.snapshots,
    unfinished: (await store.unfinished(history.user)).length,
    isUnlocked: deps.open !== null,
  });
  return {
    /** Asked once the worker runs, while nobody waits for it. */
    prepare: async (_: null): Promise<void> => warmUp(),

    /** Looks at the newest snapshots of `place`. `null`: it has no snapshots. */
    async look(place: OfferedPlace): Promise<FirstLook | null> {
      lookedAt = await openOfferedPlace(place);
      return lookAt(lookedAt);
    },
    /** Reads all of the place that was looked at. */
    openPlace: async (_: null): Promise<Timeline> => show(await session.open(lookedAt)),
    chooseUser: async (user: string): Promise<Timeline> => show(await session.choose(user)),
    unlock: async (key: GivenKey): Promise<Timeline> =>
      show(await session.unlock(await openKey(key))),

    /** Compares the metadata of each snapshot with the one before that is believed. */
    async changes(_: null, { signal }: Call): Promise<ChangesByName> {
      const { store, history } = session.current();
      const changes = new Map<string, Changes | null>();
      let before: readonly FileRecord[] | null = null;
      for (const { user, name, metadata, doubt } of history.snapshots) {
        signal.throwIfAborted();
        if (metadata === null || metadata.status === "failed" || doubt !== null) continue;
        const { metadata: whole } = await readMetadata(store, { user, name });
        if (whole === null) continue;
        changes.set(name, before === null ? null : changesOf(whole.files, before));
        before = whole.files;
      }
      return changes;
    },
  };
}

async function lookAt(store: SnapshotStore): Promise<FirstLook | null> {
  const [user] = await store.users();
  if (user === undefined) return null;
  const refs = await store.list(user);
  const newest: ListedSnapshot[] = [];
  const shown = refs.slice(-FIRST_LOOK).reverse();
  await store.prefetch(shown, METADATA_FILE);
  for (const ref of shown) {
    const { metadata, problem, code } = await readMetadata(store, ref);
    const summary = metadata && summarize(metadata);
    newest.push({ ...ref, metadata: summary, problem, code, ...NOT_JUDGED });
  }
  return { place: store.location, snapshots: refs, newest };
}
