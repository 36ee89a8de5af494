import { IntegrityError, InternalError } from "../errors.ts";

/** gzip, which makes content smaller before it is sealed. Node and browsers each have their own. */
export interface Compression {
  /** Throws `InternalError` `internal/seal-too-large` as {@link checkPlaintextSize} does. */
  compress(plaintext: Uint8Array): Promise<Uint8Array>;
  /** Throws `IntegrityError`: `seal/damaged`, or `seal/too-large` above {@link MAX_PLAINTEXT}. */
  decompress(compressed: Uint8Array): Promise<Uint8Array>;
}

/** The largest file that is sealed or opened, in bytes of plaintext: 16 MiB. */
export const MAX_PLAINTEXT = 16 * 1024 * 1024;

/**
 * Throws `InternalError` `internal/seal-too-large` for more than {@link MAX_PLAINTEXT}, which could
 * not be opened again.
 */
export function checkPlaintextSize(plaintext: Uint8Array): void {
  if (plaintext.length <= MAX_PLAINTEXT) return;
  throw new InternalError(
    "internal/seal-too-large",
    `A file of ${plaintext.length} bytes is too large to be sealed in one piece.`,
  );
}

/** The error for content of more than `limit` bytes. */
export function sealedTooLarge(limit: number, cause?: unknown): IntegrityError {
  return new IntegrityError(
    "seal/too-large",
    `A sealed file would unpack to more than ${limit} bytes, so it was not unpacked.`,
    { cause, hint: "tracksafe never writes such a file. Find out where the file came from." },
  );
}

/** The error for content that is no gzip data, or only a part of it. */
export function brokenGzip(cause: unknown): IntegrityError {
  return new IntegrityError("seal/damaged", "The content of a sealed file is broken gzip data.", {
    cause,
    hint: "Use an earlier snapshot, or another copy of this one.",
  });
}
