import { UsageError } from "../errors.ts";
import type { JsonBounds } from "../json.ts";

/** One file that the person gave, or that is in an archive or folder. */
export interface ImportFile {
  /** The name for messages. Names in an archive may be titles, so such a file gets a number. */
  readonly label: string;
  /** Its name without folders. A list in it may be called after it. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Its bytes, read while they are iterated over, as often as it is called. */
  open(): AsyncIterable<Uint8Array>;
}

const MIB = 1024 * 1024;

/**
 * The limits of an import. A library of 200,000 rows stays below each, even in the most verbose
 * format.
 */
export interface ImportLimits {
  /** All files together, in bytes. Tables are read piece by piece, so they may be this large. */
  readonly bytes: number;
  /** A file that is loaded as a whole, in bytes: all but tables that are in no archive. */
  readonly wholeBytes: number;
  /** All unpacked files of an archive, in bytes. */
  readonly archiveBytes: number;
  /** The number of files in an archive or folder. */
  readonly files: number;
  /** The number of rows in all files together. */
  readonly rows: number;
  /** The length of one row of a table, in characters. */
  readonly rowLength: number;
  readonly json: JsonBounds;
}

/** The usual {@link ImportLimits}. */
export const IMPORT_LIMITS: ImportLimits = {
  bytes: 4096 * MIB,
  wholeBytes: 256 * MIB,
  archiveBytes: 512 * MIB,
  files: 5_000,
  rows: 1_000_000,
  rowLength: 256 * 1024,
  json: { depth: 32, values: 20_000_000 },
};

const PIECE = MIB;

/** A file whose bytes are at hand. */
export function fileAtHand(label: string, name: string, bytes: Uint8Array): ImportFile {
  return {
    label,
    name,
    size: bytes.length,
    async *open() {
      for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
    },
  };
}

/** The first bytes of a file: as many as its first piece has. */
export async function beginningOf({ open }: ImportFile): Promise<Uint8Array> {
  for await (const piece of open()) return piece;
  return new Uint8Array();
}

/** All bytes of a file. Throws `UsageError` `import/too-large` before more than `most` are loaded. */
export async function loadFile(
  { label, size, open }: ImportFile,
  most: number,
): Promise<Uint8Array> {
  if (size > most) throw importTooLarge(label, "is too large");
  const bytes = new Uint8Array(size);
  let at = 0;
  for await (const piece of open()) {
    if (at + piece.length > size) throw importTooLarge(label, "grew while it was read");
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes.subarray(0, at);
}

/** The name of a list in `file`: the name of the file without the ending of its format. */
export function listNameOf({ name }: Pick<ImportFile, "name">): string {
  return name.replace(/\.(?:csv|tsv|json|jspf|xspf|m3u8?|txt)$/i, "");
}

/** The error for a file of a known format that is broken; `line` counts from 1. */
export function damaged({ label }: ImportFile, why: string, line?: number): UsageError {
  const where = line === undefined ? label : `${label}, line ${line}`;
  return new UsageError("import/damaged", `${where}: ${why}.`, {
    hint: "Export it again, or correct that place. Nothing was written.",
  });
}

/** The error for more rows than an import takes. */
export function importTooManyRows(label: string, { rows }: ImportLimits): UsageError {
  return importTooLarge(label, `there are more than ${rows} rows`);
}

/** The error for something that passes a limit of an import. */
export function importTooLarge(label: string, what: string): UsageError {
  return new UsageError("import/too-large", `${label} ${what}.`, {
    hint: "Import its parts one by one. Nothing was written.",
  });
}
