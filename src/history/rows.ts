import { KeyError } from "../errors.ts";
import type { Entry } from "../model/records.ts";
import type { Open } from "../model/sealer.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import { checkDocument, readContent, unsealingOf } from "../snapshot/content.ts";
import {
  createReader,
  type DocumentHead,
  type DocumentOutline,
  decodeEntry,
} from "../snapshot/document.ts";
import type { Evidence } from "../snapshot/doubt.ts";
import { MAX_WHOLE_BYTES } from "../snapshot/limits.ts";
import type { FileVersion } from "./versions.ts";
import { snapshotFiles } from "./walk.ts";

/** What a {@link RowReader} found in a document. */
export interface ReadRows<T> {
  readonly head: DocumentHead;
  /** In order, what `pick` gave for each entry; entries for which it gave `null` are left out. */
  readonly rows: readonly T[];
  /** Whether the provider withheld the entries. */
  readonly isWithheld: boolean;
}

/** Reads documents of a history. What two of them share is read, opened and decoded once. */
export interface RowReader<T> {
  /** Throws as `readDocument` of `snapshot/content.ts` does. */
  read(version: Pick<FileVersion, "file" | "ref" | "metadata">): Promise<ReadRows<T>>;
}

/** What a {@link RowReader} reads from, and what it opens files with. */
export interface RowReaderDeps {
  readonly store: SnapshotStore;
  readonly evidence: Evidence;
  /** `null`: a sealed file throws `KeyError` `key/missing`. */
  readonly open: Open | null;
}

/** More decoded rows than these are not kept: they would take more than 512 MB. */
const MAX_KEPT_ROWS = 400_000;

/** How a document that {@link createEncoder} wrote ends. */
const END = "\n]}\n";

/** Creates a {@link RowReader} that keeps what `pick` takes of an entry; `null`: nothing. */
export function createRowReader<T>(
  { store, evidence, open }: RowReaderDeps,
  pick: (entry: Entry) => T | null,
): RowReader<T> {
  /** The opened parts of the last document of each file, by content id. */
  const openedParts = new Map<string, ReadonlyMap<string, Uint8Array>>();
  const pickedRows = new Map<string, T | null>();

  async function* readParts(version: Parameters<RowReader<T>["read"]>[0]) {
    const { file, ref, metadata } = version;
    if (metadata.encryption !== null && open === null) throw keyMissing();
    const keyed = evidence.keys.get(metadata.encryption?.keyId ?? "") ?? null;
    const unsealing = unsealingOf(metadata, open, keyed);
    const files = snapshotFiles(store, ref);
    const before = openedParts.get(file.id);
    const opened = new Map<string, Uint8Array>();
    for (const part of file.parts) {
      const { contentId } = part;
      const content = readContent(files, file, part, unsealing);
      if (contentId === undefined) {
        yield* content;
        continue;
      }
      const whole = before?.get(contentId) ?? Buffer.concat(await Array.fromAsync(content));
      opened.set(contentId, whole);
      yield whole;
    }
    if (opened.size > 0) openedParts.set(file.id, opened);
  }

  function pickLine(line: string, name: string): T | null {
    const known = pickedRows.get(line);
    if (known !== undefined) return known;
    const picked = pick(decodeEntry(line, name));
    if (pickedRows.size >= MAX_KEPT_ROWS) pickedRows.clear();
    // A copy: a piece of a text keeps all of that text in memory.
    pickedRows.set(Buffer.from(line).toString(), picked);
    return picked;
  }

  function pickAll(entries: readonly Entry[]): readonly T[] {
    return entries.flatMap((entry) => pick(entry) ?? []);
  }

  return {
    async read(version) {
      const { file } = version;
      const held: Uint8Array[] = [];
      const rows: T[] = [];
      let bytes = 0;
      const reader = createReader(file.id);
      for await (const piece of readParts(version)) {
        bytes += piece.length;
        held.push(piece);
        if (bytes <= MAX_WHOLE_BYTES) continue;
        for (const one of held.splice(0)) rows.push(...pickAll(reader.push(one)));
      }
      const lines = bytes <= MAX_WHOLE_BYTES ? splitLines(Buffer.concat(held)) : null;
      if (lines !== null) {
        const outline = readOutline(lines, file.id);
        checkDocument(outline, file);
        for (const line of lines.rows) {
          const row = pickLine(line, file.id);
          if (row !== null) rows.push(row);
        }
        return { ...toHead(outline), rows };
      }
      for (const piece of held) rows.push(...pickAll(reader.push(piece)));
      const { outline, entries } = reader.end();
      checkDocument(outline, file);
      return { ...toHead(outline), rows: [...rows, ...pickAll(entries)] };
    },
  };
}

/** A document in lines: what comes before the entries, and one line for each of them. */
interface Lines {
  readonly head: string;
  readonly rows: readonly string[];
}

/** The lines of a document; `null`: it is not laid out as {@link createEncoder} does. */
function splitLines(content: Uint8Array): Lines | null {
  const text = new TextDecoder().decode(content);
  const start = text.indexOf("[\n");
  if (start === -1 || text.slice(0, start).includes("\n") || !text.endsWith(END)) return null;
  const rows = text.slice(start + 2, -END.length).split("\n");
  return { head: text.slice(0, start), rows };
}

/** Decodes what comes before the entries. */
function readOutline({ head, rows }: Lines, name: string): DocumentOutline {
  const reader = createReader(name);
  reader.push(Buffer.from(`${head}[]}\n`));
  return { ...reader.end().outline, count: rows.length };
}

function toHead({ count, ...head }: DocumentOutline) {
  return { head, isWithheld: count === null };
}

function keyMissing(): KeyError {
  return new KeyError("key/missing", "The snapshots are sealed, and no identity was given.", {
    hint: "Give the identity (AGE_IDENTITY) that belongs to the recipient they were sealed for.",
  });
}
