import { UsageError } from "../errors.ts";
import { isLikesName } from "../import/likes-name.ts";
import type { Entry, Kind, Playlist } from "../model/records.ts";
import type { ExportFormat } from "./format.ts";
import { FORMATS, type FormatName } from "./formats.ts";
import type { ExportList } from "./list.ts";
import { distinct, toFileName } from "./names.ts";

/** One list of a library. */
export interface LibraryList {
  readonly kind: Kind;
  /** `null`: it is a collection. */
  readonly playlist: Playlist | null;
  /** `null`: the provider withheld them. */
  readonly entries: readonly Entry[] | null;
}

/** The way in which a library is exported. */
export interface ExportOptions {
  readonly format: FormatName;
  /** Whether all lists go into one file. */
  readonly single?: boolean;
}

/** One file of an export. */
export interface ExportFile {
  /** Safe on any system, and different from all others also where case does not matter. */
  readonly name: string;
  readonly lists: readonly WrittenList[];
  /** Its content. It is made when it is asked for, since all files together may be large. */
  text(): string;
}

/** A list that is in a file, with the number of its entries there. */
export interface WrittenList {
  readonly kind: Kind;
  readonly title: string;
  readonly entries: number;
}

/** An entry that the format cannot hold, with its place in its list, from 0. */
export interface LeftOutEntry {
  readonly kind: Kind;
  readonly list: string;
  readonly at: number;
  readonly entry: Entry;
}

/** A list that is in no file. `withheld`: the provider does not show its entries. */
export interface LeftOutList {
  readonly kind: Kind;
  readonly title: string;
  readonly reason: "format" | "withheld";
}

/** A library in the files of a format. */
export interface Exported {
  readonly files: readonly ExportFile[];
  readonly leftOutEntries: readonly LeftOutEntry[];
  readonly leftOutLists: readonly LeftOutList[];
}

/** The name of the file that has all lists. */
const SINGLE = "library";

/** The names of collections. That of the likes is the one that other tools know. */
const TITLES: Readonly<Record<Exclude<Kind, "playlists">, string>> = {
  likes: "Liked Songs",
  albums: "Albums",
  artists: "Artists",
  shows: "Shows",
  episodes: "Episodes",
  audiobooks: "Audiobooks",
};

/**
 * Writes the lists of a library as files of a format: a file for each list, or one for all. What
 * the format cannot hold is left out and named. Two lists with one name get different ones, and no
 * playlist has the name of the likes, so that readers keep them apart.
 *
 * Throws `UsageError` `usage/single` when one file is asked for and the format has none for several
 * lists.
 */
export function exportLists(
  library: readonly LibraryList[],
  { format: name, single = false }: ExportOptions,
): Exported {
  const format: ExportFormat = FORMATS[name];
  const kinds = single ? kindsTogether(format, name) : format.kinds;
  const lists: ExportList[] = [];
  const leftOutEntries: LeftOutEntry[] = [];
  const leftOutLists: LeftOutList[] = [];
  for (const list of titled(library)) {
    const { kind, title, entries } = list;
    if (entries === null) leftOutLists.push({ kind, title, reason: "withheld" });
    else if (!kinds.includes(kind)) leftOutLists.push({ kind, title, reason: "format" });
    else {
      lists.push({ ...list, entries: entries.filter((entry) => format.canWrite(entry)) });
      for (const [at, entry] of entries.entries()) {
        if (!format.canWrite(entry)) leftOutEntries.push({ kind, list: title, at, entry });
      }
    }
  }
  return {
    files: single ? filesTogether(format, lists) : filesOf(format, lists),
    leftOutEntries,
    leftOutLists,
  };
}

function kindsTogether({ combined }: ExportFormat, name: FormatName): readonly Kind[] {
  if (combined !== null) return combined.kinds;
  const able = Object.entries<ExportFormat>(FORMATS).filter((each) => each[1].combined !== null);
  throw new UsageError("usage/single", `A file of the format ${name} has one list.`, {
    hint: `Leave --single out, or take one of these formats: ${able.map(([one]) => one).join(", ")}.`,
  });
}

/** A list with the name that it has in the files. */
interface TitledList extends LibraryList {
  readonly title: string;
}

function titled(library: readonly LibraryList[]): readonly TitledList[] {
  const names = library.map(({ kind, playlist }) =>
    kind === "playlists" ? playlist?.name.trim() || "Untitled" : TITLES[kind],
  );
  const titles = distinctIn(library, names);
  return library.map((list, at) => ({ ...list, title: titles[at] ?? "" }));
}

function filesOf(format: ExportFormat, lists: readonly ExportList[]): readonly ExportFile[] {
  const names = distinctIn(
    lists,
    lists.map(({ title }) => toFileName(title)),
  );
  return lists.map((list, at) => ({
    name: `${names[at]}.${format.extension}`,
    lists: [written(list)],
    text: () => format.writeList(list),
  }));
}

/** The names of `lists`, none of them twice, and those of the likes only for the likes. */
function distinctIn(
  lists: readonly Pick<LibraryList, "kind">[],
  names: readonly string[],
): readonly string[] {
  return distinct(names, (name, at) => lists[at]?.kind === "playlists" && isLikesName(name));
}

function filesTogether(format: ExportFormat, lists: readonly ExportList[]): readonly ExportFile[] {
  const { combined } = format;
  if (combined === null || lists.length === 0) return [];
  const name = `${SINGLE}.${format.extension}`;
  return [{ name, lists: lists.map(written), text: () => combined.write(lists) }];
}

function written({ kind, title, entries }: ExportList): WrittenList {
  return { kind, title, entries: entries.length };
}
