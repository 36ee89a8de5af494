import { dirname } from "node:path";
import { removeEmpty, undoQuietly } from "../../disk/durable.ts";
import type { FileSystem } from "../../disk/fs.ts";
import { isGone, type Owner, ownerTag } from "../../disk/temporary.ts";
import { systemCode } from "../../errors.ts";
import { MARK, type Mark } from "../writing-mark-name.ts";

/** The name of the mark that `owner` puts up for `snapshot`. */
export function markName(snapshot: string, owner: Owner): string {
  return `.writing-${snapshot}-${ownerTag(owner)}`;
}

/** Whether the run that put `mark` up is over; `modified` is when it last wrote anything. */
export function isAbandonedMark(mark: Mark, modified: Date, now: Date, owner: Owner): boolean {
  const [, , host = "", pid = ""] = MARK.exec(mark.name) ?? [];
  return isGone({ host, pid }, modified, now, owner);
}

/** Puts up a mark for good: it does not vanish after a loss of power. Throws `EEXIST`. */
export async function putUpMark(fs: FileSystem, path: string): Promise<void> {
  const file = await fs.createFile(path);
  try {
    await file.close();
    await fs.syncDirectory(dirname(path));
  } catch (error) {
    await undoQuietly(() => fs.unlink(path));
    throw error;
  }
}

/**
 * Removes a directory unless there is something in it, and then its mark, which is there as long as
 * the directory may come back after a loss of power. Says whether the directory is gone.
 */
export async function removeMarked(
  fs: FileSystem,
  directory: string,
  mark: string,
): Promise<boolean> {
  const isGone = await removeEmpty(fs, directory);
  await fs.syncDirectory(dirname(mark));
  try {
    await fs.unlink(mark);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
  }
  return isGone;
}
