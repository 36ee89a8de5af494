import { bytesOf, joinBytes, textOf } from "../bytes.ts";
import { KeyError } from "../errors.ts";
import type { Entry } from "../model/records.ts";
import type { Open } from "../model/sealer.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import {
  checkDocument,
  collectRows,
  type RowsOf,
  readContent,
  readWholeContent,
  unsealingOf,
} from "../snapshot/content.ts";
import {
  createReader,
  type DocumentHead,
  type DocumentOutline,
  decodeEntry,
} from "../snapshot/document.ts";
import type { Evidence } from "../snapshot/doubt.ts";
import { MAX_WHOLE_BYTES } from "../snapshot/limits.ts";
import { contentKeyOf } from "../snapshot/summary.ts";
import { type AlignedLines, alignLines, type Lines, linesAt, NO_LINES } from "./align-lines.ts";
import { readAhead } from "./read-ahead.ts";
import type { FileVersion } from "./versions.ts";
import { snapshotFiles } from "./walk-snapshots.ts";

/** The rows that a {@link RowReader} found in a document. */
export interface ReadRows<T> {
  readonly head: DocumentHead;
  /** In order, what `pick` gave for each entry; entries for which it gave `null` are left out. */
  readonly rows: readonly T[];
  /** Whether the provider withheld the entries. */
  readonly isWithheld: boolean;
}

/**
 * Reads documents of a history. Parts that a document shares with the version of the same file
 * that was read before it are neither opened nor decoded again. So versions of a file are best read
 * in their order.
 */
export interface RowReader<T> {
  /** Throws as `readDocument` of `snapshot/content.ts` does. */
  read(version: Pick<FileVersion, "file" | "ref" | "metadata">): Promise<ReadRows<T>>;
}

/** The store of a {@link RowReader}, and the means to open its files. */
export interface RowReaderDeps {
  readonly store: SnapshotStore;
  readonly evidence: Evidence;
  /** `null`: a sealed file throws `KeyError` `key/missing`. */
  readonly open: Open | null;
  /** Reads whole documents. Default: one that remembers only the document before. */
  readonly entryReader?: RowReader<Entry>;
}

/** The reader of whole documents that `deps` has, or a new one. */
export function entryReaderOf(deps: RowReaderDeps): RowReader<Entry> {
  return deps.entryReader ?? createRowReader<Entry>(deps, (entry) => entry);
}

/**
 * Creates a reader of whole documents that remembers them, in whatever order they are read: the ones
 * that were read last, of up to `mostRows` rows together.
 */
export function createEntryReader(deps: RowReaderDeps, mostRows: number): RowReader<Entry> {
  const readers = new Map<string, RowReader<Entry>>();
  const documents = new Map<string, KnownDocument>();

  function readerOf(id: string): RowReader<Entry> {
    const reader =
      readers.get(id) ?? createRowReader<Entry>(deps, (entry) => entry, MOST_REMEMBERED);
    readers.set(id, reader);
    return reader;
  }

  function forget(): void {
    let rows = [...documents.values()].reduce((sum, { read }) => sum + read.rows.length, 0);
    for (const [key, { id, read }] of documents) {
      if (rows <= mostRows || documents.size === 1) return;
      documents.delete(key);
      rows -= read.rows.length;
      if (![...documents.values()].some((known) => known.id === id)) readers.delete(id);
    }
  }

  return {
    async read(version) {
      const { id } = version.file;
      const key = `${id} ${contentKeyOf(version.file)}`;
      const read = documents.get(key)?.read ?? (await readerOf(id).read(version));
      // The last one of a map is the one that was set last.
      documents.delete(key);
      documents.set(key, { id, read });
      forget();
      return read;
    },
  };
}

/** A document that was read, and the id of its file. */
interface KnownDocument {
  readonly id: string;
  readonly read: ReadRows<Entry>;
}

/** A document of more bytes is decoded as a whole each time that it is read. */
const MOST_REMEMBERED = 64 * 1024 * 1024;

/** The end of a document that {@link createEncoder} wrote. */
const END = "\n]}\n";
const LINE_FEED = 10;

/** The lines of a document's entries, and the value that was picked from each. */
interface PickedLines<T> {
  readonly file: string;
  readonly lines: Lines;
  readonly rows: readonly (T | null)[];
}

/**
 * Creates a {@link RowReader} that keeps what `pick` takes of an entry; `null`: nothing. A document
 * of more than `mostBytes` is not remembered.
 */
export function createRowReader<T>(
  deps: RowReaderDeps,
  pick: (entry: Entry) => T | null,
  mostBytes: number = MAX_WHOLE_BYTES,
): RowReader<T> {
  const readParts = createPartReader(deps);
  let before: PickedLines<T> | null = null;

  function pickLines(file: string, content: Uint8Array): readonly (T | null)[] {
    const known = before?.file === file ? before : null;
    const lines = alignLines(content, known?.lines ?? NO_LINES);
    const rows: (T | null)[] = [];
    for (const [at, line] of lines.known.entries()) {
      // The lines of a run of new ones were added together.
      if (rows.length > at) continue;
      if (known !== null && line !== null) rows.push(known.rows[line] ?? null);
      else for (const text of newTexts(lines, at)) rows.push(pick(decodeEntry(text, file)));
    }
    before = { file, lines, rows };
    return rows;
  }

  return {
    async read(version) {
      const { file } = version;
      const pieces = readParts(version);
      const { held, isWhole } = await readUpTo(pieces, mostBytes);
      const document = isWhole ? findRows(joinBytes(held)) : null;
      if (document !== null) {
        const picked = pickLines(file.id, document.rows);
        const outline = { ...readOutline(document.head, file.id), count: picked.length };
        checkDocument(outline, file);
        const { count: _, ...head } = outline;
        return toReadRows({ ...head, rows: picked });
      }
      return toReadRows(
        await collectRows(resume(held, pieces), file.id, pick, (outline) =>
          checkDocument(outline, file),
        ),
      );
    },
  };
}

