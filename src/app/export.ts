import { join, resolve } from "node:path";
import { makeDirectories, writeDurably } from "../disk/durable.ts";
import { withStoreErrors } from "../disk/errors.ts";
import { nodeFileSystem } from "../disk/fs.ts";
import { temporaryName, thisProcess } from "../disk/temporary.ts";
import { CancelledError } from "../errors.ts";
import {
  type Exported,
  type ExportFile,
  type ExportOptions,
  exportLists,
  type LibraryList,
} from "../export/export.ts";
import { FORMATS } from "../export/formats.ts";
import { readLibrary, type UnreadFile } from "../history/library.ts";
import type { ListedSnapshot } from "../history/list.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import { createSelection } from "../restore/selection.ts";
import { openAccount } from "./account.ts";
import { findListedSnapshot, type ShowRequest } from "./show.ts";
import type { World } from "./world.ts";

export type { FormatName } from "../export/formats.ts";
export { parseOnly } from "../restore/selection.ts";

/** The names of all formats. */
export const EXPORT_FORMATS: readonly string[] = Object.keys(FORMATS);

/** The snapshot to export, and the way in which it is written. */
export interface ExportRequest extends ShowRequest, ExportOptions {
  /** The directory for the files. It is made if it is missing. */
  readonly out: string;
  /** The kinds, ids of files and names of playlists to export; default: everything. */
  readonly only?: readonly string[];
}

/** A file that was written. */
export interface WrittenFile extends Pick<ExportFile, "name" | "lists"> {
  readonly bytes: number;
}

/** A snapshot that was exported. */
export interface ExportedSnapshot extends Omit<Exported, "files"> {
  readonly snapshot: ListedSnapshot;
  readonly out: string;
  readonly files: readonly WrittenFile[];
  /** Files of the snapshot without content, or with a part of it. They are not exported. */
  readonly unread: readonly UnreadFile[];
}

/**
 * Writes the lists of a snapshot into files that other programs read. A file with the name of one
 * of them is replaced. Each file appears when it is whole.
 *
 * Throws as `openAccount`, `findSnapshot`, `readLibrary` and `exportLists` do, `UsageError`
 * `usage/only` for something that is not in the snapshot, and `StoreError` when the directory
 * cannot be written.
 */
export async function exportSnapshot(
  store: SnapshotStore,
  world: World,
  request: ExportRequest,
): Promise<ExportedSnapshot> {
  const { out, only = [] } = request;
  const account = await openAccount(store, world, request);
  const { snapshot, metadata } = await findListedSnapshot(account, request);
  const selection = createSelection(only);
  const files = metadata.files.filter(({ id, kind }) => selection.mayHave(id, kind));
  const library = await readLibrary(snapshot, { ...metadata, files }, account.deps);
  const playlists = [...library.playlists].filter(([id, { playlist }]) => {
    const isNamed = selection.hasNamed(playlist.name);
    return selection.has(id, "playlists") || isNamed;
  });
  selection.checkUsed();
  const lists: readonly LibraryList[] = [
    ...[...library.collections].map(([kind, entries]) => ({ kind, playlist: null, entries })),
    ...playlists.map(([, version]) => ({ kind: "playlists" as const, ...version })),
  ];
  const exported = exportLists(lists, request);
  const written = await writeFiles(out, exported.files, world);
  return { ...exported, snapshot, out, files: written, unread: library.unread };
}

async function writeFiles(
  out: string,
  files: readonly ExportFile[],
  { signal }: World,
): Promise<readonly WrittenFile[]> {
  // The names of files are titles, which no error may hold.
  const fs = withStoreErrors(nodeFileSystem, () => out);
  const directory = resolve(out);
  await makeDirectories(fs, directory);
  const written: WrittenFile[] = [];
  for (const { name, lists, text } of files) {
    if (signal?.aborted) {
      throw new CancelledError("cancelled", "Stopped before all files were written.", {
        cause: signal.reason,
        hint: "Each file that was written is complete.",
      });
    }
    const temporary = join(directory, temporaryName(thisProcess()));
    const content = [new TextEncoder().encode(text())];
    const { bytes } = await writeDurably(fs, { temporary, path: join(directory, name) }, content);
    written.push({ name, lists, bytes });
  }
  return written;
}
