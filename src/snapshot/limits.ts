import type { JsonBounds } from "../json.ts";

/**
 * How much a snapshot may hold. What passes a limit is damaged, whoever wrote it, so that nothing
 * that is stored takes much memory or time to find out; and nothing that passes one is written.
 * `docs/format.md` lists them. A library of 200,000 rows stays far below each.
 */

const KIB = 1024;
const MIB = 1024 * KIB;

/** JSON text that is parsed whole: the metadata, the index. */
export const JSON_BOUNDS: JsonBounds = { depth: 32, values: 500_000 };

/** A file that is parsed whole, in bytes. */
export const MAX_WHOLE_BYTES = 16 * MIB;

/** One line of a document, in characters: what comes before its entries, or one of them. */
export const MAX_LINE_LENGTH = 256 * KIB;

/** A document, in bytes of plaintext. */
export const MAX_DOCUMENT_BYTES = 512 * MIB;

/** How many entries a document has. */
export const MAX_ENTRIES = 1_000_000;

/** One part of a sealed document, in bytes of plaintext. It is cut before the line that passes this. */
export const MAX_PART_BYTES = 8 * MIB;

/** All files of a snapshot, in bytes, as they are stored and as they are unpacked. */
export const MAX_SNAPSHOT_BYTES = 4096 * MIB;
