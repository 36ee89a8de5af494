import { CancelledError } from "../errors.ts";
import type { SnapshotRef, SnapshotStore, SnapshotWriter, StoredFile } from "./store.ts";

/** One file of a snapshot that was not committed yet. */
type Kept =
  | { readonly bytes: Uint8Array }
  | { readonly from: SnapshotRef; readonly file: StoredFile };

/**
 * `store`, but a snapshot that cannot be committed there for good is left in `fallback` before the
 * commit fails, so that a run's work is not lost with it; `onKept` is told. Only for sealed
 * snapshots: what is left is meant to be picked up by others.
 */
export function withFallback(
  store: SnapshotStore,
  fallback: SnapshotStore,
  onKept: () => void,
): SnapshotStore {
  return {
    ...store,
    async create(user, name) {
      const writer = await store.create(user, name);
      return keepCopy(writer, async (files, metadata) => {
        const copy = await fallback.create(user, name);
        for (const [as, kept] of files) {
          const bytes = "bytes" in kept ? kept.bytes : await store.read(kept.from, kept.file.name);
          await copy.write(as, once(bytes));
        }
        await copy.commit(metadata);
        onKept();
      });
    },
  };
}

type Rescue = (files: ReadonlyMap<string, Kept>, metadata: Uint8Array) => Promise<void>;

function keepCopy(writer: SnapshotWriter, rescue: Rescue): SnapshotWriter {
  const files = new Map<string, Kept>();
  return {
    get ref() {
      return writer.ref;
    },
    get location() {
      return writer.location;
    },
    get commitId() {
      return writer.commitId;
    },
    async write(name, content) {
      const chunks: Uint8Array[] = [];
      const stored = await writer.write(name, copying(content, chunks));
      files.set(name, { bytes: Buffer.concat(chunks) });
      return stored;
    },
    async carry(from, file, as) {
      const stored = await writer.carry(from, file, as);
      files.set(as, { from, file });
      return stored;
    },
    async discard(name) {
      await writer.discard(name);
      files.delete(name);
    },
    async commit(metadata) {
      try {
        await writer.commit(metadata);
      } catch (error) {
        if (!(error instanceof CancelledError)) await rescue(files, metadata);
        throw error;
      }
    },
    abort: () => writer.abort(),
  };
}

async function* copying(
  content: AsyncIterable<Uint8Array>,
  chunks: Uint8Array[],
): AsyncIterable<Uint8Array> {
  for await (const chunk of content) {
    chunks.push(chunk);
    yield chunk;
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
