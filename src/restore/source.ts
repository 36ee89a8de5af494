import {
  type AppError,
  IntegrityError,
  isDamage,
  KeyError,
  NotFoundError,
  UsageError,
} from "../errors.ts";
import { KINDS } from "../model/records.ts";
import { createDigester, type Digester, sha256 } from "../snapshot/digest.ts";
import { type Document, decodeDocument } from "../snapshot/document.ts";
import { decodeIndex } from "../snapshot/index-file.ts";
import {
  decodeMetadata,
  type FileRecord,
  isAuthentic,
  METADATA_FILE,
  type Metadata,
} from "../snapshot/metadata.ts";
import { contentIdOf } from "../snapshot/parts.ts";
import { type Open, readPart, type SnapshotFiles } from "../snapshot/verify.ts";
import { type LooseFile, loadFiles } from "./files.ts";
import {
  type Library,
  type LoadedSource,
  mergeSources,
  type SkippedFile,
  type SourcePlaylist,
} from "./library.ts";

/** One thing to restore from. `label` is what reports and the journal call it. */
export type RestoreSource =
  | { readonly label: string; readonly snapshot: SnapshotFiles }
  | { readonly label: string; readonly files: readonly LooseFile[] };

/** How sources are read. */
export interface Reading {
  /** Opens sealed files; `null`: there is no identity. */
  readonly open: Open | null;
  /** Kinds and ids of files; empty: everything. */
  readonly only: readonly string[];
  /** Whose references are restored. */
  readonly provider: string;
}

/**
 * Reads all that is to be restored. What is damaged, of a newer format or sealed for another key is
 * skipped and named; the rest is restored.
 *
 * Throws `KeyError` `key/missing` (sealed, and no identity was given), `key/no-match` (nothing can
 * be opened); `NotFoundError` `restore/nothing` when there is nothing to restore; `UsageError`
 * `usage/only`; and what the store throws.
 */
export async function loadLibrary(
  sources: readonly RestoreSource[],
  reading: Reading,
): Promise<Library> {
  const selected = createSelection(reading.only);
  const loaded: LoadedSource[] = [];
  for (const source of sources) {
    loaded.push(
      "snapshot" in source
        ? await loadSnapshot(source.label, source.snapshot, reading, selected.has)
        : await loadFiles(source.label, source.files, reading, selected.has),
    );
  }
  const library = mergeSources(loaded, reading.provider);
  if (library.collections.size + library.playlists.length > 0) {
    selected.checkUsed();
    return library;
  }
  throw nothingToRestore(library.skipped, reading);
}

function nothingToRestore(skipped: readonly SkippedFile[], { only }: Reading): AppError {
  if (skipped.length > 0 && skipped.every(({ code }) => code === "key/no-match")) {
    return new KeyError("key/no-match", "None of the given keys opens these files.", {
      hint: "Give the identity that the snapshot was sealed for.",
    });
  }
  if (only.length > 0 && skipped.length === 0) {
    return new UsageError("usage/only", "None of the sources has what was asked for.", {
      hint: `Name kinds (${KINDS.join(", ")}) or ids of files.`,
    });
  }
  const [first] = skipped;
  return new NotFoundError("restore/nothing", "There is nothing that can be restored.", {
    hint:
      first === undefined
        ? "Use another snapshot."
        : `${skipped.length} files could not be used; the first is ${first.file} (${first.code}).`,
  });
}

interface Selection {
  has(id: string, kind: string): boolean;
  /** Throws `UsageError` `usage/only` when a name fitted nothing. */
  checkUsed(): void;
}

function createSelection(only: readonly string[]): Selection {
  const unused = new Set(only);
  return {
    has(id, kind) {
      // A cover belongs to its playlist.
      const of = id.replace(/^cover_/, "playlist_");
      const named = [of, kind === "covers" ? "playlists" : kind].filter((name) =>
        only.includes(name),
      );
      for (const name of named) unused.delete(name);
      return only.length === 0 || named.length > 0;
    },
    checkUsed() {
      if (unused.size === 0) return;
      throw new UsageError("usage/only", `${unused.size} of the names given fit no file.`, {
        hint: `Name kinds (${KINDS.join(", ")}) or ids of files.`,
      });
    },
  };
}

