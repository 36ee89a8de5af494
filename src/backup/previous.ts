import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import { AppError, CancelledError, IntegrityError, isDamage } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Entry } from "../model/records.ts";
import type { SnapshotRef, SnapshotStore, SnapshotWriter } from "../model/snapshot-store.ts";
import type { State } from "../model/state.ts";
import { createReader, type DocumentHead, decodeEntries } from "../snapshot/document.ts";
import type { FileRecord, Metadata, PartRecord, Warning } from "../snapshot/metadata.ts";
import type { Sealing } from "./contract.ts";
import { isAboutContent } from "./warnings.ts";

/**
 * A part is sealed again at this age although its content is the same: a bad seal must not last.
 */
const RESEAL_AFTER_MS = 90 * 24 * 60 * 60 * 1000;

/** An earlier snapshot of the same account. */
export interface EarlierSnapshot {
  readonly ref: SnapshotRef;
  readonly metadata: Metadata;
}

/** Reads the entries of an earlier file, in order. Every call reads them again. */
export type ReadStoredEntries = () => AsyncIterable<readonly Entry[]>;

/** A document that was read whole. */
export interface PreviousList {
  readonly head: DocumentHead;
  /** `null`: the provider withheld them. */
  readonly entries: readonly Entry[] | null;
}

/** Entries of the previous snapshot cannot be used. They must be read from the provider again. */
export class UnusableEntriesError extends Error {
  override readonly name = "UnusableEntriesError";
}

/** The store, keys and state that {@link Previous} works with. */
export interface PreviousDeps {
  readonly store: SnapshotStore;
  /** Writes the new snapshot. */
  readonly writer: SnapshotWriter;
  /** Seals the new snapshot; `null`: it is in the clear. */
  readonly sealing: Sealing | null;
  /** Holds the text of sealed parts under their content ids; `null`: it is not kept. */
  readonly state: State | null;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The previous snapshot: a run compares the library with it and takes over from it what did not
 * change. Without a previous snapshot, every look-up finds nothing.
 */
export class Previous {
  /** `null`: there is none that this run may use. */
  readonly snapshot: EarlierSnapshot | null;
  /** Whether files can be taken over as they are stored: they open with the keys of this run. */
  readonly canCarry: boolean;
  readonly #deps: PreviousDeps;
  readonly #files: ReadonlyMap<string, FileRecord>;
  readonly #contentWarnings: ReadonlyMap<string, readonly Warning[]>;

  constructor(snapshot: EarlierSnapshot | null, deps: PreviousDeps) {
    const encryption = snapshot?.metadata.encryption ?? null;
    this.snapshot = snapshot;
    this.canCarry = (encryption?.keyId ?? null) === (deps.sealing?.keyId ?? null);
    this.#deps = deps;
    this.#files = new Map(snapshot?.metadata.files.map((file) => [file.id, file]));
    this.#contentWarnings = groupByFile(snapshot?.metadata.warnings.filter(isAboutContent) ?? []);
  }

  /** All files, whatever their state. */
  get files(): readonly FileRecord[] {
    return this.snapshot?.metadata.files ?? [];
  }

  /** The file with this id; `null`: there is none. */
  file(id: string): FileRecord | null {
    return this.#files.get(id) ?? null;
  }

  /** The file with this id, if it has content; `null`: it has none, or there is no such file. */
  fileWithContent(id: string): FileRecord | null {
    const file = this.file(id);
    return file !== null && file.parts.length > 0 ? file : null;
  }

  /** When all of the content of one of its files was last read from the provider; ISO time. */
  readAt(file: FileRecord): string {
    return file.readAt ?? this.snapshot?.metadata.createdAt ?? "";
  }

  /** The warnings about a file that stay true as long as its content is taken over. */
  contentWarnings(id: string): readonly Warning[] {
    return this.#contentWarnings.get(id) ?? [];
  }

  /** Reads the entries of the file with this id; `null`: it has no entries. */
  entriesOf(id: string): ReadStoredEntries | null {
    const file = this.fileWithContent(id);
    return file?.entries === undefined ? null : () => this.entries(file);
  }

