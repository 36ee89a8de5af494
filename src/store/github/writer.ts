import { InternalError, StoreError } from "../../errors.ts";
import { blobSha } from "../../github/git-objects.ts";
import type {
  SnapshotRef,
  SnapshotWriter,
  StoredFile,
  WritePage,
} from "../../model/snapshot-store.ts";
import { METADATA_NAME, requireContentName } from "../names.ts";
import { MAX_FILE_BYTES, storedDigest } from "./content.ts";
import type { BufferedFile } from "./upload.ts";

/** The steps that the writer leaves to the store. */
export interface WriterDeps {
  /** The sha of an earlier snapshot's file, after checking it against `file`. */
  readonly locate: (from: SnapshotRef, file: StoredFile) => Promise<string>;
  /** Makes the snapshot exist, all of it or nothing. */
  readonly commit: (
    files: ReadonlyMap<string, BufferedFile>,
    page: WritePage | undefined,
  ) => Promise<Committed>;
  readonly locationOf: (ref: SnapshotRef) => string;
}

/** The final name of a snapshot, and the sha of its commit. */
export interface Committed {
  readonly ref: SnapshotRef;
  readonly commitId: string;
}

/**
 * Collects a snapshot in memory, where it is a few megabytes, until it is committed as a whole. Its
 * `ref` is final after that: by then, somebody else may have taken the name.
 *
 * An aborted or committed writer takes nothing more (`InternalError`); aborting a committed one
 * does nothing. A commit that threw may be tried again or aborted.
 */
export function createBufferedWriter(start: SnapshotRef, deps: WriterDeps): SnapshotWriter {
  const files = new Map<string, BufferedFile>();
  let committed: Committed | null = null;
  let closed = false;

  function requireOpen(): void {
    if (closed) throw new InternalError("internal/closed-writer", "The snapshot is closed.");
  }

  return {
    get ref() {
      return committed?.ref ?? start;
    },
    get location() {
      return deps.locationOf(committed?.ref ?? start);
    },
    get commitId() {
      return committed?.commitId;
    },
    async write(name, source) {
      requireContentName(name);
      requireOpen();
      const content = await collect(source);
      files.set(name, { content });
      return {
        name,
        bytes: content.byteLength,
        sha256: storedDigest(content),
        blob: blobSha(content),
      };
    },
    async carry(from, file, as) {
      requireContentName(as);
      requireOpen();
      const blob = await deps.locate(from, file);
      files.set(as, { sha: blob });
      return { name: as, bytes: file.bytes, sha256: file.sha256, blob };
    },
    async discard(name) {
      requireOpen();
      files.delete(name);
    },
    async commit(metadata, page) {
      requireOpen();
      const all = new Map([...files, [METADATA_NAME, { content: metadata }]]);
      committed = await deps.commit(all, page);
      closed = true;
      files.clear();
    },
    async abort() {
      closed = true;
      files.clear();
    },
  };
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.byteLength;
    if (bytes > MAX_FILE_BYTES) {
      throw new StoreError(
        "store/too-large",
        "A file is larger than tracksafe stores on GitHub (48 MiB).",
        {
          hint: "Seal the backup, because sealing cuts long lists into parts, or store it in a directory.",
        },
      );
    }
    chunks.push(Uint8Array.from(chunk));
  }
  return Buffer.concat(chunks);
}
