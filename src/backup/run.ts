import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { ListedPlaylist, MusicProvider } from "../model/provider.ts";
import type { Kind } from "../model/records.ts";
import type { SnapshotWriter } from "../model/snapshot-store.ts";
import type { State } from "../model/state.ts";
import type { Digester } from "../snapshot/digest.ts";
import type { Evidence } from "../snapshot/doubt.ts";
import type { IndexedFile } from "../snapshot/index-file.ts";
import type { FileRecord, Warning } from "../snapshot/metadata.ts";
import { opaqueFileId, playlistFileId } from "../snapshot/names.ts";
import type { BackupOptions, Sealing } from "./contract.ts";
import type { FileWriter } from "./file-writer.ts";
import type { Previous } from "./previous.ts";
import { endsOneReading, isPause, readingErrorCode } from "./reading.ts";

/** Identifies a file that could not be read. */
export type UnreadableFile = Pick<FileRecord, "id" | "kind"> & { readonly position?: number };

/** The rows of a list that was not read to its end, or that may have changed meanwhile. */
export interface PartialList {
  readonly file: FileRecord;
  /** The error for which there are no more rows. */
  readonly error: unknown;
  /**
   * Whether the rows replace those of an earlier incomplete reading even if they are fewer: the
   * earlier ones are known not to belong to the list as it is now.
   */
  readonly replacesEarlier: boolean;
}

/** The parts that a {@link BackupRun} is created from; see its fields. */
export interface RunParts {
  readonly options: BackupOptions;
  readonly include: readonly Kind[];
  readonly startedAt: Date;
  readonly clock: Clock;
  readonly log: Log;
  readonly sealing: Sealing | null;
  readonly digest: Digester;
  readonly evidence: Evidence;
  readonly previous: Previous;
  readonly writer: SnapshotWriter;
  readonly files: FileWriter;
  readonly state: State | null;
  readonly restoredAt: string | null;
  readonly warnings: readonly Warning[];
}

/**
 * One run of a backup, from the moment that its account is known: what it works with, and what it
 * has recorded so far. Each file of the snapshot is recorded here once it is read, taken over, or
 * given up.
 */
export class BackupRun {
  readonly options: BackupOptions;
  readonly include: readonly Kind[];
  readonly startedAt: Date;
  readonly clock: Clock;
  readonly log: Log;
  /** `null`: the snapshot is in the clear. */
  readonly sealing: Sealing | null;
  /** Makes fingerprints and opaque ids; keyed with the content key in a sealed run. */
  readonly digest: Digester;
  /** Tells earlier snapshots that are believed from others. */
  readonly evidence: Evidence;
  readonly previous: Previous;
  readonly writer: SnapshotWriter;
  /** Stores the files of the snapshot. */
  readonly files: FileWriter;
  /** Kept between runs; `null`: nothing is. */
  readonly state: State | null;
  /** When a restore last wrote to the account; ISO time. `null`: no restore is known. */
  readonly restoredAt: string | null;
  /** The account's playlists; empty until they were listed. */
  listedPlaylists: readonly ListedPlaylist[] = [];
  readonly #files = new Map<string, FileRecord>();
  readonly #warnings: Warning[];
  readonly #fileWarnings = new Map<string, readonly Warning[]>();
  readonly #indexed = new Map<string, Pick<IndexedFile, "of" | "title">>();
  readonly #read = { collections: 0, playlists: 0, entries: 0 };
  #listed: number | null = null;

  constructor(parts: RunParts) {
    this.options = parts.options;
    this.include = parts.include;
    this.startedAt = parts.startedAt;
    this.clock = parts.clock;
    this.log = parts.log;
    this.sealing = parts.sealing;
    this.digest = parts.digest;
    this.evidence = parts.evidence;
    this.previous = parts.previous;
    this.writer = parts.writer;
    this.files = parts.files;
    this.state = parts.state;
    this.restoredAt = parts.restoredAt;
    this.#warnings = [...parts.warnings];
  }

  get provider(): MusicProvider {
    return this.options.provider;
  }

  /** The id of a playlist's file or cover. It does not show the provider's id in a sealed run. */
  fileId(kind: "playlist" | "cover", id: string): string {
    return this.sealing === null ? playlistFileId(kind, id) : opaqueFileId(kind, id, this.digest);
  }

  /**
   * The file of the previous snapshot whose content this run may take over, or read on from;
   * `null`: there is none, or everything is to be read.
   */
  reusableFile(id: string): FileRecord | null {
    return this.options.full ? null : this.previous.fileWithContent(id);
  }

