import { UsageError } from "../errors.ts";
import { isZip, unpack } from "./archive.ts";
import { createEntryCollector, joinEntries, type ListEntries } from "./entries.ts";
import {
  beginningOf,
  IMPORT_LIMITS,
  type ImportFile,
  type ImportLimits,
  importTooManyRows,
} from "./file.ts";
import type { ImportedList, ReadFile } from "./list.ts";
import { newestFirst, type Order, orderOf } from "./order.ts";
import { countRows, type Preview, previewOf, type SurveyedList } from "./preview.ts";
import { recognise } from "./recognise.ts";
import { surveyEntries } from "./survey.ts";
import { firstTextOf } from "./text.ts";

/** One source that the person gave: a file, or a folder with its files. */
export interface ImportSource {
  /** The name for messages. */
  readonly label: string;
  readonly files: readonly ImportFile[];
}

/** Answers to questions that the files themselves leave open. */
export interface ImportOptions {
  /** Takes lists of tracks as likes, whatever their names are. */
  readonly as?: "likes";
  /** The order of likes without dates. Default: the newest one first. */
  readonly order?: Order;
  /** The name of the only playlist. Default: as the files call it. */
  readonly name?: string;
  /** Default: {@link IMPORT_LIMITS}. */
  readonly limits?: ImportLimits;
}

/** The library in the files of other tools. */
export interface Imported {
  /** At most one list of each kind except playlists; only playlists may be empty. */
  readonly lists: readonly ImportedList[];
  readonly preview: Preview;
}

/**
 * Reads files of another tool, in any of its formats, into one library. It invents nothing: a fact
 * that no file states stays unknown, and every list keeps its order.
 *
 * Throws `UsageError`: `import/unknown` for a source in no known format, `import/damaged`,
 * `import/encrypted`, `import/too-large`, `import/conflict` for files of two formats,
 * `import/empty` for files without any list, and `import/name` for a name where there is not
 * exactly one playlist.
 */
export async function importFiles(
  sources: readonly ImportSource[],
  { as, order: asked, name, limits = IMPORT_LIMITS }: ImportOptions = {},
): Promise<Imported> {
  const { files, passedOver } = await readSources(sources, limits);
  checkFormats(files);
  const read = as === "likes" ? files.map(asLikes) : files;
  const { lists, repeated } = await join(read);
  if (lists.length === 0) throw empty(sources);
  const surveyed: SurveyedList[] = [];
  for (const list of name === undefined ? lists : rename(lists, name)) {
    surveyed.push({ list, survey: await surveyEntries(list.entries) });
  }
  const likes = surveyed.find(({ list }) => list.kind === "likes");
  const order = likes === undefined ? null : orderOf(likes.survey, asked);
  return {
    lists: surveyed.map(({ list }) =>
      list === likes?.list && order !== null ? newestFirst(list, order) : list,
    ),
    preview: previewOf(read, surveyed, order, { repeated, passedOver }),
  };
}

/**
 * Reads all files of all sources, one after the other. An archive or folder may hold files about
 * other things; those are passed over.
 */
async function readSources(
  sources: readonly ImportSource[],
  limits: ImportLimits,
): Promise<{ readonly files: readonly ReadFile[]; readonly passedOver: number }> {
  const files: ReadFile[] = [];
  let passedOver = 0;
  let rows = 0;
  for (const source of sources) {
    const before = files.length;
    const members = await membersOf(source, limits);
    for (const file of members) {
      const read = await recognise(file, limits);
      if (read === null) passedOver += 1;
      else files.push({ label: file.label, read });
      rows += countRows(read?.lists ?? []);
      if (rows > limits.rows) throw importTooManyRows(`${file.label}:`, limits);
    }
    if (files.length === before) throw await unknownFormat(source.label, members);
  }
  return { files, passedOver };
}

