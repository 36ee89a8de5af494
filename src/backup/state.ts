import type { ListedPlaylist } from "../model/provider.ts";
import type { Kind } from "../model/records.ts";
import type { State } from "../model/state.ts";
import { createDigester, type Digester } from "../snapshot/digest.ts";
import type { IndexedFile } from "../snapshot/index-file.ts";
import type { FileRecord, Warning } from "../snapshot/metadata.ts";
import type { RunContext } from "./context.ts";
import type { Previous } from "./previous.ts";
import type { Remarks } from "./remarks.ts";
import type { BackupDeps, BackupOptions, Sealing } from "./run.ts";

/** What a run has found out so far. */
export interface Run {
  readonly options: BackupOptions;
  readonly deps: BackupDeps;
  readonly include: readonly Kind[];
  readonly startedAt: Date;
  readonly files: Map<string, FileRecord>;
  /** What a person should know of the files, by their id. */
  readonly remarks: Map<string, Remarks>;
  /** What only the sealed index may say about the files, by their id. */
  readonly described: Map<string, Pick<IndexedFile, "of" | "title">>;
  readonly warnings: Warning[];
  previous: Previous | null;
  /** The account's playlists, once they were listed. */
  listed: readonly ListedPlaylist[];
  /** `null` until the account is known and its snapshot started. */
  started: Started | null;
}

/** A run that knows its account. */
export interface Started {
  readonly keys: RunKeys;
  readonly context: RunContext;
  readonly state: State | null;
}

/** How a run seals, if it does, and what it fingerprints with. */
export interface RunKeys {
  readonly sealing: Sealing | null;
  readonly digest: Digester;
}

/** The keys for a snapshot of `user`. */
export function chooseKeys({ options }: Run, user: string): RunKeys {
  const sealing = options.sealing?.(user) ?? null;
  const key = sealing === null ? null : Buffer.from(sealing.contentKey.reveal(), "hex");
  return { sealing, digest: createDigester(key) };
}
