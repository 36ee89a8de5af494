import {
  ERR_ENCRYPTED,
  ERR_UNSAFE_FILENAME,
  type FileEntry,
  Uint8ArrayReader,
  ZipReader,
} from "@zip.js/zip.js";
import { UsageError } from "../errors.ts";
import {
  fileAtHand,
  type ImportFile,
  type ImportLimits,
  importTooLarge,
  loadFile,
} from "./file.ts";

/** Whether `bytes` begin like a ZIP. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/**
 * The files in a ZIP, in the order of its directory. Only the names in their paths are used.
 *
 * Throws `UsageError`: `import/encrypted`, `import/too-large` before more than the limits is
 * unpacked, `import/damaged` for an archive that is cut or damaged, or has paths that lead out of
 * it.
 */
export async function unpack(
  archive: ImportFile,
  limits: ImportLimits,
): Promise<readonly ImportFile[]> {
  const { label } = archive;
  const bytes = await loadFile(archive, limits.wholeBytes);
  const reader = new ZipReader(new Uint8ArrayReader(bytes), {
    checkSignature: true,
    checkOverlappingEntry: true,
    useWebWorkers: false,
  });
  try {
    const entries: FileEntry[] = [];
    for await (const entry of reader.getEntriesGenerator()) {
      if (entry.directory) continue;
      entries.push(entry);
      if (entries.length > limits.files) throw importTooLarge(label, "holds too many files");
    }
    const files: ImportFile[] = [];
    let left = limits.archiveBytes;
    for (const [at, entry] of entries.entries()) {
      const file = await unpackEntry(
        entry,
        `${label} (file ${at + 1})`,
        Math.min(left, limits.wholeBytes),
      );
      left -= file.size;
      files.push(file);
    }
    return files;
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable(label, error);
  } finally {
    await reader.close();
  }
}

async function unpackEntry(entry: FileEntry, label: string, most: number): Promise<ImportFile> {
  if (entry.uncompressedSize > most) throw importTooLarge(label, "unpacks to too much");
  const pieces: Uint8Array[] = [];
  let size = 0;
  await entry.getData(
    new WritableStream<Uint8Array>({
      write(piece) {
        size += piece.length;
        // An archive may state wrong sizes on purpose.
        if (size > most) throw importTooLarge(label, "unpacks to too much");
        pieces.push(piece.slice());
      },
    }),
  );
  const name = entry.filename.split(/[/\\]/).at(-1) ?? "";
  return fileAtHand(label, name, joined(pieces, size));
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function unreadable(label: string, cause: unknown): UsageError {
  const why = cause instanceof Error ? cause.message : "";
  if (why === ERR_ENCRYPTED) {
    return new UsageError("import/encrypted", `${label} is locked with a password.`, {
      hint: "Unpack it yourself, then import the folder.",
    });
  }
  const message =
    why === ERR_UNSAFE_FILENAME
      ? `${label} holds a file whose path leads out of the archive.`
      : `${label} is not a whole ZIP archive.`;
  return new UsageError("import/damaged", message, {
    cause,
    hint: "Download it again. Nothing was written.",
  });
}
