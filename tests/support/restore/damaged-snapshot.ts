import type { RestoreSource } from "../../../src/restore/load-library.ts";
import type { StoredSnapshot } from "../../../src/restore/load-snapshot.ts";
import { createDigester, sha256 } from "../../../src/snapshot/digest.ts";
import {
  decodeMetadata,
  encodeMetadata,
  type FileRecord,
  METADATA_FILE,
  type MetadataContent,
} from "../../../src/snapshot/metadata.ts";
import { readingBy } from "../snapshot/stored-snapshots.ts";

type Snapshot = Extract<RestoreSource, { readonly snapshot: StoredSnapshot }>;

function snapshotIn(source: RestoreSource): Snapshot {
  if (!("snapshot" in source)) throw new Error("a snapshot is needed");
  return source;
}

/** The snapshot with other bytes in some of its files; `null`: the file is not there. */
export function withFiles(
  source: RestoreSource,
  files: Readonly<Record<string, Uint8Array | null>>,
): RestoreSource {
  const { snapshot, label } = snapshotIn(source);
  return {
    label,
    snapshot: {
      ...snapshot,
      files: readingBy(
        async () => (await snapshot.files.files()).filter((name) => files[name] !== null),
        async (name) => {
          const bytes = files[name];
          // The store gives its usual error for a missing file.
          return bytes ?? snapshot.files.read(bytes === null ? `${name}.gone` : name);
        },
      ),
    },
  };
}

/**
 * The plain snapshot, or with `key` the sealed one, as it would be if its metadata had been written
 * with these changes by somebody who holds `key`.
 */
export async function withMetadata(
  source: RestoreSource,
  change: (metadata: MetadataContent) => MetadataContent,
  key: Uint8Array | null = null,
): Promise<RestoreSource> {
  const bytes = await snapshotIn(source).snapshot.files.read(METADATA_FILE);
  const {
    format: _format,
    formatVersion: _version,
    kind: _kind,
    digest: _digest,
    mac: _mac,
    ...content
  } = await decodeMetadata(bytes);
  const changed = encodeMetadata(change(content), key && createDigester(key));
  return withFiles(source, { [METADATA_FILE]: changed });
}

/** A change of metadata that changes the record of the file `id` only. */
export function changeRecord(
  id: string,
  change: (file: FileRecord) => FileRecord,
): (metadata: MetadataContent) => MetadataContent {
  return (metadata) => ({
    ...metadata,
    files: metadata.files.map((file) => (file.id === id ? change(file) : file)),
  });
}

/** A change of a record after which each of its parts has the size and the digest of `bytes`. */
export function recordHolding(bytes: Uint8Array): (file: FileRecord) => FileRecord {
  return (file) => ({
    ...file,
    parts: file.parts.map((part) => ({ ...part, bytes: bytes.length, sha256: sha256(bytes) })),
  });
}
