import { join } from "node:path";
import { ignoreErrorCode } from "../../disk/durable.ts";
import type { FileSystem } from "../../disk/fs.ts";
import type { Owner } from "../../disk/temporary.ts";
import { METADATA_NAME } from "../names.ts";
import { kindAt, nullIfNotFound } from "./reader.ts";
import { markName, putUpMark, removeMarked } from "./writing-mark.ts";

/** The snapshot to remove, and the process that removes it. */
export interface Removal {
  readonly fs: FileSystem;
  readonly owner: Owner;
  /** The user's directory. */
  readonly parent: string;
  readonly name: string;
}

/**
 * Removes a snapshot for good. The mark of a run at work comes first, and then the metadata goes: so
 * what an interruption leaves counts as the leftover of a run, which the next run removes. Returns
 * whether it was there.
 */
export async function removeSnapshot({ fs, owner, parent, name }: Removal): Promise<boolean> {
  const directory = join(parent, name);
  if ((await kindAt(fs, directory)) !== "directory") return false;
  const mark = join(parent, markName(name, owner));
  await ignoreErrorCode("EEXIST", putUpMark(fs, mark));
  await ignoreErrorCode("ENOENT", fs.unlink(join(directory, METADATA_NAME)));
  await ignoreErrorCode("ENOENT", fs.syncDirectory(directory));
  await removeFiles(fs, directory);
  await removeMarked(fs, directory, mark);
  return true;
}

/** Removes the files in a directory, if there is one. Returns their number. */
export async function removeFiles(fs: FileSystem, directory: string): Promise<number> {
  const entries = (await nullIfNotFound(fs.readdir(directory))) ?? [];
  const files = entries.filter(({ kind }) => kind === "file");
  for (const { name } of files) await ignoreErrorCode("ENOENT", fs.unlink(join(directory, name)));
  return files.length;
}
