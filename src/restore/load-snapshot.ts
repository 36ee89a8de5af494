import { joinBytes } from "../bytes.ts";
import { IntegrityError, isDamage, KeyError } from "../errors.ts";
import type { Open } from "../model/sealer.ts";
import type { SnapshotFiles } from "../model/snapshot-files.ts";
import type { SnapshotRef } from "../model/snapshot-store.ts";
import {
  type RowsOf,
  readContent,
  readRows,
  type Unsealing,
  unsealingOf,
} from "../snapshot/content.ts";
import { checkMac, type Doubt, type Evidence, judgeSnapshot } from "../snapshot/doubt.ts";
import { MAX_DOCUMENT_BYTES } from "../snapshot/limits.ts";
import {
  decodeMetadata,
  type FileRecord,
  METADATA_FILE,
  type Metadata,
} from "../snapshot/metadata.ts";
import { corrupt } from "../snapshot/version.ts";
import type { LoadedSource, SkippedFile, SourcePlaylist } from "./library.ts";
import { isNamed, loadFiles } from "./load-files.ts";
import { type SourceItem, toSourceItem } from "./restore-item.ts";
import type { FileSelection } from "./selection.ts";

/** The settings for reading a snapshot. */
interface Reading {
  readonly open: Open | null;
  readonly provider: string;
  /** Whether files without a proof are read as well. */
  readonly unproved: boolean;
}

/** A snapshot in a store, and the evidence by which it is judged. */
export interface StoredSnapshot extends SnapshotRef {
  readonly files: SnapshotFiles;
  readonly evidence: Evidence;
}

/**
 * Reads a snapshot. Files that are damaged, of a newer format or sealed for another key are skipped
 * and named.
 *
 * Throws `KeyError` `key/missing`; `IntegrityError` `snapshot/forged` or `snapshot/not-proved` when
 * nothing proves that the owner of `evidence` made it, or what `decodeMetadata` throws, unless
 * `reading.unproved`; and what the store throws.
 */
export async function loadSnapshot(
  label: string,
  stored: StoredSnapshot,
  reading: Reading,
  selected: FileSelection,
): Promise<LoadedSource> {
  const { files: snapshot, evidence } = stored;
  const { provider } = reading;
  const skipped: SkippedFile[] = [];
  const skip = (file: string, code: string) => skipped.push({ source: label, file, code });
  let bytes: Uint8Array;
  let metadata: Metadata;
  try {
    bytes = await snapshot.read(METADATA_FILE);
    metadata = await decodeMetadata(bytes);
  } catch (error) {
    if (!reading.unproved || !isDamage(error)) throw error;
    skip(METADATA_FILE, error.code);
    return loadWithoutMetadata(label, snapshot, { reading, selected, skipped });
  }
  requireIdentity(metadata, reading);
  const macFits = await checkMac(metadata, bytes, evidence.keys);
  const { doubt, proved } = judgeSnapshot(stored, metadata, macFits, evidence);
  if (!reading.unproved && (doubt !== null || !proved)) throw notProved(doubt);
  const keyed = evidence.keys.get(metadata.encryption?.keyId ?? "") ?? null;
  const unsealing = unsealingOf(metadata, reading.open, keyed);
  const wanted = metadata.files.filter(
    ({ id, kind }) => kind !== "index" && selected.mayHave(id, kind),
  );
  const documents: Loaded[] = [];
  const incomplete = (file: FileRecord): SkippedFile | null =>
    file.state === "incomplete"
      ? { source: label, file: file.id, code: file.error ?? file.state }
      : null;
  for (const file of wanted.filter(({ kind }) => kind !== "covers")) {
    if (file.state === "unsupported") continue;
    const isSure = selected.has(file.id, file.kind);
    // The name of this file is not known, so it may not be one that was asked for.
    const note = isSure ? skip : () => {};
    if (file.parts.length === 0) {
      note(file.id, file.error ?? file.state);
      continue;
    }
    const document = await usable(file.id, note, () =>
      readRows(snapshot, file, unsealing, (entry, at) => toSourceItem(entry, provider, at + 1)),
    );
    if (document === null || !(isSure || isNamed(document, selected))) continue;
    documents.push({ file, document, incomplete: incomplete(file) });
  }
  const covers = wanted
    .filter(({ kind, parts }) => kind === "covers" && parts.length > 0)
    .map((file) => [file.id, () => readCover(snapshot, file, unsealing)] as const);
  const context = { metadata, provider, covers: new Map(covers) };
  const isProved = doubt === null && proved;
  return {
    label,
    pin: metadata.digest,
    user: metadata.user,
    skipped,
    unproved: isProved ? [] : documents.map(({ file }) => ({ source: label, file: file.id })),
    ...arrange(documents, context),
  };
}

