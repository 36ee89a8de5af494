import { createHash } from "node:crypto";

/** The digest that `StoredFile` goes by, in lower-case hex. */
export function storedDigest(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * The largest file that is stored in a repository, and read from one, in bytes. GitHub stores 100
 * MB (Repository limits > File size), but gives a file only as a whole, as text in JSON, which
 * takes eight times as much memory as the file.
 */
export const MAX_FILE_BYTES = 48 * 1024 * 1024;