async function loadSnapshot(
  label: string,
  snapshot: SnapshotFiles,
  reading: Reading,
  selected: Selection["has"],
): Promise<LoadedSource> {
  const { open } = reading;
  const skipped: SkippedFile[] = [];
  const skip = (file: string, code: string) => skipped.push({ source: label, file, code });
  const bytes = await usable(METADATA_FILE, skip, () => snapshot.read(METADATA_FILE));
  const metadata = bytes && (await usable(METADATA_FILE, skip, async () => decodeMetadata(bytes)));
  if (metadata === null)
    return loadWithoutMetadata(label, snapshot, { reading, selected, skipped });
  const keyed = await readContentKey(snapshot, metadata, open, skip);
  const load = (file: FileRecord) => readContent(snapshot, file, metadata, { open, keyed });
  const wanted = metadata.files.filter(({ id, kind }) => kind !== "index" && selected(id, kind));
  const documents: Loaded[] = [];
  for (const file of wanted.filter(({ kind }) => kind !== "covers")) {
    if (file.parts.length === 0) {
      skip(file.id, file.error ?? file.state);
      continue;
    }
    const document = await usable(file.id, skip, async () => decode(await load(file), file));
    if (document !== null) documents.push({ file, document });
  }
  const covers = wanted
    .filter(({ kind, parts }) => kind === "covers" && parts.length > 0)
    .map((file) => [file.id, () => load(file)] as const);
  const context = { metadata, provider: reading.provider, covers: new Map(covers) };
  return {
    label,
    pin: metadata.digest,
    user: metadata.user,
    skipped,
    ...arrange(documents, context),
  };
}

/** A file with what is in it. */
interface Loaded {
  readonly file: FileRecord;
  readonly document: Document;
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
  const collections = documents.flatMap(({ document }) =>
    document.kind === "playlist" ? [] : [{ kind: document.kind, entries: document.entries ?? [] }],
  );
  const playlists = documents
    .toSorted((a, b) => (a.file.position ?? 0) - (b.file.position ?? 0))
    .flatMap(({ file, document }): SourcePlaylist[] => {
      if (document.kind !== "playlist") return [];
      const { playlist, entries } = document;
      const key = playlist.refs[provider] ?? file.id;
      const cover = covers.get(file.id.replace(/^playlist_/, "cover_")) ?? null;
      const { createdAt: takenAt, user } = metadata;
      return [{ file: file.id, key, playlist, entries, takenAt, user, cover }];
    });
  return { collections, playlists };
}

/** Where the metadata is damaged the files still speak for themselves, each for its own content. */
async function loadWithoutMetadata(
  label: string,
  snapshot: SnapshotFiles,
  found: { reading: Reading; selected: Selection["has"]; skipped: readonly SkippedFile[] },
): Promise<LoadedSource> {
  const names = (await snapshot.files()).filter((name) => name !== METADATA_FILE);
  const files = names
    .filter((name) => !name.startsWith("."))
    .map((name) => ({ name, read: () => snapshot.read(name) }));
  const loaded = await loadFiles(label, files, found.reading, found.selected);
  return { ...loaded, skipped: [...found.skipped, ...loaded.skipped] };
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

/**
 * The key that proves what belongs to a sealed snapshot. An index that is damaged proves nothing,
 * which is noted, and keeps nobody from the rest.
 *
 * Throws `IntegrityError` `snapshot/forged` when the metadata was not written by who sealed it.
 */
async function readContentKey(
  snapshot: SnapshotFiles,
  metadata: Metadata,
  open: Open | null,
  skip: (file: string, code: string) => void,
): Promise<Digester | null> {
  if (metadata.encryption === null) return null;
  if (open === null) {
    throw new KeyError("key/missing", "The snapshot is sealed, and no identity was given.", {
      hint: "Give the identity (AGE_IDENTITY) that belongs to the recipient it was sealed for.",
    });
  }
  const file = metadata.files.find(({ kind }) => kind === "index");
  const [part] = file?.parts ?? [];
  if (part === undefined) {
    skip("index", "snapshot/missing");
    return null;
  }
  const index = await usable("index", skip, async () =>
    decodeIndex(await open(await readPart(snapshot, part))),
  );
  if (index === null) return null;
  const keyed = createDigester(Buffer.from(index.contentKey, "hex"));
  if (isAuthentic(await snapshot.read(METADATA_FILE), keyed)) return keyed;
  throw new IntegrityError(
    "snapshot/forged",
    `${METADATA_FILE} was not written by who sealed this snapshot.`,
    { hint: "Somebody with access to the store changed it. Use an older snapshot." },
  );
}

async function readContent(
  snapshot: SnapshotFiles,
  file: FileRecord,
  { encryption }: Metadata,
  { open, keyed }: { open: Open | null; keyed: Digester | null },
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const part of file.parts) {
    const stored = await readPart(snapshot, part);
    if (encryption === null || open === null) {
      parts.push(stored);
      continue;
    }
    const plain = await open(stored);
    parts.push(plain);
    // A carried part may be from when there were other recipients; the MAC vouches for that one.
    if (keyed === null || file.state === "stale") continue;
    if (contentIdOf(keyed, encryption.recipients, plain) === part.contentId) continue;
    throw new IntegrityError(
      "snapshot/forged",
      `${part.name} is not the file that was sealed here.`,
    );
  }
  return Buffer.concat(parts);
}

function decode(content: Uint8Array, file: FileRecord): Document {
  const document = decodeDocument(content, file.id);
  const kind = document.kind === "playlist" ? "playlists" : document.kind;
  if (kind === file.kind && document.entries?.length === file.entries) return document;
  throw new IntegrityError("snapshot/corrupt", `${file.id} is not what its metadata says.`, {
    hint: `Its content has the digest ${sha256(content).slice(0, 12)}.`,
  });
}
