import type { Clock } from "../clock.ts";
import type { Entry } from "../model/records.ts";
import type { SnapshotWriter } from "../model/snapshot-store.ts";
import type { State } from "../model/state.ts";
import type { Digester } from "../snapshot/digest.ts";
import { createEncoder, type DocumentEncoder, type DocumentHead } from "../snapshot/document.ts";
import type { PartRecord } from "../snapshot/metadata.ts";
import { plainFileName, sealedFileName, sealedPartName } from "../snapshot/names.ts";
import { contentIdOf, cutDocument } from "../snapshot/parts.ts";
import type { Sealing } from "./contract.ts";
import type { Previous } from "./previous.ts";

/** A stored document. `entries` is its number of entries; absent: they are withheld. */
export interface StoredDocument {
  readonly parts: readonly PartRecord[];
  readonly entries?: number;
}

/** Stores the files of one snapshot, in the clear or sealed. */
export interface FileWriter {
  /**
   * Stores a document while its pages of entries arrive; `null`: the entries are withheld. Passes
   * on what `pages` throws, and then leaves nothing of the document.
   */
  document(
    id: string,
    head: DocumentHead,
    pages: AsyncIterable<readonly Entry[]> | null,
  ): Promise<StoredDocument>;
  /** Stores a file that is not a document. */
  binary(id: string, bytes: Uint8Array): Promise<readonly PartRecord[]>;
  /** Removes the parts of a file that is not wanted any more. */
  discard(parts: readonly PartRecord[]): Promise<void>;
}

/** Stores files in the clear: one JSON file for each document, one entry on each line. */
export function createPlainFileWriter(writer: SnapshotWriter): FileWriter {
  return {
    async document(id, head, pages) {
      const encoder = createEncoder(head);
      const part = await writer.write(plainFileName(id), encode(encoder, pages));
      return pages === null ? { parts: [part] } : { parts: [part], entries: encoder.count() };
    },
    async binary(id, bytes) {
      return [await writer.write(plainFileName(id), streamOf(bytes))];
    },
    discard: (parts) => discardAll(writer, parts),
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

/** The store, keys and state that sealed files are stored with. */
export interface SealedFilesDeps {
  readonly writer: SnapshotWriter;
  readonly sealing: Sealing;
  /** Keyed with the content key. */
  readonly digest: Digester;
  /** Parts with the same content are taken over from here. */
  readonly previous: Previous;
  readonly clock: Clock;
  /** Keeps the text of each part under its content id, for later runs; `null`: it is not kept. */
  readonly state: State | null;
}

/**
 * Stores sealed files. A long document is cut into parts. A part whose content the previous
 * snapshot has is taken over: sealed again, the same content would become new bytes.
 */
export function createSealedFileWriter(deps: SealedFilesDeps): FileWriter {
  const { writer, sealing, digest, previous, clock, state } = deps;
  const { sealer } = sealing;
  const reusableParts = previous.freshParts();
  let namesInState: Promise<Set<string>> | null = null;

  async function keepText(contentId: string, plaintext: Uint8Array): Promise<void> {
    if (state === null) return;
    namesInState ??= state.names().then((names) => new Set(names));
    const names = await namesInState;
    if (names.has(contentId)) return;
    names.add(contentId);
    await state.write(contentId, plaintext);
  }

  async function storePart(name: string, plaintext: Uint8Array): Promise<PartRecord> {
    const contentId = await contentIdOf(digest, sealer.recipients, plaintext);
    const reusable = reusableParts.get(contentId);
    // A damaged part cannot be taken over. Sealing the content again repairs it.
    const carried = reusable === undefined ? null : await previous.carryPart(reusable, name);
    if (carried !== null) return carried;
    const stored = await writer.write(name, streamOf(await sealer.seal(plaintext)));
    return { ...stored, contentId, sealedAt: clock.now().toISOString() };
  }

  async function storeParts(
    id: string,
    texts: AsyncIterable<string>,
    parts: PartRecord[],
  ): Promise<void> {
    const add = async (text: string, name: string): Promise<void> => {
      const plaintext = Buffer.from(text);
      const part = await storePart(name, plaintext);
      parts.push(part);
      if (part.contentId !== undefined) await keepText(part.contentId, plaintext);
    };
    // One text is held back, because the name of the only part has no number.
    let held: string | null = null;
    for await (const text of texts) {
      if (held !== null) await add(held, sealedPartName(id, parts.length + 1));
      held = text;
    }
    const last = parts.length === 0 ? sealedFileName(id) : sealedPartName(id, parts.length + 1);
    await add(held ?? "", last);
  }

  return {
    async document(id, head, pages) {
      const document = cutDocument(head, pages);
      const parts: PartRecord[] = [];
      try {
        await storeParts(id, document.parts, parts);
      } catch (error) {
        await discardAll(writer, parts);
        throw error;
      }
      const entries = document.count();
      return entries === null ? { parts } : { parts, entries };
    },
    async binary(id, bytes) {
      return [await storePart(sealedFileName(id), bytes)];
    },
    discard: (parts) => discardAll(writer, parts),
  };
}

async function discardAll(writer: SnapshotWriter, parts: readonly PartRecord[]): Promise<void> {
  for (const { name } of parts) await writer.discard(name);
}

async function* streamOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
