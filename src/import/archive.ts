import {
  ERR_ENCRYPTED,
  ERR_UNSAFE_FILENAME,
  type FileEntry,
  Uint8ArrayReader,
  ZipReader,
} from "@zip.js/zip.js";
import { UsageError } from "../errors.ts";
import { IMPORT_LIMITS, type ImportFile, importTooLarge } from "./file.ts";

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
export async function unpack({ label, bytes }: ImportFile): Promise<readonly ImportFile[]> {
  const reader = new ZipReader(new Uint8ArrayReader(bytes), {
    checkSignature: true,
    checkOverlappingEntry: true,
    useWebWorkers: false,
  });
  try {
    const entries = (await reader.getEntries()).filter((entry) => !entry.directory);
    if (entries.length > IMPORT_LIMITS.files) throw importTooLarge(label, "holds too many files");
    const files: ImportFile[] = [];
    let left: number = IMPORT_LIMITS.archiveBytes;
    for (const [at, entry] of entries.entries()) {
      const file = await unpackEntry(entry, `${label} (file ${at + 1})`, left);
      left -= file.bytes.length;
      files.push(file);
    }
    return files;
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable(label, error);
  } finally {
    await reader.close();
  }
}

async function unpackEntry(entry: FileEntry, label: string, left: number): Promise<ImportFile> {
  const most = Math.min(left, IMPORT_LIMITS.fileBytes);
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
  return { label, name, bytes: joined(pieces, size) };
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