  /** Records a file with its warnings, in place of what was recorded for it before. */
  record(file: FileRecord, warnings: readonly Warning[] = []): void {
    this.#files.set(file.id, file);
    this.#fileWarnings.set(file.id, warnings);
  }

  isRecorded(id: string): boolean {
    return this.#files.has(id);
  }

  /** The files recorded so far. */
  recordedFiles(): readonly FileRecord[] {
    return [...this.#files.values()];
  }

  /** Adds a warning that is not about how a single file was read. */
  warn(warning: Warning): void {
    this.#warnings.push(warning);
  }

  /** All warnings so far. */
  allWarnings(): readonly Warning[] {
    return [...this.#warnings, ...[...this.#fileWarnings.values()].flat()];
  }

  /** Notes which playlist a file belongs to. Only the sealed index may tell. */
  describe(fileId: string, { id, playlist }: ListedPlaylist): void {
    this.#indexed.set(fileId, { of: id, title: playlist.name });
  }

  /** The playlist that a file belongs to, by the ids of the files. */
  get described(): ReadonlyMap<string, Pick<IndexedFile, "of" | "title">> {
    return this.#indexed;
  }

  /** Counts entries that were read, and reports the progress. */
  countEntries(entries: number): void {
    this.#read.entries += entries;
    this.#reportProgress();
  }

  /** Counts a collection that was read, and reports the progress. */
  countCollection(): void {
    this.#read.collections += 1;
    this.#reportProgress();
  }

  /** Notes how many of the listed playlists were read, and reports the progress. */
  countPlaylists(read: number, listed: number): void {
    this.#read.playlists = read;
    this.#listed = listed;
    this.#reportProgress();
  }

  #reportProgress(): void {
    const { collections, playlists, entries } = this.#read;
    const isKnown = this.#listed !== null || !this.include.includes("playlists");
    const all = this.include.filter((kind) => kind !== "playlists").length + (this.#listed ?? 0);
    this.options.onProgress?.({
      lists: collections + playlists,
      total: isKnown ? all : null,
      entries,
      requests: this.provider.requests(),
    });
  }

  /**
   * Records a file that could not be read because of `error`. If the previous snapshot has
   * content, that is taken over as `stale`, unless `error` means that this snapshot will not be
   * kept. Otherwise the file is `incomplete` when the run was paused, or else `failed`.
   */
  async recordUnread(file: UnreadableFile, error: unknown): Promise<void> {
    const code = readingErrorCode(error);
    this.log.info("backup.unread", { file: file.id, code });
    const content = this.previous.fileWithContent(file.id);
    const isKept = endsOneReading(error) || isPause(error);
    const parts = isKept && content !== null ? await this.previous.carry(content) : null;
    if (content !== null && parts !== null) {
      const { revision, ...rest } = content;
      // The state `withheld` gets lost here. Without a revision the next run asks again.
      const version = revision === undefined || content.state === "withheld" ? {} : { revision };
      const carried = {
        ...rest,
        ...version,
        ...file,
        parts,
        readAt: this.previous.readAt(content),
        state: content.state === "incomplete" ? "incomplete" : "stale",
        error: code,
      } as const;
      this.record(carried, this.previous.contentWarnings(file.id));
      return;
    }
    const state = isPause(error) ? "incomplete" : "failed";
    // The count is kept, so that a loss is noticed once the file can be read again.
    const entries = content?.entries === undefined ? {} : { entries: content.entries };
    this.record({ ...file, ...entries, state, parts: [], error: code });
  }

  /**
   * Records a list of which only a part was read. The content of the previous snapshot is kept if
   * it is good. Otherwise the part is recorded as `incomplete`, and the next run reads on from
   * there. If two incomplete readings are of the same version, the longer one is kept.
   */
  async recordPartial({ file, error, replacesEarlier }: PartialList): Promise<void> {
    const earlier = this.previous.fileWithContent(file.id);
    const isOtherVersion = replacesEarlier || earlier?.revision !== file.revision;
    const isLonger = isOtherVersion || (earlier?.entries ?? 0) <= (file.entries ?? 0);
    // If the earlier content cannot be taken over, the part that was read is still recorded.
    const isEarlierGone = earlier === null || !this.previous.canCarry;
    if (isEarlierGone || (earlier.state === "incomplete" && isLonger)) {
      this.record({ ...file, state: "incomplete", error: readingErrorCode(error) });
      return;
    }
    await this.files.discard(file.parts);
    const { id, kind, position } = file;
    await this.recordUnread({ id, kind, ...(position === undefined ? {} : { position }) }, error);
  }
}