/** The number of lines that are turned into text together, which takes less time than one by one. */
const MOST_LINES = 128;

/** The texts of the new lines from the line `from` on, up to one that is known. */
function newTexts(lines: AlignedLines, from: number): readonly string[] {
  let end = from + 1;
  while (end < from + MOST_LINES && lines.known[end] === null) end += 1;
  return textOf(linesAt(lines, from, end)).split("\n");
}

/** Takes pieces until there are more than `limit` bytes, or no more pieces: then it is whole. */
async function readUpTo(
  pieces: AsyncGenerator<Uint8Array>,
  limit: number,
): Promise<{ readonly held: readonly Uint8Array[]; readonly isWhole: boolean }> {
  const held: Uint8Array[] = [];
  let bytes = 0;
  while (bytes <= limit) {
    const { done, value } = await pieces.next();
    if (done) return { held, isWhole: true };
    held.push(value);
    bytes += value.length;
  }
  return { held, isWhole: false };
}

/** The pieces that were taken already, then the others. */
async function* resume(
  held: readonly Uint8Array[],
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* held;
  yield* rest;
}

/** The number of parts of a document that are read and opened while the ones before are used. */
const PARTS_AT_ONCE = 4;

/**
 * Reads the parts of documents. A sealed part that the document before had, too, is not opened
 * again.
 */
function createPartReader({ store, evidence, open }: RowReaderDeps) {
  let before: {
    readonly file: string;
    readonly parts: ReadonlyMap<string, Once<Uint8Array>>;
  } | null = null;
  return async function* readParts({
    file,
    ref,
    metadata,
  }: Parameters<RowReader<unknown>["read"]>[0]): AsyncGenerator<Uint8Array> {
    if (metadata.encryption !== null && open === null) throw keyMissing();
    const keyed = evidence.keys.get(metadata.encryption?.keyId ?? "") ?? null;
    const unsealing = unsealingOf(metadata, open, keyed);
    const files = snapshotFiles(store, ref);
    const known = before?.file === file.id ? before.parts : null;
    const parts = new Map<string, Once<Uint8Array>>();
    const wholes = file.parts.map((part) => {
      const { contentId = "" } = part;
      const read = () => readWholeContent(files, file, part, unsealing);
      const earlier = known?.get(contentId);
      // The copy of the document before may be damaged, and this one sound.
      const whole = once(earlier === undefined ? read : () => earlier().catch(read));
      if (contentId !== "") parts.set(contentId, whole);
      return { part, whole };
    });
    before = { file: file.id, parts };
    const reads = readAhead(wholes, PARTS_AT_ONCE, async ({ part, whole }) => ({
      part,
      whole: part.bytes > MAX_WHOLE_BYTES ? null : await whole(),
    }));
    for await (const { part, whole } of reads) {
      if (whole === null) yield* readContent(files, file, part, unsealing);
      else yield whole;
    }
  };
}

type Once<T> = () => Promise<T>;

/** Does `work` when it is first asked for its result. Then it holds the result and nothing else. */
function once<T>(work: Once<T>): Once<T> {
  let todo: Once<T> | null = work;
  let result: Promise<T> | null = null;
  return () => {
    result ??= todo?.() ?? null;
    todo = null;
    return result as Promise<T>;
  };
}

/**
 * The text before the entries of a document, and the lines of its entries; `null`: it has none, or
 * is not laid out as {@link createEncoder} does.
 */
function findRows(
  content: Uint8Array,
): { readonly head: string; readonly rows: Uint8Array } | null {
  const start = content.indexOf(LINE_FEED);
  const end = content.length - END.length;
  if (start <= 0 || start > end || textOf(content.subarray(end)) !== END) return null;
  const head = textOf(content.subarray(0, start));
  return head.endsWith("[") ? { head, rows: content.subarray(start + 1, end + 1) } : null;
}

/** Decodes what comes before the entries. */
function readOutline(head: string, name: string): DocumentOutline {
  const reader = createReader(name);
  reader.push(bytesOf(`${head}]}\n`));
  return reader.end().outline;
}

function toReadRows<T>({ rows, ...head }: RowsOf<T | null>): ReadRows<T> {
  return {
    head,
    rows: (rows ?? []).filter((row) => row !== null),
    isWithheld: rows === null,
  };
}

function keyMissing(): KeyError {
  return new KeyError("key/missing", "The snapshots are sealed, and no identity was given.", {
    hint: "Set AGE_IDENTITY to your key or to the path of its file, so that titles, artists and playlists can be read. `tracksafe list` works without it.",
  });
}