  /**
   * The entries of one of its files, in order. Throws {@link UnusableEntriesError}, perhaps after
   * some of them, where they are lost, damaged, or sealed with a key that this run does not have.
   */
  async *entries(file: FileRecord): AsyncGenerator<readonly Entry[]> {
    let count = 0;
    try {
      for await (const entries of decodeEntries(this.#text(file), file.id)) {
        count += entries.length;
        yield entries;
      }
    } catch (error) {
      if (!(error instanceof AppError) || error instanceof CancelledError) throw error;
      this.#deps.log.warn("backup.recall-failed", { file: file.id, code: error.code });
      throw new UnusableEntriesError("The earlier entries are damaged.", { cause: error });
    }
    if (count !== file.entries) {
      throw new UnusableEntriesError(
        "The number of earlier entries differs from the one in the metadata.",
      );
    }
  }

  /**
   * Reads one of its documents whole. Throws as the state, the store and `createReader` do, and
   * {@link UnusableEntriesError} as {@link entries} does.
   */
  async document(file: FileRecord): Promise<PreviousList> {
    const reader = createReader(file.id);
    const entries: Entry[] = [];
    for await (const bytes of this.#text(file)) entries.push(...reader.push(bytes));
    const { outline, entries: last } = reader.end();
    const { count, ...head } = outline;
    return { head, entries: count === null ? null : [...entries, ...last] };
  }

  /** The snapshot that followed this one, to be read with the same keys and state. */
  successor(snapshot: EarlierSnapshot): Previous {
    return new Previous(snapshot, this.#deps);
  }

  /** The stored text of a document. A sealed one can be read only from the state. */
  async *#text({ parts }: FileRecord): AsyncGenerator<Uint8Array> {
    const { snapshot } = this;
    const { store, state } = this.#deps;
    if (snapshot === null) throw new UnusableEntriesError("There is no earlier snapshot.");
    if (snapshot.metadata.encryption === null) {
      for (const part of parts) yield* verified(await store.open(snapshot.ref, part.name), part);
      return;
    }
    if (!this.canCarry || state === null)
      throw new UnusableEntriesError("The earlier entries are sealed.");
    for (const { contentId } of parts) {
      const bytes = contentId === undefined ? null : await state.read(contentId);
      if (bytes === null)
        throw new UnusableEntriesError("The state does not hold the earlier entries.");
      yield bytes;
    }
  }

  /**
   * Takes the parts of a file over into the new snapshot. `null`: they are damaged, or open with
   * other keys than those of this run.
   */
  async carry({ id, parts }: FileRecord): Promise<PartRecord[] | null> {
    if (this.snapshot === null || !this.canCarry) return null;
    try {
      const carried: PartRecord[] = [];
      for (const part of parts) carried.push(await this.#copy(this.snapshot.ref, part, part.name));
      return carried;
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#deps.log.warn("backup.carry-failed", { file: id, code: error.code });
      return null;
    }
  }

  /**
   * Takes the parts of a file over as {@link carry} does, if this run would store the same content
   * in the same way: for the same recipients, and not sealed too long ago. Otherwise `null`.
   */
  async carryIfCurrent(file: FileRecord): Promise<PartRecord[] | null> {
    const { sealing } = this.#deps;
    if (sealing !== null) {
      const recipients = this.snapshot?.metadata.encryption?.recipients.join(" ");
      if (recipients !== sealing.sealer.recipients.join(" ")) return null;
      if (!file.parts.every((part) => this.#isFresh(part))) return null;
    }
    return this.carry(file);
  }

  /** The sealed parts that need not be sealed again, by their content ids. */
  freshParts(): ReadonlyMap<string, PartRecord> {
    const fresh = new Map<string, PartRecord>();
    if (!this.canCarry) return fresh;
    for (const part of this.files.flatMap(({ parts }) => parts)) {
      if (part.contentId !== undefined && this.#isFresh(part)) fresh.set(part.contentId, part);
    }
    return fresh;
  }

  /** Takes one part over under the name `name`; `null`: it is damaged. */
  async carryPart(part: PartRecord, name: string): Promise<PartRecord | null> {
    if (this.snapshot === null) return null;
    try {
      return await this.#copy(this.snapshot.ref, part, name);
    } catch (error) {
      if (isDamage(error)) return null;
      throw error;
    }
  }

  async #copy(from: SnapshotRef, part: PartRecord, name: string): Promise<PartRecord> {
    return { ...part, ...(await this.#deps.writer.carry(from, part, name)) };
  }

  #isFresh({ sealedAt }: PartRecord): boolean {
    const now = this.#deps.clock.now().getTime();
    return sealedAt !== undefined && Date.parse(sealedAt) > now - RESEAL_AFTER_MS;
  }
}

function groupByFile(warnings: readonly Warning[]): ReadonlyMap<string, readonly Warning[]> {
  const groups = new Map<string, Warning[]>();
  for (const warning of warnings) {
    const { file = "" } = warning;
    const group = groups.get(file);
    if (group === undefined) groups.set(file, [warning]);
    else group.push(warning);
  }
  return groups;
}

/** Passes `content` on. Throws `IntegrityError` at its end, unless it is what `part` describes. */
async function* verified(
  content: AsyncIterable<Uint8Array>,
  part: PartRecord,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") === part.sha256) return;
  throw new IntegrityError("snapshot/corrupt", `${part.name} was changed after the backup.`);
}
