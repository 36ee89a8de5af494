import { type AppError, isDamage, KeyError, NotFoundError } from "../errors.ts";
import type { Open } from "../model/sealer.ts";
import { METADATA_FILE } from "../snapshot/metadata.ts";
import { type Library, type LoadedSource, mergeSources, type SkippedFile } from "./library.ts";
import { type LooseFile, loadFiles } from "./load-files.ts";
import { loadSnapshot, type StoredSnapshot } from "./load-snapshot.ts";
import { createSelection, type FileSelection } from "./selection.ts";

/** One thing to restore from. `label` is what reports and the journal call it. */
export type RestoreSource =
  | { readonly label: string; readonly snapshot: StoredSnapshot }
  | { readonly label: string; readonly files: readonly LooseFile[] };

/** The settings for reading sources. */
export interface Reading {
  /** Opens sealed files; `null`: there is no identity. */
  readonly open: Open | null;
  /** Kinds, ids of files and names of playlists; empty: everything. */
  readonly only: readonly string[];
  /** The provider whose references are restored. */
  readonly provider: string;
  /** Whether files without a proof are read as well. */
  readonly unproved: boolean;
}

/**
 * Reads all that is to be restored. Files that are damaged, not proved, of a newer format or sealed
 * for another key are skipped and named. The rest is restored.
 *
 * Throws `KeyError` `key/missing` (sealed, and no identity was given), `key/no-match` (nothing can
 * be opened); `NotFoundError` `restore/nothing` when there is nothing to restore; `UsageError`
 * `usage/only`; `IntegrityError` `snapshot/forged`, `snapshot/not-proved` or `snapshot/corrupt`,
 * and `FormatError`, when nothing else is left; and what the store throws.
 */
export async function loadLibrary(
  sources: readonly RestoreSource[],
  reading: Reading,
): Promise<Library> {
  const selected = createSelection(reading.only);
  const loaded: LoadedSource[] = [];
  let refused: AppError | null = null;
  for (const source of sources) {
    try {
      loaded.push(await load(source, reading, selected));
    } catch (error) {
      if (!isDamage(error)) throw error;
      refused ??= error;
      loaded.push(nothingOf(source, error));
    }
  }
  const library = mergeSources(loaded);
  if (library.collections.size + library.playlists.length > 0) {
    selected.checkUsed();
    return library;
  }
  if (refused === null && library.skipped.length === 0) selected.checkUsed();
  throw refused ?? nothingToRestore(library.skipped);
}

async function load(
  source: RestoreSource,
  reading: Reading,
  selected: FileSelection,
): Promise<LoadedSource> {
  const { label } = source;
  if (!("snapshot" in source)) return loadFiles(label, source.files, reading, selected);
  const loaded = await loadSnapshot(label, source.snapshot, reading, selected);
  return { ...loaded, user: loaded.user ?? source.snapshot.user };
}

/** If nothing proves which files belong to a snapshot, none of them is used. */
function nothingOf({ label }: RestoreSource, { code }: AppError): LoadedSource {
  const skipped = [{ source: label, file: METADATA_FILE, code }];
  return { label, pin: code, user: null, collections: [], playlists: [], skipped, unproved: [] };
}

function nothingToRestore(skipped: readonly SkippedFile[]): AppError {
  if (skipped.length > 0 && skipped.every(({ code }) => code === "key/no-match")) {
    return new KeyError("key/no-match", "None of the given keys opens these files.", {
      hint: "Set AGE_IDENTITY to the identity of a recipient that they were sealed for.",
    });
  }
  const [first] = skipped;
  return new NotFoundError("restore/nothing", "None of the given files can be restored.", {
    hint:
      first === undefined
        ? "Use another snapshot."
        : `${skipped.length} files could not be used. The first of them is ${first.file} (${first.code}).`,
  });
}
