import { z } from "zod";
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
