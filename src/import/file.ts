import { UsageError } from "../errors.ts";

/** One file that was given, or that an archive or a folder holds. */
export interface ImportFile {
  /** What a message calls it. Names in an archive may be titles, so there it is a number. */
  readonly label: string;
  /** Its name without folders, as a list in it is called. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const MIB = 1024 * 1024;

/**
 * How much an import takes. A library of 200,000 rows stays below each, in the most verbose of the
 * formats.
 */
export const IMPORT_LIMITS = {
  /** One file, in bytes, unpacked. */
  fileBytes: 256 * MIB,
  /** All that an archive unpacks to, in bytes. */
  archiveBytes: 512 * MIB,
  /** How many files an archive or a folder may have. */
  files: 5_000,
  /** Rows of all files together. */
  rows: 1_000_000,
  /** JSON: see `JsonBounds`. */
  json: { depth: 32, values: 20_000_000 },
} as const;

/** The name of a list in `file`: without what tells the format. */
export function listNameOf({ name }: Pick<ImportFile, "name">): string {
  return name.replace(/\.(?:csv|tsv|json|jspf|xspf|m3u8?|txt)$/i, "");
}

/** The error for a file that is of a known format and broken; `line` counts from 1. */
export function damaged({ label }: ImportFile, why: string, line?: number): UsageError {
  const where = line === undefined ? label : `${label}, line ${line}`;
  return new UsageError("import/damaged", `${where}: ${why}.`, {
    hint: "Export it again, or mend that place. Nothing was written.",
  });
}

/** The error for what is more than an import takes. */
export function tooLarge(label: string, what: string): UsageError {
  return new UsageError("import/too-large", `${label} ${what}.`, {
    hint: "Import its parts one by one. Nothing was written.",
  });
}