async function membersOf(
  { files }: ImportSource,
  limits: ImportLimits,
): Promise<readonly ImportFile[]> {
  const [only] = files.length === 1 ? files : [];
  const isArchive = only !== undefined && isZip(await beginningOf(only));
  return isArchive ? await unpack(only, limits) : files;
}

async function unknownFormat(label: string, files: readonly ImportFile[]): Promise<UsageError> {
  const [only] = files.length === 1 ? files : [];
  const start = only === undefined ? "" : await firstTextOf(only);
  if (/^\s*<(?:!doctype html|html)/i.test(start)) {
    return new UsageError("import/unknown", `${label} is a web page, not an export.`, {
      hint: "The download went wrong, often because a login was needed. Export it again.",
    });
  }
  const why = only?.size === 0 ? "is empty" : "has no format that tracksafe can import";
  return new UsageError("import/unknown", `${label} ${why}.`, {
    hint: "docs/import.md lists the formats.",
  });
}

/** Turns the playlists of a file into likes. */
function asLikes(file: ReadFile): ReadFile {
  const lists = file.read.lists.map((list): ImportedList => {
    return list.kind === "playlists" ? { ...list, kind: "likes", name: "" } : list;
  });
  return { ...file, read: { ...file.read, lists } };
}

/** Refuses files of two formats: they may hold the same library twice, in two ways. */
function checkFormats(files: readonly ReadFile[]): void {
  const [first] = files;
  const other = files.find(({ read }) => read.format !== first?.read.format);
  if (first === undefined || other === undefined) return;
  throw new UsageError(
    "import/conflict",
    `${first.label} (${first.read.format}) and ${other.label} (${other.read.format}) have different formats.`,
    { hint: "Import them one by one: each makes a snapshot of its own. Nothing was written." },
  );
}

function empty(sources: readonly ImportSource[]): UsageError {
  const labels = sources.map(({ label }) => label).join(", ");
  return new UsageError("import/empty", `No music was found in ${labels}.`, {
    hint: "Export it again. Nothing was written.",
  });
}

function rename(lists: readonly ImportedList[], name: string): readonly ImportedList[] {
  const playlists = lists.filter(isPlaylist).length;
  if (playlists !== 1) {
    throw new UsageError(
      "import/name",
      `--name is for a single playlist, but the files hold ${playlists}.`,
      {
        hint: "Leave --name out, or import the file of that playlist by itself.",
      },
    );
  }
  return lists.map((list) => (isPlaylist(list) ? { ...list, name } : list));
}

/** All lists. The lists of one collection are joined into one. */
async function join(files: readonly ReadFile[]): Promise<{
  readonly lists: readonly ImportedList[];
  readonly repeated: number;
}> {
  const all = files.flatMap(({ read }) => read.lists);
  const kinds = new Set(
    all
      .filter(({ kind, entries }) => kind !== "playlists" && entries.length > 0)
      .map(({ kind }) => kind),
  );
  let repeated = 0;
  const collections: ImportedList[] = [];
  for (const kind of kinds) {
    const parts = all.filter((list) => list.kind === kind).map(({ entries }) => entries);
    const entries = joinEntries(parts);
    const once = await withoutRepeats(entries);
    repeated += entries.length - once.length;
    collections.push({ kind, name: "", description: null, entries: once });
  }
  return { lists: [...collections, ...all.filter(isPlaylist)], repeated };
}

function isPlaylist({ kind }: ImportedList): boolean {
  return kind === "playlists";
}

/** Removes repeats. A collection has everything once, but two joined exports of it may not. */
async function withoutRepeats(entries: ListEntries): Promise<ListEntries> {
  const seen = new Set<string>();
  const once = createEntryCollector();
  for await (const page of entries.pages()) {
    for (const entry of page) {
      const reference = entry.type === "unavailable" ? undefined : entry.item.refs["spotify"];
      if (reference !== undefined && seen.has(reference)) continue;
      if (reference !== undefined) seen.add(reference);
      await once.add(entry);
    }
  }
  return once.entries();
}
