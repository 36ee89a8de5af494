import { UsageError } from "../errors.ts";
import type { Entry, Kind } from "../model/records.ts";
import { isZip, unpack } from "./archive.ts";
import { IMPORT_LIMITS, type ImportFile, importTooLarge } from "./file.ts";
import type { ImportedList, ReadFile } from "./list.ts";
import { type Order, orderLikes } from "./order.ts";
import { type Preview, previewOf } from "./preview.ts";
import { recognise } from "./recognise.ts";

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
  options: ImportOptions = {},
): Promise<Imported> {
  const files: ReadFile[] = [];
  let passedOver = 0;
  for (const source of sources) {
    const { read, unknown } = await readSource(source);
    files.push(...read.map((each) => (options.as === "likes" ? asLikes(each) : each)));
    passedOver += unknown;
  }
  checkRows(files);
  checkFormats(files);
  const { lists, repeated } = join(files);
  if (lists.length === 0) throw empty(sources);
  const named = options.name === undefined ? lists : rename(lists, options.name);
  const likes = orderLikes(named, options.order);
  return {
    lists: likes.lists,
    preview: previewOf(files, likes, { repeated, passedOver }),
  };
}

/** Reads one source. An archive or folder may hold files about other things; those are skipped. */
async function readSource({
  label,
  files,
}: ImportSource): Promise<{ readonly read: readonly ReadFile[]; readonly unknown: number }> {
  const [only] = files.length === 1 ? files : [];
  const isArchive = only !== undefined && isZip(only.bytes);
  const members = isArchive ? await unpack(only) : files;
  const read = members
    .map((file) => ({ label: file.label, read: recognise(file) }))
    .filter((each): each is ReadFile => each.read !== null);
  if (read.length === 0) throw unknownFormat(label, members);
  return { read, unknown: members.length - read.length };
}

function unknownFormat(label: string, files: readonly ImportFile[]): UsageError {
  const start = new TextDecoder().decode(files[0]?.bytes.subarray(0, 256)).trimStart();
  const isPage = files.length === 1 && /^<(?:!doctype html|html)/i.test(start);
  return new UsageError(
    "import/unknown",
    isPage
      ? `${label} is a web page, not an export.`
      : `${label} has no format that tracksafe can import.`,
    {
      hint: isPage
        ? "The download went wrong, often because a login was needed. Export it again."
        : "docs/import.md lists the formats.",
    },
  );
}

/** Turns the playlists of a file into likes. */
function asLikes(file: ReadFile): ReadFile {
  const lists = file.read.lists.map((list): ImportedList => {
    return list.kind === "playlists" ? { ...list, kind: "likes", name: "" } : list;
  });
  return { ...file, read: { ...file.read, lists } };
}

function checkRows(files: readonly ReadFile[]): void {
  let rows = 0;
  for (const { label, read } of files) {
    for (const { entries } of read.lists) rows += entries.length;
    if (rows > IMPORT_LIMITS.rows)
      throw importTooLarge(label, "has too many rows together with the other files");
  }
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
function join(files: readonly ReadFile[]): {
  readonly lists: readonly ImportedList[];
  readonly repeated: number;
} {
  const playlists = files.flatMap(({ read }) => read.lists.filter(isPlaylist));
  const kinds = new Map<Kind, Entry[]>();
  for (const { read } of files) {
    for (const { kind, entries } of read.lists) {
      if (kind === "playlists" || entries.length === 0) continue;
      const joined = kinds.get(kind) ?? [];
      for (const entry of entries) joined.push(entry);
      kinds.set(kind, joined);
    }
  }
  let repeated = 0;
  const collections = [...kinds].map(([kind, entries]): ImportedList => {
    const once = withoutRepeats(entries);
    repeated += entries.length - once.length;
    return { kind, name: "", description: null, entries: once };
  });
  return { lists: [...collections, ...playlists], repeated };
}

function isPlaylist({ kind }: ImportedList): boolean {
  return kind === "playlists";
}

/** Removes repeats. A collection has everything once, but two joined exports of it may not. */
function withoutRepeats(entries: readonly Entry[]): readonly Entry[] {
  const seen = new Set<string>();
  return entries.filter((entry) => {
    const reference = entry.type === "unavailable" ? undefined : entry.item.refs["spotify"];
    if (reference === undefined) return true;
    const isNew = !seen.has(reference);
    seen.add(reference);
    return isNew;
  });
}
