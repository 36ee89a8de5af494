import { join } from "node:path";
import { readNamedFile } from "../disk/errors.ts";
import { lock } from "../disk/lock.ts";
import type { KeptDirectory } from "../model/directory-cache.ts";
import type { Open } from "../model/sealer.ts";
import type { SearchNeed } from "../resolve/resolve.ts";
import { type BeginOptions, type BegunRestore, beginRestore } from "../restore/begin.ts";
import type { StoredSource } from "../restore/choose.ts";
import type { RestoreSource } from "../restore/load-library.ts";
import type { RestoreProgress } from "../restore/restore.ts";
import { normaliseDetails } from "../spotify/index.ts";
import { openJournalStore } from "./journal.ts";
import { createOwnerKeys, type OwnerKeyInputs } from "./owner-keys.ts";
import type { Session } from "./session.ts";
import { openDecisions, readPause } from "./state.ts";
import type { World } from "./world.ts";

export type { BegunRestore } from "../restore/begin.ts";
export type { StoredSource } from "../restore/choose.ts";
export type { RestoreSource } from "../restore/load-library.ts";
export type { RestoreProgress, RestoreResult } from "../restore/restore.ts";
export { parseOnly, refuseNames } from "../restore/selection.ts";

/** The request for a restore. */
export interface RestoreRequest {
  readonly sources: readonly (RestoreSource | StoredSource)[];
  /** Opens sealed files. */
  readonly open: Open | null;
  /** Kinds, ids of files and names of playlists; empty: everything. */
  readonly only?: readonly string[];
  /** Tells the owner's snapshots from others, besides `open`. */
  readonly keyInputs?: Pick<OwnerKeyInputs, "keyIds" | "recorded">;
  /** Confirms that the target may be the account of the snapshot. Default: false. */
  readonly sameAccount?: boolean;
  /** Confirms that files which nothing proves are restored as well. Default: false. */
  readonly unproved?: boolean;
  /** The directory for journals; `null`: the restore keeps no journal. */
  readonly journal: KeptDirectory | null;
  /** Leaves nothing behind but decisions, and what was found out about recordings. Default: false. */
  readonly dryRun?: boolean;
  /** The text of a review that the person gives back. Default: none. */
  readonly review?: string | null;
  readonly onProgress?: (progress: RestoreProgress) => void;
  /** Told how many recordings have to be looked for, and how many were. */
  readonly onSearch?: (need: SearchNeed, looked: number) => void;
}

/**
 * Plans a restore into the account of `session`. Nothing is written to the account before `apply`.
 * An unfinished restore from the same sources goes on with the snapshot that it had chosen.
 *
 * Throws as `beginRestore` does.
 *
 * @example
 * ```ts
 * const source = { store: openStore("./backups", world), selection: {} };
 * await using planned = await restore(session, world, {
 *   sources: [source],
 *   open: null,
 *   journal: { root: "./journals" },
 * });
 * if (!planned.isEmpty) console.log((await planned.apply()).status);
 * ```
 */
export async function restore(
  session: Session,
  world: World,
  request: RestoreRequest,
): Promise<BegunRestore> {
  const { provider, writer, catalogue, keySource, states } = session;
  const { sources, open, journal, keyInputs, review = null, onProgress, onSearch } = request;
  const { only = [], sameAccount = false, unproved = false, dryRun = false } = request;
  const holdAccount = (subject: string) =>
    lock({ directory: journal?.root ?? "", subject, what: "A restore into this account" });
  const decided = openDecisions(journal, keySource, world);
  // A session that closes flushes the cache with its states, so that one commit has everything.
  const journalOptions = { keySource, dryRun, isFlushedLater: states !== null };
  const options: BeginOptions = {
    sources,
    open,
    only,
    sameAccount,
    unproved,
    provider,
    writer,
    catalogue,
    decisions: decided.state,
    review,
    normalise: normaliseDetails,
    ownerKeys: createOwnerKeys({ ...keyInputs, open, keySource }, world),
    pausedUntil: await readPause(states, world),
    lock: journal === null || dryRun ? null : holdAccount,
    openJournal: async (about) =>
      journal && (await openJournalStore(journal, about, journalOptions, world)),
    states,
    ...(onProgress && { onProgress }),
    ...(onSearch && { onSearch }),
  };
  try {
    return await beginRestore(options, { clock: world.clock, log: world.log });
  } finally {
    await decided.save();
    if (!journalOptions.isFlushedLater) await journal?.cache?.flush();
  }
}

/**
 * Files of one directory that a person named, as one source: files of another directory may have
 * the same names.
 */
export function namedFiles(directory: string, names: ReadonlySet<string>): RestoreSource {
  return {
    label: [...names].join(" "),
    files: [...names].map((name) => ({ name, read: () => readNamedFile(join(directory, name)) })),
  };
}
