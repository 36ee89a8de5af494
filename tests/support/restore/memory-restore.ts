import { NotFoundError } from "../../../src/errors.ts";
import { silentLog } from "../../../src/log.ts";
import type { Collection, Entry } from "../../../src/model/records.ts";
import type { SnapshotFiles } from "../../../src/model/snapshot-files.ts";
import { noState } from "../../../src/model/state.ts";
import type { JournalLines } from "../../../src/restore/journal.ts";
import type { RestoreSource } from "../../../src/restore/load-library.ts";
import {
  type PlannedRestore,
  planRestore,
  type RestoreOptions,
  type RestoreResult,
} from "../../../src/restore/restore.ts";
import { sha256 } from "../../../src/snapshot/digest.ts";
import { type Document, encodeDocument } from "../../../src/snapshot/document.ts";
import { encodeMetadata, type FileRecord } from "../../../src/snapshot/metadata.ts";
import { playlistFileId, snapshotName, userName } from "../../../src/snapshot/names.ts";
import { plainEvidence } from "../snapshot/owner-keys.ts";
import { readingBy } from "../snapshot/stored-snapshots.ts";
import {
  createInstantClock,
  entryOf,
  type MemoryMusic,
  type MemoryState,
  PROVIDER,
  recordOf,
} from "./memory-music.ts";

/** When the snapshots of these tests were taken. */
export const TAKEN_AT = "2026-11-20T12:00:00.000Z";
/** When they are restored. */
export const RESTORED_AT = "2026-11-22T12:00:00.000Z";

const COLLECTIONS: readonly Collection[] = [
  "likes",
  "albums",
  "artists",
  "shows",
  "episodes",
  "audiobooks",
];

/** The account whose library the snapshots are of. */
export const SOURCE_ID = "source";

/** Changes of a snapshot by a test. */
export interface SnapshotChange {
  /** Files of the snapshot replaced or, with `null`, taken away after it was made. */
  readonly files?: Readonly<Record<string, Uint8Array | null>>;
  /** Entries of files by id, in place of those of the state. */
  readonly entries?: Readonly<Record<string, readonly Entry[]>>;
}

/** A plain snapshot of the state. */
export function snapshotOf(state: MemoryState, change: SnapshotChange = {}): RestoreSource {
  const files = new Map<string, Uint8Array>();
  const records: FileRecord[] = [];
  const add = (id: string, kind: FileRecord["kind"], bytes: Uint8Array, more = {}) => {
    const name = kind === "covers" ? `${id}.jpg` : `${id}.json`;
    files.set(name, bytes);
    const parts = [{ name, bytes: bytes.length, sha256: sha256(bytes) }];
    records.push({ id, kind, state: "ok", parts, ...more });
  };
  const addDocument = (id: string, document: Document, more = {}) =>
    add(
      id,
      document.kind === "playlist" ? "playlists" : document.kind,
      Buffer.from(encodeDocument(document)),
      { ...(document.entries === null ? {} : { entries: document.entries.length }), ...more },
    );
  for (const kind of COLLECTIONS) {
    const entries = change.entries?.[kind] ?? state.saved[kind].map(entryOf);
    addDocument(kind, { kind, entries });
  }
  for (const [position, each] of state.playlists.entries()) {
    const id = playlistFileId("playlist", each.id);
    const playlist = recordOf(each, SOURCE_ID);
    const own = change.entries?.[id] ?? each.items.map(entryOf);
    const entries = playlist.relation === "owned" ? own : null;
    addDocument(id, { kind: "playlist", playlist, entries }, { position });
    if (each.cover !== null) add(playlistFileId("cover", each.id), "covers", each.cover);
  }
  const metadata = encodeMetadata(
    {
      createdAt: TAKEN_AT,
      finishedAt: TAKEN_AT,
      tool: { name: "tracksafe", version: "0.0.0" },
      provider: PROVIDER,
      user: userName(PROVIDER, SOURCE_ID),
      status: "complete",
      include: [...COLLECTIONS, "playlists"],
      covers: true,
      encryption: null,
      files: records,
      login: null,
      warnings: [],
    },
    null,
  );
  files.set("metadata.json", metadata);
  for (const [name, bytes] of Object.entries(change.files ?? {})) {
    if (bytes === null) files.delete(name);
    else files.set(name, bytes);
  }
  return {
    label: "snapshot",
    snapshot: {
      user: userName(PROVIDER, SOURCE_ID),
      name: snapshotName(new Date(TAKEN_AT)),
      evidence: plainEvidence({ now: () => new Date(RESTORED_AT) }),
      files: inMemory(files),
    },
  };
}

/** The files as a snapshot. */
export function inMemory(files: ReadonlyMap<string, Uint8Array>): SnapshotFiles {
  return readingBy(
    async () => [...files.keys()].sort(),
    async (name) => {
      const bytes = files.get(name);
      if (bytes === undefined) throw new NotFoundError("store/not-found", `${name} is not there`);
      return bytes;
    },
  );
}

/** A journal in memory. */
export function createMemoryJournal(): JournalLines & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    read: async () => lines,
    append: async (line) => void lines.push(line),
  };
}

export const createClock = () => createInstantClock(RESTORED_AT);

type Clock = ReturnType<typeof createClock>;

/** Plans a restore of `source` into `target`. */
export function plan(
  source: RestoreSource | readonly RestoreSource[],
  target: MemoryMusic,
  clock: Clock,
  options: Partial<RestoreOptions> = {},
): Promise<PlannedRestore> {
  return planRestore(
    {
      sources: Array.isArray(source) ? source : [source as RestoreSource],
      open: null,
      only: [],
      provider: target.provider,
      writer: target.writer,
      catalogue: target.catalogue,
      memory: noState,
      decisions: noState,
      review: null,
      normalise: (details) => ({ ...details, name: details.name.trim().slice(0, 100) }),
      sameAccount: false,
      unproved: false,
      journal: null,
      ...options,
    },
    { clock, log: silentLog },
  );
}

/** Plans a restore and carries it out. */
export async function restoreInMemory(...request: Parameters<typeof plan>): Promise<RestoreResult> {
  return (await plan(...request)).apply();
}

/** The content of an account, to compare two accounts. */
export function memoryContent(state: MemoryState) {
  return {
    saved: Object.fromEntries(
      COLLECTIONS.map((kind) => [kind, state.saved[kind].map(({ reference }) => reference)]),
    ),
    playlists: state.playlists.map(({ name, description, collaborative, items, cover }) => ({
      ...{ name, description, collaborative },
      items: items.map(({ reference }) => reference),
      cover: cover === null ? null : Buffer.from(cover).toString("hex"),
    })),
  };
}
