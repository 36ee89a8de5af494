import { promisify } from "node:util";
import { gunzipSync, gzip } from "node:zlib";
import {
  brokenGzip,
  type Compression,
  checkPlaintextSize,
  MAX_PLAINTEXT,
  sealedTooLarge,
} from "./compression.ts";

/** The size of a buffer. zlib's default of 16 KiB makes four times as many of them. */
const CHUNK = 64 * 1024;

/**
 * `plaintext` as one gzip member. Throws `InternalError` `internal/seal-too-large` for more than
 * {@link MAX_PLAINTEXT}, which could not be opened again.
 */
export async function compress(plaintext: Uint8Array): Promise<Uint8Array> {
  checkPlaintextSize(plaintext);
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
    // Most files are small, and take less time here than on their way to another thread.
    return gunzipSync(compressed, { chunkSize: CHUNK, maxOutputLength: limit });
  } catch (cause) {
    throw cause instanceof RangeError ? sealedTooLarge(limit, cause) : brokenGzip(cause);
  }
}

/** gzip by Node's zlib. */
export const nodeGzip: Compression = { compress, decompress };
