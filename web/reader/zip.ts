import { type FileEntry, type Reader, ZipReader } from "@zip.js/zip.js/lib/zip-core-reader.js";
import { joinBytes } from "../../src/bytes.ts";
import { IntegrityError, StoreError } from "../../src/errors.ts";
import { MAX_READ_BYTES, storedFileTooLarge } from "../../src/store/read-whole.ts";
import type { FileTree, TreeFile } from "./file-tree.ts";

/** An archive with more files is not opened. */
const MAX_FILES = 500_000;

/**
 * The tree of a ZIP. Each file is unpacked when it is read. Throws `StoreError` `store/io` for a
 * file that is no ZIP, is locked with a password, or has paths that lead out of it.
 */
export async function zipTree(name: string, archive: Blob): Promise<FileTree> {
  const reader = new ZipReader(blobReader(archive), { checkSignature: true, useWebWorkers: false });
  const files = new Map<string, TreeFile>();
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (entry.directory) continue;
      if (entry.encrypted || files.size >= MAX_FILES) throw unreadable();
      files.set(entry.filename.replaceAll("\\", "/"), treeFile(entry));
    }
  } catch (cause) {
    throw cause instanceof StoreError ? cause : unreadable(cause);
  }
  return { name, files };
}

/** The reader that zip.js needs. Its own one for blobs brings its writer, and more, along. */
interface BlobParts extends Pick<Reader<Blob>, "size" | "readUint8Array"> {
  init(): Promise<void>;
  createReadable(part: { readonly offset: number; readonly size: number }): ReadableStream;
}

/** Reads only the parts of the archive that are asked for. */
function blobReader(blob: Blob): Reader<Blob> {
  const parts: BlobParts = {
    size: blob.size,
    async init() {},
    createReadable: ({ offset, size }) => blob.slice(offset, offset + size).stream(),
    async readUint8Array(from, length) {
      return new Uint8Array(await blob.slice(from, from + length).arrayBuffer());
    },
  };
  return parts as unknown as Reader<Blob>;
}

function treeFile(entry: FileEntry): TreeFile {
  return {
    async bytes() {
      const pieces: Uint8Array[] = [];
      let size = 0;
      const sink = new WritableStream<Uint8Array>({
        write(piece) {
          size += piece.length;
          // An archive may state wrong sizes on purpose.
          if (size > MAX_READ_BYTES) throw storedFileTooLarge("A file of the archive");
          pieces.push(piece.slice());
        },
      });
      try {
        await entry.getData(sink);
      } catch (cause) {
        throw cause instanceof IntegrityError ? cause : unreadable(cause);
      }
      return joinBytes(pieces);
    },
  };
}

function unreadable(cause?: unknown): StoreError {
  return new StoreError("store/io", "The file is not a whole ZIP archive without a password.", {
    ...(cause !== undefined && { cause }),
    hint: "Download it again, or unpack it and choose the folder.",
  });
}
