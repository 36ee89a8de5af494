import type { Entry, Kind } from "../model/records.ts";
import type { ExportList } from "./list.ts";

/** The way in which a format writes lists. */
export interface ExportFormat {
  /** The ending of its files, without the dot. */
  readonly extension: string;
  /** The kinds of lists that it has. */
  readonly kinds: readonly Kind[];
  /** Whether it has a way to write an entry of a list of these kinds. */
  canWrite(entry: Entry): boolean;
  /** The text of a file with one list. All entries are such that `canWrite` is true. */
  writeList(list: ExportList): string;
  /** The same for a file with several lists; `null`: its files have one each. */
  readonly combined: {
    /** The kinds of lists that can be in it. */
    readonly kinds: readonly Kind[];
    write(lists: readonly ExportList[]): string;
  } | null;
}
