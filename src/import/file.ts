import { UsageError } from "../errors.ts";

/** One file that the person gave, or that is in an archive or folder. */
export interface ImportFile {
  /** The name for messages. Names in an archive may be titles, so such a file gets a number. */
  readonly label: string;
  /** Its name without folders. A list in it may be called after it. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const MIB = 1024 * 1024;

/**
 * The limits of an import. A library of 200,000 rows stays below each, even in the most verbose
 * format.
 */
export const IMPORT_LIMITS = {
  /** One file, in bytes, unpacked. */
  fileBytes: 256 * MIB,
  /** All unpacked files of an archive, in bytes. */
  archiveBytes: 512 * MIB,
  /** The number of files in an archive or folder. */
  files: 5_000,
  /** The number of rows in all files together. */
  rows: 1_000_000,
  /** JSON: see `JsonBounds`. */
  json: { depth: 32, values: 20_000_000 },
} as const;

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

/** The error for something that passes a limit of an import. */
export function importTooLarge(label: string, what: string): UsageError {
  return new UsageError("import/too-large", `${label} ${what}.`, {
    hint: "Import its parts one by one. Nothing was written.",
  });
}
