import type { FolderFile } from "../reader/folder.ts";
import type { ChosenPlace } from "../worker/places.ts";

/** The place that a person chose with the input for a folder. */
export function chosenFolder(files: Iterable<File>): ChosenPlace | null {
  const all = Array.from(files, (file) => ({ path: file.webkitRelativePath || file.name, file }));
  const name = all[0]?.path.split("/")[0];
  return name === undefined ? null : { kind: "folder", name, files: all };
}

/** The place that a person chose with the input for a ZIP. */
export function chosenZip(file: File): ChosenPlace {
  return { kind: "zip", name: file.name, file };
}

/** The plan of a restore that was dropped on the page: one JSON file; `null`: it is something else. */
export function droppedPlan({ files }: DataTransfer): File | null {
  const [only, ...others] = files;
  return only && others.length === 0 && /\.json$/i.test(only.name) ? only : null;
}

/** The place that was dropped on the page: a ZIP, or folders and files; `null`: neither. */
export async function droppedPlace(transfer: DataTransfer): Promise<ChosenPlace | null> {
  // Nothing of a drop can be asked for after the first wait.
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry());
  const [only, ...others] = entries.filter((entry) => entry !== null);
  if (only === undefined) return null;
  const isZip = isFile(only) && /\.zip$/i.test(only.name);
  if (isZip && others.length === 0) return chosenZip(await fileOf(only));
  const files = (await Promise.all([only, ...others].map(filesBelow))).flat();
  return { kind: "folder", name: only.name, files };
}

async function filesBelow(entry: FileSystemEntry): Promise<readonly FolderFile[]> {
  if (isFile(entry)) return [{ path: entry.fullPath.slice(1), file: await fileOf(entry) }];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: (readonly FolderFile[])[] = [];
  for (;;) {
    // It gives at most a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return files.flat();
    files.push(...(await Promise.all(some.map(filesBelow))));
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
