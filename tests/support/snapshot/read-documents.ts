import type { BackupResult } from "../../../src/backup/contract.ts";
import type { Open } from "../../../src/model/sealer.ts";
import type { SnapshotStore } from "../../../src/model/snapshot-store.ts";
import { type Document, decodeDocument } from "../../../src/snapshot/document.ts";

/** Every document of a snapshot that was kept, by the id of its file; sealed ones with `open`. */
export async function readDocuments(
  store: SnapshotStore,
  { snapshot, files }: BackupResult,
  open: Open | null = null,
): Promise<ReadonlyMap<string, Document>> {
  const documents = new Map<string, Document>();
  for (const { id, kind, parts } of files) {
    if (snapshot === null || parts.length === 0 || kind === "covers" || kind === "index") continue;
    const pieces: Uint8Array[] = [];
    for (const { name } of parts) {
      const stored = await store.read(snapshot, name);
      pieces.push(open === null ? stored : await open(stored));
    }
    documents.set(id, decodeDocument(Buffer.concat(pieces), id));
  }
  return documents;
}
