import { fileAtHand, type ImportFile } from "../../src/import/file.ts";
import {
  type Imported,
  type ImportOptions,
  type ImportSource,
  importFiles,
} from "../../src/import/import.ts";
import type { ImportedList } from "../../src/import/list.ts";
import type { Entry } from "../../src/model/records.ts";

/** A file of this name; text is stored as UTF-8. */
export function file(name: string, content: string | Uint8Array): ImportFile {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return fileAtHand(name, name, bytes);
}

/** A list whose entries are at hand. */
export interface WholeList extends Omit<ImportedList, "entries"> {
  readonly entries: readonly Entry[];
}

/** An import whose entries are at hand. */
export interface WholeImport extends Omit<Imported, "lists"> {
  readonly lists: readonly WholeList[];
}

/** Imports sources, and reads all entries. */
export async function importAll(
  sources: readonly ImportSource[],
  options?: ImportOptions,
): Promise<WholeImport> {
  const { lists, preview } = await importFiles(sources, options);
  const whole: WholeList[] = [];
  for (const list of lists) {
    const entries = (await Array.fromAsync(list.entries.pages())).flat();
    if (entries.length !== list.entries.length) throw new Error("the length is wrong");
    whole.push({ ...list, entries });
  }
  return { lists: whole, preview };
}

/** Imports one file. */
export function importOne(
  name: string,
  content: string | Uint8Array,
  options?: ImportOptions,
): Promise<WholeImport> {
  return importAll([{ label: name, files: [file(name, content)] }], options);
}

/** The only list of an import. */
export function onlyList({ lists }: WholeImport): WholeList {
  const [list, ...more] = lists;
  if (list === undefined || more.length > 0) throw new Error(`${lists.length} lists`);
  return list;
}

/** Entries in few words: `track Title · Artist, Artist · reference`. */
export function inWords(entries: readonly Entry[]): readonly string[] {
  return entries.map((entry) => {
    if (entry.type === "unavailable") return "unavailable";
    const { item, type } = entry;
    const title = "title" in item ? item.title : item.name;
    const artists = "artists" in item ? item.artists.map(({ name }) => name).join(" | ") : "";
    return [`${type} ${title}`, artists, item.refs["spotify"] ?? ""].join(" · ");
  });
}

/** A Spotify ID that ends in `end`. */
export function id(end: string): string {
  return end.padStart(22, "0");
}
