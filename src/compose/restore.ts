import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Session, World } from "../compose.ts";
import { type PlannedRestore, planRestore } from "../restore/restore.ts";
import type { RestoreSource } from "../restore/source.ts";
import type { Open } from "../snapshot/verify.ts";
import { normaliseDetails } from "../spotify/index.ts";
import { nodeFileSystem } from "../store/fs.ts";
import { createJournalFile } from "../store/journal-file.ts";
import type { SnapshotRef, SnapshotStore } from "../store/store.ts";

/** What a restore can be asked for. */
export interface RestoreRequest {
  readonly sources: readonly RestoreSource[];
  /** Opens sealed files. */
  readonly open: Open | null;
  /** Kinds and ids of files; empty: everything. */
  readonly only?: readonly string[];
  /** Confirms that the target may be the account of the snapshot. Default: false. */
  readonly sameAccount?: boolean;
  /** The directory in which the restore keeps how far it is; `null`: it is kept nowhere. */
  readonly journal: string | null;
  readonly onProgress?: (progress: { readonly added: number; readonly requests: number }) => void;
}

/**
 * Plans a restore into the account of `session`; see `planRestore`. Nothing is written to it. What is
 * given back holds the journal until it is disposed of.
 */
export async function restore(
  session: Session,
  world: World,
  { sources, open, only = [], sameAccount = false, journal, onProgress }: RestoreRequest,
): Promise<PlannedRestore & AsyncDisposable> {
  const file = journal === null ? null : createJournalFile(journal, nodeFileSystem);
  const planned = await planRestore(
    {
      sources,
      open,
      only,
      sameAccount,
      provider: session.provider,
      writer: session.writer,
      normalise: normaliseDetails,
      journal: file,
      ...(onProgress === undefined ? {} : { onProgress }),
    },
    { clock: world.clock, log: world.log },
  );
  return { ...planned, [Symbol.asyncDispose]: async () => file?.close() };
}

/** A snapshot of a store as a source to restore from. */
export function snapshotSource(store: SnapshotStore, ref: SnapshotRef): RestoreSource {
  return {
    label: `${store.location}/${ref.user}/${ref.name}`,
    snapshot: {
      files: () => store.files(ref),
      read: (name) => store.read(ref, name),
    },
  };
}

/**
 * Where the journal of a restore from these sources into this login's account is kept (XDG Base
 * Directory Specification, state).
 */
export function journalPath(
  env: Readonly<Record<string, string | undefined>>,
  sources: readonly RestoreSource[],
  session: Session,
): string {
  const state = env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local/state");
  const hash = createHash("sha256").update(session.login.reveal());
  for (const { label } of sources) hash.update(`\0${label}`);
  return join(state, "tracksafe", `restore-${hash.digest("hex").slice(0, 16)}`);
}
