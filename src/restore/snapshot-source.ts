import { IntegrityError, isDamage, KeyError } from "../errors.ts";
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
import { loadFiles } from "./files.ts";
import type { LoadedSource, SkippedFile, SourcePlaylist } from "./library.ts";

/** How a snapshot is read. */
interface Reading {
  readonly open: Open | null;
  readonly provider: string;
}

type Selected = (id: string, kind: string) => boolean;

/**
 * Reads a snapshot. Files that are damaged, of a newer format or sealed for another key are skipped
 * and named.
 *
 * Throws `KeyError` `key/missing`; `IntegrityError` `snapshot/forged` when its metadata was not
 * written by who sealed it; and what the store throws.
 */
export async function loadSnapshot(
  label: string,
  snapshot: SnapshotFiles,
  reading: Reading,
  selected: Selected,
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
  const incomplete = (file: FileRecord): SkippedFile | null =>
    file.state === "incomplete"
      ? { source: label, file: file.id, code: file.error ?? file.state }
      : null;
  for (const file of wanted.filter(({ kind }) => kind !== "covers")) {
    if (file.state === "unsupported") continue;
    if (file.parts.length === 0) {
      skip(file.id, file.error ?? file.state);
      continue;
    }
    const document = await usable(file.id, skip, async () => decode(await load(file), file));
    if (document !== null) documents.push({ file, document, incomplete: incomplete(file) });
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
  const collections = documents.flatMap(({ document: { kind, entries }, incomplete }) =>
    kind === "playlist" ? [] : [{ kind, entries: entries ?? [], incomplete }],
  );
  const playlists = documents
    .toSorted((a, b) => (a.file.position ?? 0) - (b.file.position ?? 0))
    .flatMap(({ file, document, incomplete }): SourcePlaylist[] => {
      if (document.kind !== "playlist") return [];
      const { playlist, entries } = document;
      const key = playlist.refs[provider] ?? file.id;
      const cover = covers.get(file.id.replace(/^playlist_/, "cover_")) ?? null;
      const { createdAt: takenAt, user } = metadata;
      return [{ file: file.id, key, playlist, entries, takenAt, user, cover, incomplete }];
    });
  return { collections, playlists };
}

/** Where the metadata is damaged the files still speak for themselves, each for its own content. */
async function loadWithoutMetadata(
  label: string,
  snapshot: SnapshotFiles,
  found: { reading: Reading; selected: Selected; skipped: readonly SkippedFile[] },
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
