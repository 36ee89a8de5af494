import { type ListToStore, type StoredLibrary, storeLibrary } from "../backup/store-library.ts";
import { ProviderError, UsageError } from "../errors.ts";
import { beginningOf, importTooLarge } from "../import/file.ts";
import { type Imported, type ImportOptions, importFiles } from "../import/import.ts";
import type { ImportedList } from "../import/list.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import type { Secret } from "../secret.ts";
import { IMPORTED_USER } from "../snapshot/names.ts";
import { VERSION } from "../version.ts";
import { createSealing } from "./backup.ts";
import { findImportSources } from "./import-files.ts";
import type { World } from "./world.ts";

export type { StoredLibrary } from "../backup/store-library.ts";
export type { Imported, ImportOptions } from "../import/import.ts";

/** The provider whose references the files of other tools have. */
const PROVIDER = "spotify";

/**
 * Reads files and folders of another tool into one library. Throws as `importFiles` does, and
 * `NotFoundError` `import/not-found` and `StoreError` for what cannot be read.
 */
export async function readImport(
  paths: readonly string[],
  { signal }: World,
  options: ImportOptions = {},
): Promise<Imported> {
  return await importFiles(await findImportSources(paths, signal), options);
}

/** The way in which an imported library is stored. */
export interface StoreImportRequest {
  /**
   * The recipients to seal the snapshot for (`age1…`); empty: nobody, it is stored in the clear.
   */
  readonly recipients: readonly string[];
  /** The secret that the content key is derived from; `null`: a random one is made. */
  readonly keySource: Secret | null;
  /** Allows a snapshot in the clear where there are sealed ones. */
  readonly plain: boolean;
}

/**
 * Stores an imported library as one snapshot in `store`, in a directory of its own. Nothing is left
 * after an error.
 *
 * Throws as `storeLibrary` does, and `UsageError` `config/…` for recipients that are not valid and
 * `import/too-large` for a row that no snapshot can hold.
 */
export async function storeImport(
  { lists, preview }: Imported,
  store: SnapshotStore,
  world: World,
  { recipients, keySource, plain }: StoreImportRequest,
): Promise<StoredLibrary> {
  const { generateContentKey } = await import("../crypto/content-key.ts");
  const contentKey = generateContentKey();
  const sealing = await createSealing({ keySource }, { recipients, contentKey }, world);
  const { files } = preview;
  const options = {
    store,
    plain,
    provider: PROVIDER,
    user: IMPORTED_USER,
    lists: lists.map(toLibraryList),
    imported: { format: toWord(files[0]?.format ?? ""), files: files.length },
    ...(sealing && { sealing }),
    ...(world.signal && { signal: world.signal }),
  };
  try {
    return await storeLibrary(options, { clock: world.clock, log: world.log, version: VERSION });
  } catch (error) {
    const isRowOdd = error instanceof ProviderError && error.code === "provider/unusable";
    throw isRowOdd
      ? importTooLarge("A list", "has more or longer rows than a snapshot can hold")
      : error;
  }
}

/** Nobody knows whose a playlist was: it counts as the person's own, so that it is made anew. */
function toLibraryList({ kind, name, description, entries }: ImportedList): ListToStore {
  const pages = entries.pages();
  if (kind !== "playlists") return { kind, pages };
  const playlist = {
    name,
    description,
    visibility: "unknown",
    collaborative: false,
    owner: { name: "", refs: {} },
    relation: "owned",
    refs: {},
  } as const;
  return { kind, playlist, pages };
}

/** A format as a word of the metadata: `spotify-data-export`. */
function toWord(format: string): string {
  return format.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}

/** The first characters of every document of a snapshot. There is no need to read the rest. */
const DOCUMENT = '{"format":"tracksafe"';

/**
 * Whether there is a file or a folder of another tool at `path`. Throws as {@link readImport} does
 * for one that is broken.
 */
export async function isExport(path: string): Promise<boolean> {
  try {
    const sources = await findImportSources([path]);
    const [file] = sources.flatMap(({ files }) => files);
    if (file === undefined) return false;
    const start = new TextDecoder().decode((await beginningOf(file)).subarray(0, DOCUMENT.length));
    if (start === DOCUMENT) return false;
    await importFiles(sources);
    return true;
  } catch (error) {
    if (error instanceof UsageError && !BROKEN.includes(error.code)) return false;
    throw error;
  }
}

/** The errors for what is an export and cannot be imported. */
const BROKEN = ["import/damaged", "import/encrypted", "import/conflict"];