function requireIdentity({ encryption }: Metadata, { open }: Reading): void {
  if (encryption === null || open !== null) return;
  throw new KeyError("key/missing", "The snapshot is sealed, and no identity was given.", {
    hint: "Set AGE_IDENTITY to the identity of a recipient that it was sealed for.",
  });
}

function notProved(doubt: Doubt | null): IntegrityError {
  if (doubt === "forged") {
    return new IntegrityError(
      "snapshot/forged",
      `${METADATA_FILE} was not written by the maker of this snapshot.`,
      { hint: "Somebody who can write to the store changed it. Use an older snapshot." },
    );
  }
  return new IntegrityError("snapshot/not-proved", `${whyNot(doubt)} It is not restored.`, {
    hint:
      doubt === "several-keys"
        ? "Give yours with --key-id (in a workflow: the variable TRACKSAFE_KEY_ID). `tracksafe list` shows the key ids."
        : "Use another snapshot. To restore this one anyway, name it and add --unproved (in a workflow: unproved: true).",
  });
}

function whyNot(doubt: Exclude<Doubt, "forged"> | null): string {
  switch (doubt) {
    case "other-key":
      return "The snapshot has another key id than yours.";
    case "several-keys":
      return "The snapshots have several key ids, and none of them is recorded as yours.";
    case "plain":
      return "The snapshot is not sealed, but other snapshots there are. Nothing proves who wrote it.";
    case "misplaced":
      return "The metadata belongs to another snapshot.";
    case "future":
      return "The snapshot is dated in the future.";
    case null:
      return "Nothing proves who made the snapshot, because its sealed index is missing or cannot be opened.";
    default:
      return doubt satisfies never;
  }
}

/** A file with its content. */
interface Loaded {
  readonly file: FileRecord;
  readonly document: RowsOf<SourceItem>;
  readonly incomplete: SkippedFile | null;
}

/** The documents as what they are, playlists in the order of the account's list. */
function arrange(
  documents: readonly Loaded[],
  context: {
    readonly metadata: Metadata;
    readonly provider: string;
    readonly covers: ReadonlyMap<string, () => Promise<Uint8Array>>;
  },
): Pick<LoadedSource, "collections" | "playlists"> {
  const { metadata, provider, covers } = context;
  const collections = documents.flatMap(({ document: { kind, rows }, incomplete }) =>
    kind === "playlist" ? [] : [{ kind, entries: rows ?? [], incomplete }],
  );
  const playlists = documents
    .toSorted((a, b) => (a.file.position ?? 0) - (b.file.position ?? 0))
    .flatMap(({ file, document, incomplete }): SourcePlaylist[] => {
      if (document.kind !== "playlist") return [];
      const { playlist, rows: entries } = document;
      const key = playlist.refs[provider] ?? file.id;
      const cover = covers.get(file.id.replace(/^playlist_/, "cover_")) ?? null;
      const { createdAt: takenAt, user } = metadata;
      return [{ file: file.id, key, playlist, entries, takenAt, user, cover, incomplete }];
    });
  return { collections, playlists };
}

/** If the metadata is damaged, nothing proves the files. Each of them is still read by itself. */
async function loadWithoutMetadata(
  label: string,
  snapshot: SnapshotFiles,
  found: { reading: Reading; selected: FileSelection; skipped: readonly SkippedFile[] },
): Promise<LoadedSource> {
  const names = (await snapshot.files()).filter((name) => name !== METADATA_FILE);
  const files = names
    .filter((name) => !name.startsWith("."))
    .map((name) => ({ name, read: () => readLoose(snapshot, name) }));
  const loaded = await loadFiles(label, files, found.reading, found.selected);
  return { ...loaded, skipped: [...found.skipped, ...loaded.skipped] };
}

/** Nothing says how large it should be. */
async function readLoose(snapshot: SnapshotFiles, name: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of await snapshot.open(name)) {
    bytes += piece.length;
    if (bytes > MAX_DOCUMENT_BYTES) throw corrupt(`${name} is more than a document holds.`);
    pieces.push(piece);
  }
  return joinBytes(pieces);
}

/** The result of `work`; `null` when it finds damage or a key that does not fit, which is noted. */
async function usable<T>(
  file: string,
  skip: (file: string, code: string) => void,
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!isDamage(error) && !(error instanceof KeyError && error.code === "key/no-match"))
      throw error;
    skip(file, error.code);
    return null;
  }
}

/** The JPEG in a cover's file. Throws what makes it unusable. */
export async function readCover(
  snapshot: SnapshotFiles,
  file: FileRecord,
  unsealing: Unsealing | null,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (const part of file.parts) {
    for await (const piece of readContent(snapshot, file, part, unsealing)) pieces.push(piece);
  }
  return joinBytes(pieces);
}
