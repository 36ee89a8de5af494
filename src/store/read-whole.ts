import { joinBytes } from "../bytes.ts";
import { IntegrityError } from "../errors.ts";

/**
 * The largest file that is read into memory whole, in bytes: metadata, an index, a sealed part, a
 * cover. A document in the clear may be larger, and is read piece by piece.
 */
export const MAX_READ_BYTES = 32 * 1024 * 1024;

/** All of `content`. Throws {@link storedFileTooLarge} before it is more than {@link MAX_READ_BYTES}. */
export async function readWhole(
  content: AsyncIterable<Uint8Array>,
  name: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > MAX_READ_BYTES) throw storedFileTooLarge(name);
    chunks.push(chunk);
  }
  return joinBytes(chunks);
}

/** The error for a file that is larger than any that is read whole. */
export function storedFileTooLarge(name: string): IntegrityError {
  return new IntegrityError(
    "snapshot/corrupt",
    `${name} is larger than any such file that tracksafe writes.`,
    {
      hint: "Something else is in its place. Use another snapshot, or an older copy of this file.",
    },
  );
}

/** `bytes` as a content that is read piece by piece. */
export async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
