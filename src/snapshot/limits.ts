import type { JsonBounds } from "../json.ts";

/**
 * The limits of a snapshot. Anything past a limit counts as damaged, whoever wrote it, so that
 * stored data cannot take up much memory or time before it is refused; tracksafe writes nothing
 * past a limit. `docs/format.md` lists them. A library of 200,000 rows stays far below each.
 */

const KIB = 1024;
const MIB = 1024 * KIB;

/** JSON text that is parsed whole: the metadata, the index. */
export const JSON_BOUNDS: JsonBounds = { depth: 32, values: 500_000 };

/** A file that is parsed whole, in bytes. */
export const MAX_WHOLE_BYTES = 16 * MIB;

/** One line of a document, in characters: the text before its entries, or one entry. */
export const MAX_LINE_LENGTH = 256 * KIB;

/** A document, in bytes of plaintext. */
export const MAX_DOCUMENT_BYTES = 512 * MIB;

/** The number of entries of a document. */
export const MAX_ENTRIES = 1_000_000;

/**
 * One part of a sealed document, in bytes of plaintext. The part ends before the line that passes
 * this.
 */
export const MAX_PART_BYTES = 8 * MIB;

/** All files of a snapshot, in bytes, both as stored and as unpacked. */
export const MAX_SNAPSHOT_BYTES = 4096 * MIB;
