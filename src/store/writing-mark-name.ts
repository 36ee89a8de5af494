import { isSnapshotName } from "./names.ts";

/**
 * The mark of a run at work: an empty file beside the directory of its snapshot, called
 * `.writing-<snapshot>-<machine>-<process>`. It is there from before the directory is made until
 * the snapshot is committed or given up. So a directory without metadata is the leftover of a run
 * that was interrupted where it has a mark, and where it has none a snapshot that lost its
 * metadata.
 */
export interface Mark {
  /** The name of the file. */
  readonly name: string;
  /** The name of the snapshot. */
  readonly snapshot: string;
}

/** The form of a mark's name: the snapshot, the machine, the process. */
export const MARK = /^\.writing-(.+)-([0-9a-f]{8})-([1-9]\d{0,9})$/;

/** The mark that a file of this name is; `null`: it is something else. */
export function parseMark(name: string): Mark | null {
  const snapshot = MARK.exec(name)?.[1];
  return snapshot !== undefined && isSnapshotName(snapshot) ? { name, snapshot } : null;
}
