import { type AppError, CancelledError, toAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type {
  SnapshotRef,
  SnapshotStore,
  SnapshotWriter,
  StoredFile,
} from "../model/snapshot-store.ts";
import { once } from "./read-whole.ts";

/** One file of a snapshot that was not committed yet. */
type UncommittedFile =
  | { readonly bytes: Uint8Array }
  | { readonly from: SnapshotRef; readonly file: StoredFile };

/** The log, and the callback for a snapshot that could not be committed. */
export interface FallbackDeps {
  readonly log: Log;
  /** It is in the fallback, whole. `why` is what the commit throws. */
  readonly onKept: (why: AppError) => void;
}

/**
 * `store`, but a snapshot that cannot be committed there for good is left in `fallback` before the
 * commit fails, so that a run's work is not lost with it; `onKept` is told. If that fails, too,
 * nothing is left, and the log says why. Either way the commit throws what it would have thrown.
 * Only for sealed snapshots: what is left is meant to be picked up by others.
 */
export function withFallback(
  store: SnapshotStore,
  fallback: SnapshotStore,
  { log, onKept }: FallbackDeps,
): SnapshotStore {
  return {
    ...store,
    async create(user, name) {
      const writer = await store.create(user, name);
      return keepCopy(writer, async (files, metadata, why) => {
        try {
          const copy = await fallback.create(user, name);
          await fill(copy, files, metadata, store);
          onKept(why);
        } catch (error) {
          log.warn("store.fallback", { code: toAppError(error).code });
        }
      });
    },
  };
}

/**
 * Copies a snapshot that is not in `store` but for what it took over there, whole or not at all.
 */
async function fill(
  copy: SnapshotWriter,
  files: ReadonlyMap<string, UncommittedFile>,
  metadata: Uint8Array,
  store: SnapshotStore,
): Promise<void> {
  try {
    for (const [as, pending] of files) {
      const bytes =
        "bytes" in pending ? pending.bytes : await store.read(pending.from, pending.file.name);
      await copy.write(as, once(bytes));
    }
    await copy.commit(metadata);
  } catch (error) {
    // A step that cannot be taken back is not announced either.
    await copy.abort().catch(() => {});
    throw error;
  }
}

/** Never throws: the commit has failed already, and that error has to be reported. */
type Rescue = (
  files: ReadonlyMap<string, UncommittedFile>,
  metadata: Uint8Array,
  why: AppError,
) => Promise<void>;

function keepCopy(writer: SnapshotWriter, rescue: Rescue): SnapshotWriter {
  const files = new Map<string, UncommittedFile>();
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
    async commit(metadata, page) {
      try {
        await writer.commit(metadata, page);
      } catch (error) {
        if (!(error instanceof CancelledError)) await rescue(files, metadata, toAppError(error));
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
