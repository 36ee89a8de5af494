import * as z from "zod";
import { bytesOf, countBytes, joinBytes, textOf } from "../bytes.ts";
import { type IntegrityError, ProviderError } from "../errors.ts";
import type { Collection, Entry, Playlist } from "../model/records.ts";
import { canonicalJson } from "./canonical.ts";
import { compiledOnUse } from "./compiled.ts";
import { MAX_DOCUMENT_BYTES, MAX_ENTRIES, MAX_LINE_LENGTH, MAX_WHOLE_BYTES } from "./limits.ts";
import { entrySchema, playlistSchema } from "./records.ts";
import {
  corrupt,
  FORMAT,
  FORMAT_VERSION,
  fitsWhole,
  parseFile,
  valueIn,
  versionFields,
} from "./version.ts";

/** The fields of a document that come before its entries. */
export type DocumentHead =
  | { readonly kind: Collection }
  | { readonly kind: "playlist"; readonly playlist: Playlist };

/** One logical file: a collection, or a playlist, whose entries are `null` when withheld. */
export type Document = DocumentHead & { readonly entries: readonly Entry[] | null };

const entries = z.array(entrySchema);

/** Format v1 of every document file. */
export const documentSchema: z.ZodType<Document> = z.discriminatedUnion("kind", [
  z.object({
    ...versionFields,
    kind: z.literal("playlist"),
    playlist: playlistSchema,
    entries: entries.nullable(),
  }),
  z.object({
    ...versionFields,
    kind: z.enum(["likes", "albums", "artists", "shows", "episodes", "audiobooks"]),
    entries,
  }),
]);

const PIECE_BYTES = 64 * 1024;

const fastEntrySchema = compiledOnUse("entry", entrySchema);

/** The text that closes the entries of a document. */
const LAST_LINE = "]}";

/** Writes one document piece by piece. It refuses everything that a reader would refuse. */
export interface DocumentEncoder {
  /** The text before the entries. */
  head(): string;
  /** The next entry, on a line of its own. */
  entry(entry: Entry): string;
  /** The text after the entries; with `withheld` also the `null` in their place. */
  tail(withheld?: boolean): string;
  /** The number of entries so far. */
  count(): number;
}

/**
 * Encodes a document as canonical JSON. `entries` come last, one a line, so that the document can
 * be written while the list is read, and compared line by line.
 *
 * Every method throws `ProviderError` `provider/unusable` for content that is past the limits of a
 * document or does not match its schema.
 */
export function createEncoder(head: DocumentHead): DocumentEncoder {
  const schema = fastEntrySchema();
  let count = 0;
  let bytes = 0;
  const take = (text: string, size = countBytes(text)): string => {
    bytes += size;
    if (text.length > MAX_LINE_LENGTH || bytes > MAX_DOCUMENT_BYTES || count > MAX_ENTRIES) {
      throw unusable(head, "is too large for a snapshot");
    }
    return text;
  };
  return {
    head: () => {
      const text = encodeHead(head);
      if (!documentSchema.validate(JSON.parse(`${text}[]}`))) {
        throw unusable(head, "cannot be stored");
      }
      return take(text);
    },
    entry: (entry) => {
      if (!schema.validate(entry)) throw unusable(head, "has a row that cannot be stored");
      count += 1;
      const begin = count === 1 ? "[\n" : ",\n";
      const json = canonicalJson(entry);
      // To measure the joined text, V8 would copy it.
      return take(`${begin}${json}`, begin.length + countBytes(json));
    },
    tail: (withheld = false) => {
      if (withheld) return take("null}\n");
      return take(count === 0 ? "[]}\n" : `\n${LAST_LINE}\n`);
    },
    count: () => count,
  };
}

function encodeHead(head: DocumentHead): string {
  const fields = [
    `"format":${canonicalJson(FORMAT)}`,
    `"formatVersion":${FORMAT_VERSION}`,
    `"kind":${canonicalJson(head.kind)}`,
  ];
  if (head.kind === "playlist") fields.push(`"playlist":${canonicalJson(head.playlist)}`);
  return `{${fields.join(",")},"entries":`;
}

function unusable({ kind }: DocumentHead, why: string): ProviderError {
  return new ProviderError(
    "provider/unusable",
    `The content that the provider sent for ${kind} ${why}.`,
    {
      hint: "Check the library itself. If you find nothing unusual there, please report this.",
    },
  );
}

/** A whole document as text. The same document always gives the same text. */
export function encodeDocument(document: Document): string {
  const encoder = createEncoder(document);
  const lines = (document.entries ?? []).map((entry) => encoder.entry(entry));
  return [encoder.head(), ...lines, encoder.tail(document.entries === null)].join("");
}

/** A document without its entries; `count` is `null` where they are withheld. */
export type DocumentOutline = DocumentHead & { readonly count: number | null };

/** Reads one document piece by piece. Everything throws as `parseFile` does. */
export interface DocumentReader {
  /** Takes the next bytes and returns the entries that are complete by now, in order. */
  push(bytes: Uint8Array): readonly Entry[];
  /** The entries that were not returned yet, and the other fields of the document. */
  end(): { readonly outline: DocumentOutline; readonly entries: readonly Entry[] };
}

