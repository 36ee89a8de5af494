import type { BackupResult } from "../../../src/backup/contract.ts";
import type { Open } from "../../../src/model/sealer.ts";
import type { SnapshotStore } from "../../../src/model/snapshot-store.ts";
import { type Document, decodeDocument } from "../../../src/snapshot/document.ts";

/**
 * The text of every document of a snapshot that was kept, by the id of its file; sealed ones with
 * `open`. Equal documents have equal texts, which are compared in no time.
 */
export async function readTexts(
  store: SnapshotStore,
  { snapshot, files }: BackupResult,
  open: Open | null = null,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const { id, kind, parts } of files) {
    if (snapshot === null || parts.length === 0 || kind === "covers" || kind === "index") continue;
    const pieces: Uint8Array[] = [];
    for (const { name } of parts) {
      const stored = await store.read(snapshot, name);
      pieces.push(open === null ? stored : await open(stored));
    }
    texts.set(id, Buffer.concat(pieces).toString());
  }
  return texts;
}

/** The documents of {@link readTexts}. */
export async function readDocuments(
  ...request: Parameters<typeof readTexts>
): Promise<ReadonlyMap<string, Document>> {
  const texts = await readTexts(...request);
  const decode = ([id, text]: [string, string]) =>
    [id, decodeDocument(Buffer.from(text), id)] as const;
  return new Map([...texts].map(decode));
}
