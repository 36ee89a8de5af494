import type { Entry } from "../model/records.ts";
import type { SnapshotWriter } from "../model/snapshot-store.ts";
import { createEncoder, type DocumentEncoder, type DocumentHead } from "../snapshot/document.ts";
import type { PartRecord } from "../snapshot/metadata.ts";
import { plainFileName } from "../snapshot/names.ts";

/** A document as it was stored. `entries` is absent when they are withheld. */
export interface WrittenDocument {
  readonly parts: readonly PartRecord[];
  readonly entries?: number;
}

/** Stores the files of one snapshot in the form that the run asks for. */
export interface FileWriter {
  /**
   * Stores a document while its pages of entries arrive; `null`: withheld. What `pages` throws is
   * passed on, and nothing of the document is left then.
   */
  document(
    id: string,
    head: DocumentHead,
    pages: AsyncIterable<readonly Entry[]> | null,
  ): Promise<WrittenDocument>;
  /** Stores a file that is not a document. */
  binary(id: string, bytes: Uint8Array): Promise<readonly PartRecord[]>;
  /** Forgets the parts of a file that is not wanted any more. */
  discard(parts: readonly PartRecord[]): Promise<void>;
}

/** Stores files in the clear: one JSON file a document, one entry a line. */
export function createPlainFiles(writer: SnapshotWriter): FileWriter {
  return {
    async document(id, head, pages) {
      const encoder = createEncoder(head);
      const part = await writer.write(plainFileName(id), encode(encoder, pages));
      return pages === null ? { parts: [part] } : { parts: [part], entries: encoder.count() };
    },
    async binary(id, bytes) {
      return [await writer.write(plainFileName(id), once(bytes))];
    },
    async discard(parts) {
      for (const { name } of parts) await writer.discard(name);
    },
  };
}

async function* encode(
  encoder: DocumentEncoder,
  pages: AsyncIterable<readonly Entry[]> | null,
): AsyncIterable<Uint8Array> {
  yield Buffer.from(encoder.head());
  for await (const page of pages ?? []) {
    yield Buffer.from(page.map((entry) => encoder.entry(entry)).join(""));
  }
  yield Buffer.from(encoder.tail(pages === null));
}

/** `bytes` as the content of a file. */
export async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
