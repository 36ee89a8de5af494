import { CancelledError, isDamage } from "../errors.ts";
import { type Collection, type Entry, KINDS, type Playlist } from "../model/records.ts";
import type { SnapshotRef, SnapshotStore, SnapshotWriter } from "../model/snapshot-store.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import { createDigester, type Digester } from "../snapshot/digest.ts";
import {
  decodeMetadata,
  encodeMetadata,
  type FileRecord,
  METADATA_FILE,
  type Metadata,
} from "../snapshot/metadata.ts";
import { opaqueFileId, snapshotName } from "../snapshot/names.ts";
import type { BackupDeps, BackupOptions, Sealing } from "./contract.ts";
import { createPlainFileWriter, createSealedFileWriter, type FileWriter } from "./file-writer.ts";
import { encryptionOf, inOrder, storeIndex } from "./finish.ts";
import { refuseUnsealed } from "./preconditions.ts";
import { Previous } from "./previous.ts";

/** One list of a library. Its entries are read page by page. */
export type ListToStore = { readonly pages: AsyncIterable<readonly Entry[]> } & (
  | { readonly kind: Collection }
  | { readonly kind: "playlists"; readonly playlist: Playlist }
);

/** A library that is known as a whole, and where it is stored. */
export interface LibraryOptions extends Pick<BackupOptions, "store" | "sealing" | "plain"> {
  /** The provider whose references the entries have. */
  readonly provider: string;
  /** The directory in the store. */
  readonly user: string;
  /** At most one list of each kind but playlists. */
  readonly lists: readonly ListToStore[];
  readonly imported: NonNullable<Metadata["imported"]>;
  readonly signal?: AbortSignal;
}

/** The snapshot that was made, or that has the same already. */
export interface StoredLibrary {
  readonly snapshot: SnapshotRef & { readonly location: string };
  readonly isNew: boolean;
  readonly files: readonly FileRecord[];
  /** The id of the content key; `null`: the snapshot is in the clear. */
  readonly keyId: string | null;
}

/**
 * Stores a library as one complete snapshot, unless one of `user` holds the very same. Nothing is
 * taken over from an earlier one: it may be of other files. Nothing is left after an error.
 *
 * Throws `UsageError` `config/plain`, `StoreError`, `CancelledError`, and `ProviderError`
 * `provider/unusable` for a list that is past the limits of a document.
 */
export async function storeLibrary(
  options: LibraryOptions,
  deps: BackupDeps,
): Promise<StoredLibrary> {
  const { store, user } = options;
  await store.checkWritable();
  await refuseUnsealed(options);
  const startedAt = deps.clock.now();
  const sealing = options.sealing?.(user) ?? null;
  const digest = createDigester(sealing && Buffer.from(sealing.contentKey.reveal(), "hex"));
  const writer = await store.create(user, snapshotName(startedAt));
  try {
    const files = createFileWriter(options, deps, { writer, sealing, digest });
    const records = await storeFiles(options, files, { sealing, digest });
    const same = await findSame(store, user, records);
    if (same !== null) {
      await writer.abort();
      return { ...same, files: records, isNew: false, keyId: sealing?.keyId ?? null };
    }
    const content = metadataOf(options, records, { sealing, writer, startedAt }, deps);
    await writer.commit(encodeMetadata(content, sealing && digest));
    return {
      snapshot: { ...writer.ref, location: writer.location },
      files: records,
      isNew: true,
      keyId: sealing?.keyId ?? null,
    };
  } catch (error) {
    // A failure here is ignored, because the person has to see the first one.
    await writer.abort().catch(() => {});
    throw error;
  }
}

/** The newest snapshot of `user` that has the same files; `null`: there is none. */
async function findSame(
  store: SnapshotStore,
  user: string,
  files: readonly FileRecord[],
): Promise<Pick<StoredLibrary, "snapshot"> | null> {
  const wanted = contentOf(files);
  for (const ref of (await store.list(user)).toReversed()) {
    const bytes = await store.read(ref, METADATA_FILE).catch(() => null);
    const metadata = bytes && (await readMetadata(bytes));
    if (metadata === null || contentOf(metadata.files) !== wanted) continue;
    return { snapshot: { ...ref, location: `${store.location}/${user}/${ref.name}` } };
  }
  return null;
}

async function readMetadata(bytes: Uint8Array): Promise<Metadata | null> {
  try {
    return await decodeMetadata(bytes);
  } catch (error) {
    if (isDamage(error)) return null;
    throw error;
  }
}

/** A text that is the same for files with the same content. Sealed bytes are never the same. */
function contentOf(files: readonly FileRecord[]): string {
  return canonicalJson(
    files.map(({ id, parts }) => [id, ...parts.map((part) => part.contentId ?? part.sha256)]),
  );
}

function createFileWriter(
  { store }: LibraryOptions,
  { clock, log }: BackupDeps,
  { writer, sealing, digest }: Keys & { readonly writer: SnapshotWriter },
): FileWriter {
  if (sealing === null) return createPlainFileWriter(writer);
  const state = null;
  const previous = new Previous(null, { store, writer, sealing, state, clock, log });
  return createSealedFileWriter({ writer, sealing, digest, previous, clock, state });
}

/** The keys that files are sealed and named with. */
interface Keys {
  readonly sealing: Sealing | null;
  readonly digest: Digester;
}

async function storeFiles(
  { lists, signal }: LibraryOptions,
  files: FileWriter,
  { sealing, digest }: Keys,
): Promise<readonly FileRecord[]> {
  const records: FileRecord[] = [];
  const described = new Map<string, { readonly title: string }>();
  const names = new Map<string, number>();
  for (const list of lists) {
    const pages = stoppable(list.pages, signal);
    if (list.kind !== "playlists") {
      const { kind } = list;
      const document = await files.document(kind, { kind }, pages);
      records.push({ id: kind, kind, state: "ok", ...document });
      continue;
    }
    const { kind, playlist } = list;
    const { name: title } = playlist;
    const before = names.get(title) ?? 0;
    names.set(title, before + 1);
    // The name of a file must not show the title, and be the same when it is imported again.
    const id = opaqueFileId("playlist", canonicalJson([title, before]), digest);
    described.set(id, { title });
    const document = await files.document(id, { kind: "playlist", playlist }, pages);
    records.push({ id, kind, state: "ok", ...document, position: described.size - 1 });
  }
  if (sealing !== null) records.push(await storeIndex(files, sealing, { records, described }));
  return inOrder(records);
}

async function* stoppable(
  pages: AsyncIterable<readonly Entry[]>,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Entry[]> {
  for await (const page of pages) {
    if (signal?.aborted) {
      throw new CancelledError("cancelled", "Stopped before it was done.", {
        cause: signal.reason,
      });
    }
    yield page;
  }
}

function metadataOf(
  { provider, lists, imported }: LibraryOptions,
  files: readonly FileRecord[],
  run: {
    readonly sealing: Sealing | null;
    readonly writer: SnapshotWriter;
    readonly startedAt: Date;
  },
  { clock, version }: BackupDeps,
) {
  return {
    createdAt: run.startedAt.toISOString(),
    finishedAt: clock.now().toISOString(),
    tool: { name: "tracksafe", version },
    provider,
    user: run.writer.ref.user,
    status: "complete",
    include: KINDS.filter((kind) => lists.some((list) => list.kind === kind)),
    covers: false,
    encryption: encryptionOf(run.sealing),
    files,
    login: null,
    warnings: [],
    imported,
  } as const;
}
