import { join } from "node:path";
import {
  type FileContent,
  ignoreErrorCode,
  removeEmpty,
  type Written,
  writeDurably,
} from "../../disk/durable.ts";
import type { FileSystem } from "../../disk/fs.ts";
import { type Owner, temporaryName } from "../../disk/temporary.ts";
import { ConflictError, IntegrityError, InternalError, systemCode } from "../../errors.ts";
import type { SnapshotRef, SnapshotWriter, StoredFile } from "../../model/snapshot-store.ts";
import { METADATA_NAME, requireContentName } from "../names.ts";
import type { DirectoryReader } from "./reader.ts";
import { markName, removeMarked } from "./writing-mark.ts";

/** The parts that a writer works with. */
export interface WriterContext {
  readonly fs: FileSystem;
  readonly reader: DirectoryReader;
  readonly owner: Owner;
  readonly ref: SnapshotRef;
  readonly location: string;
  /** The user's directory. */
  readonly parent: string;
}

/**
 * Writes into the snapshot's directory, which must have been created for it alone and be durable.
 *
 * An aborted or committed writer takes nothing more (`InternalError`); aborting a committed one
 * does nothing. A commit that threw may be tried again or aborted.
 */
export function createDirectoryWriter(context: WriterContext): SnapshotWriter {
  const { fs, reader, ref, location, parent } = context;
  const directory = join(parent, ref.name);
  const mark = join(parent, markName(ref.name, context.owner));
  const made = new Set<string>();
  let closed = false;

  function requireOpen(): void {
    if (closed) throw new InternalError("internal/closed-writer", "The snapshot is closed.");
  }

  async function store(
    name: string,
    content: FileContent,
    accept: (written: Written) => void = () => {},
  ): Promise<StoredFile> {
    requireOpen();
    const temporary = join(directory, temporaryName(context.owner));
    const destination = { temporary, path: join(directory, name) };
    const written = await writeDurably(fs, destination, content, (result) => {
      accept(result);
      made.add(name);
    });
    return { name, ...written };
  }

  /** Removes a file for good: it does not come back after a loss of power. */
  async function erase(name: string): Promise<void> {
    await ignoreErrorCode("ENOENT", fs.unlink(join(directory, name)));
    await ignoreErrorCode("ENOENT", fs.syncDirectory(directory));
    made.delete(name);
  }

  return {
    ref,
    location,

    async write(name, content) {
      requireContentName(name);
      return store(name, content);
    },

    async carry(from, file, as) {
      requireContentName(as);
      return store(as, upTo(file, await reader.open(from, file.name)), (written) => {
        if (written.bytes !== file.bytes || written.sha256 !== file.sha256) throw changed(file);
      });
    },

    async discard(name) {
      requireOpen();
      if (made.has(name)) await erase(name);
    },

    async commit(metadata) {
      await store(METADATA_NAME, [metadata]);
      if (await isTaken(fs, mark)) {
        await erase(METADATA_NAME);
        throw lostPlace();
      }
      closed = true;
    },

    async abort() {
      if (closed) return;
      // First and for good, so that no loss of power leaves a snapshot with some of its files gone.
      if (made.has(METADATA_NAME)) await erase(METADATA_NAME);
      for (const name of made) await ignoreErrorCode("ENOENT", fs.unlink(join(directory, name)));
      made.clear();
      if (await removeMarked(fs, directory, mark)) await removeEmpty(fs, parent);
      closed = true;
    },
  };
}

/**
 * `content`, which ends with an error where it is longer than `file`: the disk has room for that.
 */
async function* upTo(
  file: StoredFile,
  content: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > file.bytes) throw changed(file);
    yield chunk;
  }
}

function changed({ name }: StoredFile): IntegrityError {
  return new IntegrityError("snapshot/corrupt", `${name} was changed after the backup.`, {
    hint: "Use another snapshot, or an older copy of this file.",
  });
}

/**
 * Takes down the mark of this run; says whether somebody had done so who took the run for dead, and
 * removes what it has written. Only one can take it down, and so either the one or the other holds.
 */
async function isTaken(fs: FileSystem, mark: string): Promise<boolean> {
  try {
    await fs.unlink(mark);
    return false;
  } catch (error) {
    // One that cannot be taken down means nothing beside a whole snapshot; the next run removes it.
    return systemCode(error) === "ENOENT";
  }
}

function lostPlace(): ConflictError {
  return new ConflictError(
    "store/conflict",
    "Another run considered this one dead and removed its files.",
    {
      hint: "This run had written nothing for a day. None of its files are left. Run it again.",
    },
  );
}
