import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { IntegrityError, InternalError } from "../errors.ts";

/** The largest file that is sealed or opened, in bytes of plaintext: 16 MiB. */
export const MAX_PLAINTEXT = 16 * 1024 * 1024;

/** zlib's default of 16 KiB makes a large file four times as many buffers. */
const CHUNK = 64 * 1024;

/**
 * `plaintext` as one gzip member. Throws `InternalError` `internal/seal-too-large` for more than
 * {@link MAX_PLAINTEXT}, which could not be opened again.
 */
export async function compress(plaintext: Uint8Array): Promise<Uint8Array> {
  if (plaintext.length > MAX_PLAINTEXT) {
    throw new InternalError(
      "internal/seal-too-large",
      `A file of ${plaintext.length} bytes is too large to be sealed in one piece.`,
    );
  }
  return promisify(gzip)(plaintext);
}

/**
 * The content of all gzip members in `compressed`, one after the other. Throws `IntegrityError`:
 * `seal/damaged` when they are broken or cut, `seal/too-large` when the content is larger than
 * `limit` bytes, before more than that is unpacked.
 */
export async function decompress(
  compressed: Uint8Array,
  limit: number = MAX_PLAINTEXT,
): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(compressed, {
      chunkSize: CHUNK,
      maxOutputLength: limit,
    });
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new IntegrityError(
        "seal/too-large",
        `A sealed file unpacks to more than ${limit} bytes and was not unpacked.`,
        { cause, hint: "tracksafe writes no such file. Find out where it came from." },
      );
    }
    throw new IntegrityError("seal/damaged", "What was sealed in a file is broken gzip data.", {
      cause,
      hint: "Use an earlier snapshot, or another copy of this one.",
    });
  }
}
