import { brokenPacking, checkSize, MAX_PLAINTEXT, type Packing, tooLarge } from "./packing.ts";

/**
 * gzip as browsers have it. It unpacks one member, which is all that tracksafe writes into a file;
 * anything behind it is `seal/damaged`.
 */
export const streamGzip: Packing = {
  async compress(plaintext) {
    checkSize(plaintext);
    return collect(through(new CompressionStream("gzip"), plaintext), Number.POSITIVE_INFINITY);
  },
  async decompress(compressed) {
    try {
      return await collect(through(new DecompressionStream("gzip"), compressed), MAX_PLAINTEXT);
    } catch (cause) {
      throw cause instanceof TypeError ? brokenPacking(cause) : cause;
    }
  },
};

function through(
  { writable, readable }: CompressionStream | DecompressionStream,
  bytes: Uint8Array,
): ReadableStream<Uint8Array> {
  const writer = writable.getWriter();
  // Whoever reads is told of a failure.
  writer.write(Uint8Array.from(bytes)).catch(() => {});
  writer.close().catch(() => {});
  return readable;
}

/** All that `stream` gives. Throws `seal/too-large` at the first byte above `limit`. */
async function collect(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > limit) {
      await reader.cancel();
      throw tooLarge(limit);
    }
    chunks.push(next.value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
