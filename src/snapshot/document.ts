import { z } from "zod";
import { IntegrityError } from "../errors.ts";
import type { Collection, Entry, Playlist } from "../model/records.ts";
import { canonicalJson } from "./canonical.ts";
import { entrySchema, playlistSchema } from "./records.ts";
import { FORMAT, FORMAT_VERSION, parseFile, versionFields } from "./version.ts";

/** What a document says before its entries. */
export type DocumentHead =
  | { readonly kind: Collection }
  | { readonly kind: "playlist"; readonly playlist: Playlist };

/** One logical file: a collection, or a playlist whose entries are `null` when withheld. */
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

/**
 * The text of a document up to its entries: canonical JSON, `entries` last. The text of a whole
 * document is this, then {@link encodeEntry} of each entry, then {@link TAIL}: one entry a line, so
 * that it can be written while it is read and compared line by line.
 */
export function encodeHead(head: DocumentHead): string {
  const fields = [
    `"format":${canonicalJson(FORMAT)}`,
    `"formatVersion":${FORMAT_VERSION}`,
    `"kind":${canonicalJson(head.kind)}`,
  ];
  if (head.kind === "playlist") fields.push(`"playlist":${canonicalJson(head.playlist)}`);
  return `{${fields.join(",")},"entries":`;
}

/** One entry as it stands in a document; `index` counts from 0. */
export function encodeEntry(entry: Entry, index: number): string {
  return `${index === 0 ? "[\n" : ",\n"}${canonicalJson(entry)}`;
}

/** What ends a document of `count` entries; `null`: withheld. */
export function encodeTail(count: number | null): string {
  if (count === null) return "null}\n";
  return count === 0 ? "[]}\n" : "\n]}\n";
}

/** A whole document as text. The same document always gives the same text. */
export function encodeDocument(document: Document): string {
  const list = document.entries;
  return [
    encodeHead(document),
    ...(list ?? []).map(encodeEntry),
    encodeTail(list === null ? null : list.length),
  ].join("");
}

/** Reads a document. `name` is what an error calls it; throws as `parseFile` does. */
export function decodeDocument(bytes: Uint8Array, name: string): Document {
  return parseFile(bytes, documentSchema, name);
}

/**
 * The entries in the text of a document, as many at a time as its pieces bring; none where they are
 * withheld. The document must be written as {@link encodeDocument} writes it; throws as `parseFile`
 * does where it is not.
 */
export async function* decodeEntries(
  text: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<readonly Entry[]> {
  let place: "head" | "entries" | "end" = "head";
  for await (const lines of splitLines(text)) {
    const batch: Entry[] = [];
    for (const line of lines) {
      if (place === "head") {
        const isOpen = line.endsWith("[");
        parseFile(Buffer.from(isOpen ? `${line}]}` : line), documentSchema, name);
        place = isOpen ? "entries" : "end";
      } else if (place === "entries" && line === "]}") {
        place = "end";
      } else if (place === "entries") {
        batch.push(decodeEntry(line, name));
      } else {
        throw damaged(name);
      }
    }
    yield batch;
  }
  if (place !== "end") throw damaged(name);
}

function decodeEntry(line: string, name: string): Entry {
  try {
    return entrySchema.parse(JSON.parse(line.endsWith(",") ? line.slice(0, -1) : line));
  } catch {
    // What the parsers say quotes the text, which may hold titles.
    throw damaged(name);
  }
}

function damaged(name: string): IntegrityError {
  return new IntegrityError("snapshot/corrupt", `${name} is not as tracksafe writes it.`);
}

/** The lines that each piece of `text` completes. */
async function* splitLines(text: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let rest = "";
  for await (const bytes of text) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield lines;
  }
  if (rest !== "") yield [rest];
}