/** Reads a document. Errors call it `name`; throws as `parseFile` does. */
export function decodeDocument(bytes: Uint8Array, name: string): Document {
  const reader = createReader(name);
  const entries: Entry[] = [];
  for (const piece of inPieces(bytes)) entries.push(...reader.push(piece));
  const { outline, entries: others } = reader.end();
  const { count, ...head } = outline;
  return { ...head, entries: count === null ? null : [...entries, ...others] };
}

/** `bytes` in pieces, so that only a piece at a time is decoded. */
export function* inPieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    yield bytes.subarray(at, at + PIECE_BYTES);
  }
}

/**
 * A reader of a document. A document that begins as {@link createEncoder} writes it is read line by
 * line, however large it is. A document in another layout is parsed whole, so its size is limited.
 */
export function createReader(name: string): DocumentReader {
  const held: Uint8Array[] = [];
  let size = 0;
  let reader: DocumentReader | null = null;
  return {
    push(bytes) {
      if (reader !== null) return reader.push(bytes);
      held.push(bytes);
      size += bytes.length;
      const isFirstLineOpen = !bytes.includes(LINE_BREAK) && size <= MAX_LINE_LENGTH;
      if (isFirstLineOpen) return [];
      const begin = joinBytes(held.splice(0));
      reader = isHead(begin) ? createLineReader(name) : createWholeReader(name);
      return reader.push(begin);
    },
    end() {
      const last = reader ?? createWholeReader(name);
      const entries = held.splice(0).flatMap((bytes) => last.push(bytes));
      const { outline, entries: others } = last.end();
      return { outline, entries: [...entries, ...others] };
    },
  };
}

const LINE_BREAK = "\n".charCodeAt(0);
const HEAD_START = '{"format":';
const HEAD_END = '"entries":[';

/** Whether the first line of a document is the one that {@link createEncoder} begins with. */
function isHead(begin: Uint8Array): boolean {
  const [line = ""] = textOf(begin.subarray(0, MAX_LINE_LENGTH)).split("\n", 1);
  return line.startsWith(HEAD_START) && line.endsWith(HEAD_END);
}

/** A reader that parses the whole document at its end. It refuses more than 16 MiB. */
function createWholeReader(name: string): DocumentReader {
  const held: Uint8Array[] = [];
  let size = 0;
  return {
    push(bytes) {
      size += bytes.length;
      if (size > MAX_WHOLE_BYTES) throw notOurs(name);
      held.push(bytes);
      return [];
    },
    end() {
      const whole = joinBytes(held);
      if (!fitsWhole(whole)) throw notOurs(name);
      const { entries, ...head } = parseFile(whole, documentSchema, name);
      return { outline: { ...head, count: entries?.length ?? null }, entries: entries ?? [] };
    },
  };
}

/** A reader that keeps at most one line in memory. */
function createLineReader(name: string): DocumentReader {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let place: "head" | "first entry" | "next entry" | "last line" | "end" = "head";
  let head: Document | null = null;
  let bytes = 0;
  let count = 0;
  let rest = "";

  const decode = (more?: Uint8Array): string => {
    try {
      return more === undefined ? decoder.decode() : decoder.decode(more, { stream: true });
    } catch {
      throw notOurs(name);
    }
  };

  function readHead(line: string): void {
    const isOpen = line.endsWith("[");
    head = parseFile(bytesOf(isOpen ? `${line}${LAST_LINE}` : line), documentSchema, name);
    if (head.entries !== null && head.entries.length > 0) throw notOurs(name);
    place = isOpen ? "first entry" : "end";
  }

  function readLine(line: string): readonly Entry[] {
    if (line.length > MAX_LINE_LENGTH || place === "end") throw notOurs(name);
    if (place === "head") {
      readHead(line);
      return [];
    }
    if (line === LAST_LINE && place !== "next entry") {
      place = "end";
      return [];
    }
    count += 1;
    if (count > MAX_ENTRIES || place === "last line") throw notOurs(name);
    place = line.endsWith(",") ? "next entry" : "last line";
    return [decodeEntry(line, name)];
  }

  return {
    push(more) {
      bytes += more.length;
      const lines = (rest + decode(more)).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > MAX_LINE_LENGTH || bytes > MAX_DOCUMENT_BYTES) throw notOurs(name);
      return lines.flatMap(readLine);
    },
    end() {
      if (rest + decode() !== "" || place !== "end" || head === null) throw notOurs(name);
      const { entries, ...described } = head;
      return { outline: { ...described, count: entries === null ? null : count }, entries: [] };
    },
  };
}

/**
 * The entries in the text of a document, as many at a time as its pieces bring; none where they are
 * withheld. The document must be written as {@link createEncoder} writes it, otherwise this throws
 * as `parseFile` does.
 */
export async function* decodeEntries(
  text: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<readonly Entry[]> {
  const reader = createLineReader(name);
  for await (const bytes of text) yield reader.push(bytes);
  reader.end();
}

/**
 * The entry in one line of a document, with or without the comma behind it. Errors call the
 * document `name`; throws as `parseFile` does.
 */
export function decodeEntry(line: string, name: string): Entry {
  const entry = valueIn(parseLine(line), fastEntrySchema());
  if (entry === null) throw notOurs(name);
  return entry;
}

/** `null` for a line that is not JSON. The parser's own message quotes the text, which may hold titles. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line.endsWith(",") ? line.slice(0, -1) : line);
  } catch {
    return null;
  }
}

function notOurs(name: string): IntegrityError {
  return corrupt(`${name} does not have the form that tracksafe writes.`);
}
